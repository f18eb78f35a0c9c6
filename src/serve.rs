//! `folio serve`: the site and the API on one origin, on this machine, as they will be in production.

pub(crate) mod connection;
pub(crate) mod error_gallery;
pub(crate) mod headers;
pub(crate) mod preview;
pub(crate) mod rebuild;
pub(crate) mod release;
pub(crate) mod static_files;
pub(crate) mod watch;

use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, PoisonError, RwLock};

use api::ClientAddress;
use api::guard::rate::{Limit, Limits, Window};
use axum::Router;
use axum::extract::connect_info::ConnectInfo;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::TimeDelta;
use tokio::net::TcpListener;
use tokio::sync::watch::Sender;
use tower::ServiceExt;

use crate::cli::args::Serve;
use crate::cli::error::Failure;
use crate::cli::terminal;
use crate::local_store::Store;
use crate::serve::headers::Headers;
use crate::serve::preview::News;
use crate::serve::rebuild::Press;
use crate::serve::release::{Ground, Version};
use crate::serve::watch::Changes;

/// What every request sees: the version at hand, which a change of content replaces whole.
struct Server {
    now: RwLock<Arc<Version>>,
    headers: Headers,
    news: Sender<News>,
    ground: Ground,
}

/// Serves until it is told to stop.
pub(crate) fn run(arguments: Serve) -> Result<(), Failure> {
    log();
    let runtime = tokio::runtime::Runtime::new()
        .map_err(|error| Failure::Machine(format!("el sistema no dio hilos para servir: {error}")))?;
    runtime.block_on(serve(arguments))
}

async fn serve(mut arguments: Serve) -> Result<(), Failure> {
    let dir = &mut arguments.build.content.dir;
    *dir = std::path::absolute(&*dir).unwrap_or_else(|_| dir.clone());
    // What is saved while the rest starts is not missed.
    let changes = Changes::of(dir)?;
    let press = Press::start(arguments.build)?;
    let listener = listen(arguments.port).await?;
    // The lock on the data lives as long as `_data` does.
    let (store, _data) = Store::open(&arguments.place).await?;
    let ground = Ground { store, limits: limits(arguments.rate) };
    let server = Arc::new(Server::start(&press, ground)?);
    let follower = Arc::clone(&server);
    std::thread::spawn(move || follower.follow(&changes, press));
    announce(&listener)?;
    let router = Router::new().fallback(answer).with_state(server);
    connection::serve(listener, router)
        .await
        .map_err(|error| Failure::Machine(format!("el servidor se detuvo: {error}")))
}

async fn listen(port: u16) -> Result<TcpListener, Failure> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(|error| {
        let advice = "cierre el programa que lo usa o elija otro con --port";
        Failure::Machine(format!("no se pudo usar el puerto {port}: {error}; {advice}"))
    })
}

/// On this machine everyone is at one address, so the limits are wide until `--rate` narrows them.
fn limits(rate: u32) -> Limits {
    let limit = Limit { soft: rate.div_ceil(2), hard: rate };
    Limits { window: Window::new(600), viewer: limit, requester: limit, quickest: TimeDelta::seconds(3) }
}

async fn answer(
    State(server): State<Arc<Server>>,
    ConnectInfo(viewer): ConnectInfo<SocketAddr>,
    mut request: Request,
) -> Response {
    let version = server.version();
    let path = request.uri().path();
    let mut answer = if path.starts_with("/api/") {
        request.extensions_mut().insert(ClientAddress::new(viewer.ip()));
        version.api.clone().oneshot(request).await.into_response()
    } else if path.starts_with("/_preview/") {
        server.preview(&version, path)
    } else {
        version.files.answer(request.method(), request.uri(), &server.headers)
    };
    answer.headers_mut().extend(server.headers.all.clone());
    answer
}

impl Server {
    fn start(press: &Press, ground: Ground) -> Result<Self, Failure> {
        // Another process begins with another number, so that a browser that was there before sees a change.
        let number = u64::from(std::process::id()) << 20;
        let version = Version::new(press, number, &ground, None)?;
        let news = Sender::new(News { version: number, fault: None });
        let headers = Headers::load().map_err(Failure::Machine)?;
        Ok(Self { now: RwLock::new(Arc::new(version)), headers, news, ground })
    }

    fn version(&self) -> Arc<Version> {
        Arc::clone(&self.now.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Serves another version after each change. A fault is told, and the last good version stays served.
    fn follow(&self, changes: &Changes, mut press: Press) {
        while let Some(paths) = changes.next() {
            let outcome = press.again(&paths).and_then(|()| self.replace(&press));
            let fault = outcome.err().map(|failure| failure.tell());
            self.news.send_modify(|news| *news = News { version: self.version().files.version, fault });
        }
    }

    fn replace(&self, press: &Press) -> Result<(), Failure> {
        let before = self.version();
        if before.files.output != *press.output() {
            let number = before.files.version + 1;
            let version = Version::new(press, number, &self.ground, Some(&before))?;
            *self.now.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(version);
        }
        Ok(())
    }

    /// Returns what stands under `/_preview/`.
    fn preview(&self, version: &Version, path: &str) -> Response {
        match path {
            preview::SCRIPT_ADDRESS => typed("text/javascript; charset=utf-8", preview::SCRIPT),
            preview::STYLE_ADDRESS => typed("text/css; charset=utf-8", preview::STYLE),
            preview::EVENTS_ADDRESS => preview::events(self.news.subscribe()).into_response(),
            _ => match crate::serve::error_gallery::page(&version.state.bundle, path) {
                Some(page) => typed(
                    "text/html; charset=utf-8",
                    preview::with_script(page.as_bytes(), version.files.version),
                ),
                None => StatusCode::NOT_FOUND.into_response(),
            },
        }
    }
}

fn typed(kind: &'static str, body: impl IntoResponse) -> Response {
    ([(header::CONTENT_TYPE, kind)], body).into_response()
}

/// The address is what a program waits for, hence on stdout; what is said to people is on stderr.
fn announce(listener: &TcpListener) -> Result<(), Failure> {
    let cannot = |error: std::io::Error| Failure::Machine(format!("no se pudo decir la dirección: {error}"));
    let address = listener.local_addr().map_err(cannot)?;
    writeln!(std::io::stdout(), "http://{address}/").map_err(cannot)?;
    terminal::say("Sirviendo; Ctrl-C para terminar");
    Ok(())
}

fn log() {
    use tracing_subscriber::filter::{LevelFilter, Targets};
    use tracing_subscriber::layer::SubscriberExt;
    use tracing_subscriber::util::SubscriberInitExt;

    // The engine warns of a table that is there already, which is how every start but the first begins.
    let targets = Targets::new()
        .with_default(LevelFilter::WARN)
        .with_target("api", LevelFilter::INFO)
        .with_target("dynoxide", LevelFilter::ERROR);
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(false);
    tracing_subscriber::registry().with(lines).with(targets).init();
}
