//! Connections: each has its deadlines, and there are only so many, so that a slow or endless client costs little.
//!
//! In the cloud the gateway does this before the function sees anything.

use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{ConnectInfo, Request};
use hyper::body::{Frame, Incoming, SizeHint};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::Sleep;
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt;

/// From the first byte of a request, or from the last answer, to the end of the headers.
const LONGEST_HEAD: Duration = Duration::from_secs(10);

/// From the end of the headers to the end of the body: 26 KB a second for the longest that is taken.
const LONGEST_BODY: Duration = Duration::from_secs(20);

/// How long what was answered may lie unread, with nothing more of it taken.
const LONGEST_UNREAD: Duration = Duration::from_secs(20);

/// What a connection keeps of a request line and its headers, in bytes.
const LONGEST_HEADERS: usize = 64 * 1024;

/// How many are served at once; others wait to be accepted.
const MOST_CONNECTIONS: usize = 1_000;

/// How long what is being answered may still take once the server was asked to stop. Browsers that listen for a new
/// version of the site would never end by themselves.
const LONGEST_FAREWELL: Duration = Duration::from_secs(2);

/// Serves `router` until `stopped`.
pub(crate) async fn serve(listener: TcpListener, router: Router, stopped: impl Future<Output = ()>) {
    let graceful = GracefulShutdown::new();
    let slots = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let mut stopped = pin!(stopped);
    loop {
        let stream = tokio::select! {
            accepted = accept(&listener, &slots) => accepted,
            () = &mut stopped => break,
        };
        let Some((stream, peer, slot)) = stream else { continue };
        let connection =
            graceful.watch(builder().serve_connection(TokioIo::new(timely(stream)), service(&router, peer)));
        tokio::spawn(async move {
            // A client that went away, or was too slow, is nothing to tell.
            let _ = connection.await;
            drop(slot);
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(LONGEST_FAREWELL, graceful.shutdown()).await;
}

type Slot = tokio::sync::OwnedSemaphorePermit;

async fn accept(listener: &TcpListener, slots: &Arc<Semaphore>) -> Option<(TcpStream, SocketAddr, Slot)> {
    let slot = Arc::clone(slots).acquire_owned().await.ok()?;
    if let Ok((stream, peer)) = listener.accept().await {
        return Some((stream, peer, slot));
    }
    // The process may have no file left for it: others end meanwhile.
    tokio::time::sleep(Duration::from_millis(100)).await;
    None
}

/// Ends what is written to `stream` when its client reads nothing of it.
fn timely(stream: TcpStream) -> Pin<Box<TimeoutStream<TcpStream>>> {
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(LONGEST_UNREAD));
    Box::pin(stream)
}

fn builder() -> http1::Builder {
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(LONGEST_HEAD).max_buf_size(LONGEST_HEADERS);
    builder
}

fn service(
    router: &Router,
    peer: SocketAddr,
) -> impl hyper::service::Service<
    Request<Incoming>,
    Response = axum::response::Response,
    Error = std::convert::Infallible,
    Future: Send,
> + use<> {
    let router = router.clone();
    service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request.map(|body| Body::new(Timely::new(body))))
    })
}

/// A body that ends with a fault when it did not come in time.
struct Timely {
    body: Incoming,
    deadline: Pin<Box<Sleep>>,
}

impl Timely {
    fn new(body: Incoming) -> Self {
        Self { body, deadline: Box::pin(tokio::time::sleep(LONGEST_BODY)) }
    }
}

impl HttpBody for Timely {
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::BoxError>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) {
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        ready!(self.deadline.as_mut().poll(context));
        Poll::Ready(Some(Err("the body did not come in time".into())))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
