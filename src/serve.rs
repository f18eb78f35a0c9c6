//! `folio serve`: the site and the API on one origin, on this machine, as they will be in production.

mod connection;
mod data;
mod headers;
mod reload;
mod site;
pub(crate) mod store;
mod watch;

use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;

use api::ViewerAddress;
use api::guard::rate::{Limit, Limits, Window};
use axum::Router;
use axum::extract::connect_info::ConnectInfo;
use axum::extract::{Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use chrono::TimeDelta;
use generator::Output;
use tokio::net::TcpListener;
use tower::ServiceExt;

use self::headers::Headers;
use self::site::Files;
use self::store::Store;
use crate::arguments::{Build, Serve};
use crate::content;
use crate::exit::Failure;
use crate::picture;

/// What one version of the content serves.
struct Version {
    files: Files,
    api: Router,
}

/// What every request sees: the version at hand, which a change of content replaces whole.
struct Server {
    now: RwLock<Arc<Version>>,
    headers: Headers,
    versions: tokio::sync::watch::Sender<u64>,
}

/// Serves until it is told to stop.
pub(crate) fn run(arguments: Serve) -> Result<(), Failure> {
    log();
    let runtime = tokio::runtime::Runtime::new()
        .map_err(|error| Failure::Machine(format!("el sistema no dio hilos para servir: {error}")))?;
    runtime.block_on(serve(arguments))
}

async fn serve(arguments: Serve) -> Result<(), Failure> {
    let output = content::preview(&arguments.build)?;
    let listener = listen(arguments.port).await?;
    // The lock on the data lives as long as `_data` does.
    let (store, _data) = Store::open(&arguments.place).await?;
    let limits = limits(arguments.rate);
    let headers = Headers::load().map_err(Failure::Machine)?;
    let version = version(output, &arguments.build, &store, limits)?;
    let versions = tokio::sync::watch::Sender::new(std::process::id().into());
    let server = Arc::new(Server { now: RwLock::new(Arc::new(version)), headers, versions });
    let _watcher = watch::start(arguments.build, store, limits, Arc::clone(&server))?;
    announce(&listener)?;
    connection::serve(listener, router(server), stopped()).await;
    Ok(())
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

/// Makes the version that `output` serves; its API is what was written under `api/`, read as the function will.
fn version(output: Output, build: &Build, store: &Store, limits: Limits) -> Result<Version, Failure> {
    let bundle = content::bundle(&build.out)?;
    let state = api::State {
        bundle,
        intake: api::Intake::new(store.tickets.clone(), chance()),
        guard: api::Guard::new(Arc::new(store.guard.clone()), &store.keys, limits),
        keys: store.keys.clone(),
        clock: clock(),
        chance: chance(),
    };
    let files = output.files.into_iter();
    let files = files.filter_map(|(path, bytes)| Some((path.strip_prefix("site/")?.to_owned(), bytes)));
    Ok(Version { files: Files(files.collect()), api: api::router(Arc::new(state)) })
}

#[expect(clippy::disallowed_methods, reason = "the one place of the command that reads the clock")]
fn clock() -> api::Clock {
    Arc::new(|| SystemTime::now().into())
}

fn chance() -> api::Chance {
    Arc::new(|bytes| getrandom::fill(bytes).map_err(Into::into))
}

fn router(server: Arc<Server>) -> Router {
    let version = server.versions.subscribe();
    Router::new()
        .route(reload::SCRIPT_ADDRESS, get(([(header::CONTENT_TYPE, "text/javascript")], reload::SCRIPT)))
        .route(reload::EVENTS_ADDRESS, get(move || async move { reload::events(version.clone()) }))
        .fallback(answer)
        .with_state(server)
}

async fn answer(
    State(server): State<Arc<Server>>,
    ConnectInfo(viewer): ConnectInfo<SocketAddr>,
    mut request: Request,
) -> Response {
    let version = server.version();
    let mut answer = if request.uri().path().starts_with("/api/") {
        request.extensions_mut().insert(ViewerAddress::new(viewer.ip()));
        version.api.clone().oneshot(request).await.into_response()
    } else {
        version.files.answer(request.method(), request.uri(), &server.headers)
    };
    answer.headers_mut().extend(server.headers.all.clone());
    answer
}

impl Server {
    fn version(&self) -> Arc<Version> {
        Arc::clone(&self.now.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Serves another version from now on, and tells the browsers.
    fn replace(&self, version: Version) {
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(version);
        self.versions.send_modify(|number| *number += 1);
    }
}

/// The address is what a program waits for, hence on stdout; what is said to people is on stderr.
fn announce(listener: &TcpListener) -> Result<(), Failure> {
    let cannot = |error: std::io::Error| Failure::Machine(format!("no se pudo decir la dirección: {error}"));
    let address = listener.local_addr().map_err(cannot)?;
    writeln!(std::io::stdout(), "http://{address}/").map_err(cannot)?;
    picture::say("Sirviendo; Ctrl-C para terminar");
    Ok(())
}

/// Resolves when the process is asked to end.
async fn stopped() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! { _ = interrupted => {}, _ = terminated.recv() => {} }
            return;
        }
    }
    let _ = interrupted.await;
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
