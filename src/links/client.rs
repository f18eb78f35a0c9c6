//! The HTTP client of the link check: the only code of the command that connects to other hosts.
//!
//! It sends HEAD first. When HEAD is refused or fails, it sends GET and reads only the head of the response. It follows
//! redirects itself, because permanent ones are reported.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ureq::config::Config;
use ureq::http::Uri;
use ureq::http::header::{ACCEPT, LOCATION};
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::typestate::WithoutBody;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error, RequestBuilder};
use url::Url;

use crate::links::outcome::{LinkError, LinkErrorKind, LinkOk, MAX_REDIRECTS};

/// Names the link check in the logs of other sites.
const USER_AGENT: &str = concat!("Folio/", env!("CARGO_PKG_VERSION"), " (+link check)");

/// Checks addresses, one connection each.
#[derive(Clone)]
pub(crate) struct Client {
    agent: Agent,
    timeout: Duration,
}

/// The part of a response that decides whether a link works.
struct Head {
    status: u16,
    location: Option<String>,
}

impl Client {
    /// Returns a client that waits `timeout` for each address, redirects included.
    ///
    /// # Errors
    ///
    /// When the system has no root certificates, so that no host can be trusted.
    pub(crate) fn new(timeout: Duration) -> io::Result<Self> {
        let native = rustls_native_certs::load_native_certs();
        if native.certs.is_empty() {
            return Err(io::Error::new(io::ErrorKind::NotFound, "no root certificates found"));
        }
        let roots = native.certs.iter().map(|der| Certificate::from_der(der).to_owned());
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::from(roots))
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .build();
        let config = Config::builder()
            .tls_config(tls)
            .user_agent(USER_AGENT)
            .proxy(None)
            .http_status_as_error(false)
            .max_redirects(0)
            // A server may close a pooled connection at the moment of its next use, which looks like a broken link.
            .max_idle_connections(0)
            // Less than HEAD gets, so that an unreachable host is reported as such.
            .timeout_connect(Some(timeout * 2 / 5))
            .build();
        let resolver = HostResolver(DefaultResolver::default());
        Ok(Self { agent: Agent::with_parts(config, DefaultConnector::default(), resolver), timeout })
    }

    /// Checks whether `address` responds. A page that requires a login (401, 403) or limits the rate (429) counts.
    ///
    /// # Errors
    ///
    /// Why the link is broken.
    pub(crate) fn check(&self, address: &Url) -> Result<LinkOk, LinkError> {
        let deadline = Instant::now() + self.timeout;
        let (mut at, mut moved_to) = (address.clone(), None);
        let mut is_permanent = true;
        for _ in 0..=MAX_REDIRECTS {
            let link_error = |kind| {
                if matches!(kind, LinkErrorKind::Timeout { .. }) {
                    return LinkError::new(kind);
                }
                let host = at.host_str().unwrap_or_default().to_owned();
                LinkError { kind, host, redirected_to: (at != *address).then(|| at.to_string()) }
            };
            let head = self.head(&at, deadline).map_err(link_error)?;
            if !is_redirect(head.status) {
                let error = || link_error(LinkErrorKind::Status(head.status));
                return is_reachable(head.status).then_some(LinkOk { moved_to }).ok_or_else(error);
            }
            let next = head.location.and_then(|location| at.join(&location).ok());
            let Some(next) = next.filter(|next| matches!(next.scheme(), "http" | "https")) else {
                return Err(link_error(LinkErrorKind::MissingLocation(head.status)));
            };
            is_permanent &= matches!(head.status, 301 | 308);
            if is_permanent {
                moved_to = Some(next.clone());
            }
            at = next;
        }
        Err(LinkError::new(LinkErrorKind::TooManyRedirects))
    }

    /// Requests the head of `address`, and leaves half of the time to GET because some servers never answer HEAD.
    fn head(&self, address: &Url, deadline: Instant) -> Result<Head, LinkErrorKind> {
        let half = deadline.min(Instant::now() + self.timeout / 2);
        match self.send(self.agent.head(address.as_str()), half) {
            Ok(head) if matches!(head.status, 200..300) || is_redirect(head.status) => Ok(head),
            // Without a connection, a second request fails too.
            Err(kind) if !matches!(kind, LinkErrorKind::Timeout { .. } | LinkErrorKind::Protocol { .. }) => {
                Err(kind)
            }
            _ => self.send(self.agent.get(address.as_str()), deadline),
        }
    }

    /// Sends a request and drops the body, which ends the connection.
    fn send(&self, request: RequestBuilder<WithoutBody>, deadline: Instant) -> Result<Head, LinkErrorKind> {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(LinkErrorKind::Timeout { seconds: self.timeout.as_secs() });
        }
        let request = request.header(ACCEPT, "text/html, */*;q=0.8");
        let response = request.config().timeout_global(Some(left)).build().call();
        let response = response.map_err(|error| self.error_kind(&error))?;
        let location = response.headers().get(LOCATION);
        let location = location.map(|location| String::from_utf8_lossy(location.as_bytes()).into_owned());
        Ok(Head { status: response.status().as_u16(), location })
    }

    fn error_kind(&self, error: &Error) -> LinkErrorKind {
        use io::ErrorKind::{ConnectionRefused, HostUnreachable, NetworkDown, NetworkUnreachable, TimedOut};

        let tls_error = |error: &io::Error| error.get_ref()?.downcast_ref().map(rustls::Error::to_string);
        match error {
            Error::Http(_) | Error::BadUri(_) => LinkErrorKind::InvalidUrl,
            // No host has a name that a certificate cannot contain.
            Error::HostNotFound | Error::Tls(_) => LinkErrorKind::Unresolved,
            Error::Timeout(ureq::Timeout::Connect) => LinkErrorKind::Unreachable,
            Error::Timeout(_) => LinkErrorKind::Timeout { seconds: self.timeout.as_secs() },
            Error::Io(error) => match (error.kind(), tls_error(error)) {
                (_, Some(cause)) => LinkErrorKind::Untrusted { cause },
                (ConnectionRefused, _) => LinkErrorKind::Refused,
                (HostUnreachable | NetworkDown | NetworkUnreachable | TimedOut, _) => {
                    LinkErrorKind::Unreachable
                }
                _ => LinkErrorKind::Protocol { cause: error.to_string() },
            },
            _ => LinkErrorKind::Protocol { cause: error.to_string() },
        }
    }
}

fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

fn is_reachable(status: u16) -> bool {
    status < 400 || matches!(status, 401 | 403 | 405 | 407 | 429)
}

/// The system's resolver. Its I/O errors become [`Error::HostNotFound`], to tell them from those of a connection.
#[derive(Debug)]
struct HostResolver(DefaultResolver);

impl Resolver for HostResolver {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        self.0.resolve(uri, config, timeout).map_err(|error| match error {
            Error::Io(_) => Error::HostNotFound,
            other => other,
        })
    }
}
