//! A proxy between the browser and the server whose connections break on command.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;

/// The treatment of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ProxyMode {
    /// Everything passes.
    Pass,
    /// The request reaches the server; the response is cut.
    CutAnswers,
    /// The connection is refused.
    Down,
}

/// A proxy that keeps its address while the server behind it restarts.
pub(crate) struct FlakyProxy {
    address: String,
    route: Arc<Mutex<(ProxyMode, String)>>,
    cuts: Receiver<()>,
}

impl FlakyProxy {
    /// Listens in front of the server at `url` and forwards everything.
    #[must_use]
    #[track_caller]
    pub(crate) fn before(url: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let route = Arc::new(Mutex::new((ProxyMode::Pass, host(url))));
        let (cut_sender, cuts) = channel();
        let shared = Arc::clone(&route);
        // It listens until the suite ends.
        thread::spawn(move || {
            for client in listener.incoming() {
                let (route, cut_sender) = (Arc::clone(&shared), cut_sender.clone());
                // Broken connections are expected.
                thread::spawn(move || client.and_then(|client| forward(&client, &route, &cut_sender)));
            }
        });
        Self { address, route, cuts }
    }

    #[must_use]
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn set_mode(&self, mode: ProxyMode) {
        self.route.lock().unwrap().0 = mode;
    }

    /// Forwards to the server at `url` from now on.
    pub(crate) fn set_target(&self, url: &str) {
        self.route.lock().unwrap().1 = host(url);
    }

    /// Waits until a response was cut.
    #[track_caller]
    pub(crate) fn wait_for_cut(&self) {
        self.cuts.recv_timeout(crate::driver::TIMEOUT).expect("nothing was sent");
    }
}

fn host(url: &str) -> String {
    url.trim_start_matches("http://").trim_end_matches('/').to_owned()
}

/// Forwards one connection until one end closes or it is cut.
fn forward(
    client: &TcpStream,
    route: &Mutex<(ProxyMode, String)>,
    cut_sender: &Sender<()>,
) -> std::io::Result<()> {
    let (mode, host) = route.lock().unwrap().clone();
    if mode == ProxyMode::Down {
        return client.shutdown(Shutdown::Both);
    }
    let server = TcpStream::connect(host)?;
    let (from_client, to_server) = (client.try_clone()?, server.try_clone()?);
    thread::scope(|scope| {
        scope.spawn(|| copy_bytes(&from_client, &to_server, || route.lock().unwrap().0 == ProxyMode::Down));
        copy_bytes(&server, client, || {
            let is_cut = route.lock().unwrap().0 != ProxyMode::Pass;
            // The test may have stopped waiting.
            let _ = is_cut.then(|| cut_sender.send(()));
            is_cut
        })
    })
}

/// Copies bytes until the end, or until they must be cut.
fn copy_bytes(mut from: &TcpStream, mut to: &TcpStream, is_cut: impl Fn() -> bool) -> std::io::Result<()> {
    let mut bytes = [0; 16 * 1024];
    loop {
        let length = from.read(&mut bytes).unwrap_or(0);
        if length == 0 || is_cut() {
            to.shutdown(Shutdown::Both)?;
            return from.shutdown(Shutdown::Both);
        }
        to.write_all(&bytes[..length])?;
    }
}
