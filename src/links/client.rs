//! How one address is asked: the one room of Folio that speaks to hosts that are not ours.
//!
//! First with HEAD, which is enough for most; with GET where that is refused or goes wrong, of which only the head is
//! read. Redirections are followed by hand, because the permanent ones are told.

use std::error::Error;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use http_body_util::Empty;
use hyper::body::Bytes;
use hyper::header::{ACCEPT, LOCATION, USER_AGENT};
use hyper::{Method, Request, StatusCode, Uri};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::Name;
use hyper_util::rt::TokioExecutor;
use rustls::pki_types::InvalidDnsNameError;
use tokio::time::timeout;
use tower::Service;
use url::Url;

use crate::links::outcome::{Broken, Good, REDIRECTIONS, Reason};

/// Who asks, so that whoever looks at a log knows why.
const AGENT: &str = concat!("Folio/", env!("CARGO_PKG_VERSION"), " (+link check)");

/// Asks addresses, one connection each.
pub(crate) struct Client {
    http: legacy::Client<HttpsConnector<HttpConnector<Resolver>>, Empty<Bytes>>,
    patience: Duration,
}

/// What was answered, as far as it matters.
struct Head {
    status: StatusCode,
    location: Option<String>,
}

impl Client {
    /// Returns a client that waits for each address as long as `patience`, redirections and all.
    ///
    /// # Errors
    ///
    /// When the system has no certificates, without which no host can be trusted.
    pub(crate) fn new(patience: Duration) -> io::Result<Self> {
        let mut connector = HttpConnector::new_with_resolver(Resolver);
        connector.enforce_http(false);
        // Less than HEAD has, so that a host that lets nobody in is told so.
        connector.set_connect_timeout(Some(patience * 2 / 5));
        let secure = HttpsConnectorBuilder::new()
            .with_provider_and_native_roots(rustls::crypto::ring::default_provider())?
            .https_or_http()
            .enable_http1()
            .wrap_connector(connector);
        // A connection that is kept may be closed just when it is used again, and would tell of a fault that is none.
        let http = legacy::Client::builder(TokioExecutor::new()).pool_max_idle_per_host(0).build(secure);
        Ok(Self { http, patience })
    }

    /// Asks whether somebody answers at `address`.
    ///
    /// # Errors
    ///
    /// Why it is broken. A page that asks for a password (401, 403) or for less haste (429) is there.
    pub(crate) async fn ask(&self, address: &Url) -> Result<Good, Broken> {
        let silent = || Broken::at_once(Reason::Silent { seconds: self.patience.as_secs() });
        timeout(self.patience, self.follow(address)).await.unwrap_or_else(|_| Err(silent()))
    }

    async fn follow(&self, start: &Url) -> Result<Good, Broken> {
        let (mut at, mut moved) = (start.clone(), None);
        let mut is_permanent = true;
        for _ in 0..=REDIRECTIONS {
            let broken = |reason| Broken { reason, sent_to: (at != *start).then(|| at.to_string()) };
            let head = self.head(&at).await.map_err(broken)?;
            if !is_redirection(head.status) {
                return if answers(head.status) {
                    Ok(Good { moved })
                } else {
                    Err(broken(Reason::Status(head.status.as_u16())))
                };
            }
            let next = head.location.and_then(|location| at.join(&location).ok());
            let Some(next) = next.filter(|next| matches!(next.scheme(), "http" | "https")) else {
                return Err(broken(Reason::Nowhere(head.status.as_u16())));
            };
            is_permanent &= matches!(head.status.as_u16(), 301 | 308);
            if is_permanent {
                moved = Some(next.clone());
            }
            at = next;
        }
        Err(Broken::at_once(Reason::Circles))
    }

    /// Returns the head of what is answered at `address`.
    async fn head(&self, address: &Url) -> Result<Head, Reason> {
        // Some servers never answer HEAD, so half of the time is for GET.
        match timeout(self.patience / 2, self.send(Method::HEAD, address)).await {
            Ok(Ok(head)) if head.status.is_success() || is_redirection(head.status) => return Ok(head),
            Ok(Err(error)) if error.is_fatal => return Err(error.reason),
            _ => {}
        }
        self.send(Method::GET, address).await.map_err(|error| error.reason)
    }

    async fn send(&self, method: Method, address: &Url) -> Result<Head, Failed> {
        let unreadable = || Failed { reason: Reason::Unreadable, is_fatal: true };
        let uri = Uri::try_from(address.as_str()).map_err(|_| unreadable())?;
        let request = Request::builder().method(method).uri(uri);
        let request = request.header(USER_AGENT, AGENT).header(ACCEPT, "text/html, */*;q=0.8");
        let request = request.body(Empty::new()).map_err(|_| unreadable())?;
        let host = || address.host_str().unwrap_or_default().to_owned();
        // The body is not read: the connection ends with the answer.
        let answer = self.http.request(request).await.map_err(|error| Failed::of(&error, host()))?;
        let location = answer.headers().get(LOCATION);
        let location = location.map(|location| String::from_utf8_lossy(location.as_bytes()).into_owned());
        Ok(Head { status: answer.status(), location })
    }
}

fn is_redirection(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

/// Returns whether somebody is there: to refuse a program is an answer too.
fn answers(status: StatusCode) -> bool {
    status.as_u16() < 400 || matches!(status.as_u16(), 401 | 403 | 405 | 407 | 429)
}

/// A request that nobody answered.
struct Failed {
    reason: Reason,
    /// Whether another request would fare the same.
    is_fatal: bool,
}

impl Failed {
    fn of(error: &legacy::Error, host: String) -> Self {
        let reason = reason(error, host);
        Self { reason, is_fatal: error.is_connect() }
    }
}

/// Returns why a request failed, which stands somewhere among the causes of its error.
fn reason(error: &legacy::Error, host: String) -> Reason {
    let mut last = error.to_string();
    let mut next: Option<&(dyn Error + 'static)> = error.source();
    while let Some(error) = next {
        // No host can have a name that no certificate can have.
        if error.is::<Unresolved>() || error.is::<InvalidDnsNameError>() {
            return Reason::Unresolved { host };
        }
        if let Some(error) = error.downcast_ref::<rustls::Error>() {
            return Reason::Untrusted { host, cause: error.to_string() };
        }
        last = error.to_string();
        next = error.source();
        if let Some(error) = error.downcast_ref::<io::Error>() {
            match error.kind() {
                io::ErrorKind::ConnectionRefused => return Reason::IntakeError { host },
                io::ErrorKind::NetworkUnreachable
                | io::ErrorKind::HostUnreachable
                | io::ErrorKind::NetworkDown
                | io::ErrorKind::TimedOut => return Reason::Unreachable { host },
                _ => {}
            }
            // What an I/O error was made of is not its source, whose own source is.
            next = error.get_ref().map(|inner| inner as &(dyn Error + 'static));
        }
    }
    Reason::Garbled { host, cause: last }
}

/// Finds hosts by their names as the system does, and says so when that is what failed.
#[derive(Clone, Copy)]
struct Resolver;

/// Nobody knows the name.
#[derive(Debug)]
struct Unresolved(io::Error);

impl std::fmt::Display for Unresolved {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl Error for Unresolved {}

impl Service<Name> for Resolver {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = Unresolved;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await.map_err(Unresolved)?;
            Ok(found.collect::<Vec<_>>().into_iter())
        })
    }
}
