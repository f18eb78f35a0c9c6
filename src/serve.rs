//! `folio serve`: the site and the API on one origin of this machine, with the responses of production.

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
use tracing_subscriber::EnvFilter;

use crate::cli::args::Serve;
use crate::cli::error::CliError;
use crate::cli::terminal;
use crate::local_store::Store;
use crate::serve::headers::Headers;
use crate::serve::preview::ReloadEvent;
use crate::serve::rebuild::SiteBuilder;
use crate::serve::release::{Release, ServerContext};
use crate::serve::watch::FileWatcher;

/// The state of the server. A change of the content replaces the release as a whole.
struct Server {
    release: RwLock<Arc<Release>>,
    headers: Headers,
    events: Sender<ReloadEvent>,
    context: ServerContext,
}

/// Serves until a signal asks the process to stop.
pub(crate) fn run(arguments: Serve) -> Result<(), CliError> {
    init_logging();
    let runtime =
        tokio::runtime::Runtime::new().map_err(CliError::system("el sistema no dio hilos para servir"))?;
    runtime.block_on(serve(arguments))
}

async fn serve(mut arguments: Serve) -> Result<(), CliError> {
    let dir = &mut arguments.build.content.dir;
    *dir = std::path::absolute(&*dir).unwrap_or_else(|_| dir.clone());
    // Before the first build, so that no change is missed.
    let watcher = FileWatcher::new(dir)?;
    let builder = SiteBuilder::new(arguments.build)?;
    let address = (Ipv4Addr::LOCALHOST, arguments.port);
    let listener = TcpListener::bind(address).await.map_err(CliError::system_with_advice(
        &format!("no se pudo usar el puerto {}", arguments.port),
        "cierre el programa que lo usa o elija otro con --port",
    ))?;
    let store = Store::open(&arguments.location).await?;
    let server = Arc::new(Server::new(&builder, ServerContext { store, limits: limits(arguments.rate) })?);
    let watching_server = Arc::clone(&server);
    std::thread::spawn(move || watching_server.watch_and_rebuild(&watcher, builder));
    print_address(&listener)?;
    let router = Router::new().fallback(respond).with_state(server);
    connection::serve(listener, router).await.map_err(CliError::system("el servidor se detuvo"))
}

/// All clients on this machine share one address, so the default of `--rate` is high.
fn limits(rate: u32) -> Limits {
    let limit = Limit { soft: rate.div_ceil(2), hard: rate };
    let (window, min_fill_time) = (Window::new(600), TimeDelta::seconds(3));
    Limits { window, address: limit, requester: limit, min_fill_time }
}

async fn respond(
    State(server): State<Arc<Server>>,
    ConnectInfo(client): ConnectInfo<SocketAddr>,
    mut request: Request,
) -> Response {
    let release = server.release();
    let path = request.uri().path();
    let mut response = if path.starts_with("/api/") {
        request.extensions_mut().insert(ClientAddress::new(client.ip()));
        release.api.clone().oneshot(request).await.into_response()
    } else if path.starts_with("/_preview/") {
        server.preview_response(&release, path)
    } else {
        release.files.respond(request.method(), request.uri(), &server.headers)
    };
    response.headers_mut().extend(server.headers.all.clone());
    response
}

impl Server {
    fn new(builder: &SiteBuilder, context: ServerContext) -> Result<Self, CliError> {
        // Numbers differ between processes, so that a page of an earlier process reloads.
        let number = u64::from(std::process::id()) << 20;
        let release = Release::new(builder, number, &context, None)?;
        let events = Sender::new(ReloadEvent { version: number, fault: None });
        let headers = Headers::load().map_err(CliError::System)?;
        Ok(Self { release: RwLock::new(Arc::new(release)), headers, events, context })
    }

    fn release(&self) -> Arc<Release> {
        Arc::clone(&self.release.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Serves a new release after each change. An error is reported, and the last valid release stays.
    fn watch_and_rebuild(&self, watcher: &FileWatcher, mut builder: SiteBuilder) {
        while let Some(paths) = watcher.next_change() {
            let result = builder.rebuild(&paths).and_then(|()| self.replace_release(&builder));
            let fault = result.err().map(|error| {
                error.print();
                error.text()
            });
            self.events.send_replace(ReloadEvent { version: self.release().files.version, fault });
        }
    }

    fn replace_release(&self, builder: &SiteBuilder) -> Result<(), CliError> {
        let current = self.release();
        if current.files.output != builder.output {
            let release = Release::new(builder, current.files.version + 1, &self.context, Some(&current))?;
            *self.release.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(release);
        }
        Ok(())
    }

    /// Responds to a path under `/_preview/`.
    fn preview_response(&self, release: &Release, path: &str) -> Response {
        let (content_type, body) = match path {
            preview::SCRIPT_PATH => ("text/javascript; charset=utf-8", preview::SCRIPT.into()),
            preview::STYLE_PATH => ("text/css; charset=utf-8", preview::STYLE.into()),
            preview::EVENTS_PATH => return preview::event_stream(self.events.subscribe()).into_response(),
            _ => match error_gallery::render_page(&release.state.bundle, path) {
                Some(page) => {
                    ("text/html; charset=utf-8", preview::with_script(page.as_bytes(), release.files.version))
                }
                None => return StatusCode::NOT_FOUND.into_response(),
            },
        };
        ([(header::CONTENT_TYPE, content_type)], body).into_response()
    }
}

/// Prints the address to stdout, where programs wait for it, and the rest to stderr.
fn print_address(listener: &TcpListener) -> Result<(), CliError> {
    let address = listener.local_addr();
    address
        .and_then(|address| writeln!(std::io::stdout(), "http://{address}/"))
        .map_err(CliError::system("no se pudo decir la dirección"))?;
    terminal::print_status("Sirviendo; Ctrl-C para terminar");
    Ok(())
}

fn init_logging() {
    // The engine logs a warning at each start after the first, because its tables exist.
    let filter = EnvFilter::new("warn,api=info,dynoxide=error");
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_ansi(false).with_env_filter(filter).init();
}
