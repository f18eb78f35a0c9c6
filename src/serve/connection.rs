//! The server loop of the preview: connections, the deadline of a body and the shutdown.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tower_http::timeout::RequestBodyDeadlineLayer;

/// How long a request body may take: 26 KB/s for the largest body that the API accepts.
const BODY_TIMEOUT: Duration = Duration::from_secs(20);

/// How long open responses may take after a shutdown signal. An event stream of a browser never ends before the server.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(2);

/// Serves `router` on `listener` until a signal asks the process to stop.
pub(crate) async fn serve(listener: TcpListener, router: Router) -> io::Result<()> {
    let service = router.layer(RequestBodyDeadlineLayer::new(BODY_TIMEOUT));
    let service = service.into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, service).with_graceful_shutdown(shutdown_signal());
    let deadline = async {
        shutdown_signal().await;
        tokio::time::sleep(SHUTDOWN_TIMEOUT).await;
    };
    tokio::select! {
        result = server => result,
        () = deadline => Ok(()),
    }
}

/// Resolves on Ctrl-C, and on SIGTERM where the system has it.
async fn shutdown_signal() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
            return;
        }
    }
    let _ = interrupt.await;
}
