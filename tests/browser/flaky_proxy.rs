//! What stands between the browser and the server: a connection that breaks when a test says so.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;

/// What happens to what is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ProxyMode {
    /// It passes, and so does the answer.
    Pass,
    /// It reaches the server, whose answer does not come back.
    CutAnswers,
    /// It reaches nobody.
    Down,
}

/// A door whose address stays while the server behind it ends and starts again.
pub(crate) struct FlakyProxy {
    address: String,
    route: Arc<Mutex<(ProxyMode, String)>>,
    cuts: Receiver<()>,
}

impl FlakyProxy {
    /// Listens before the server at `url`, and lets everything pass.
    #[must_use]
    #[track_caller]
    pub(crate) fn before(url: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let route = Arc::new(Mutex::new((ProxyMode::Pass, host(url))));
        let (cut_sender, cuts) = channel();
        let shared = Arc::clone(&route);
        // It listens for as long as the suite runs; a page that is gone asks for nothing.
        thread::spawn(move || {
            for client in listener.incoming() {
                let (route, cut_sender) = (Arc::clone(&shared), cut_sender.clone());
                // A connection that breaks is what this is for.
                thread::spawn(move || client.and_then(|client| forward(&client, &route, &cut_sender)));
            }
        });
        Self { address, route, cuts }
    }

    /// The address that the browser is given.
    #[must_use]
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Does so from now on.
    pub(crate) fn set_mode(&self, mode: ProxyMode) {
        self.route.lock().unwrap().0 = mode;
    }

    /// Leads to the server at `url` from now on.
    pub(crate) fn set_target(&self, url: &str) {
        self.route.lock().unwrap().1 = host(url);
    }

    /// Waits until an answer was cut.
    #[track_caller]
    pub(crate) fn wait_for_cut(&self) {
        self.cuts.recv_timeout(crate::driver::TIMEOUT).expect("nothing was sent");
    }
}

fn host(url: &str) -> String {
    url.trim_start_matches("http://").trim_end_matches('/').to_owned()
}

/// Carries one connection, until an end of it closes or is to be cut.
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
    let (leave_script, asked) = (client.try_clone()?, server.try_clone()?);
    thread::scope(|scope| {
        scope.spawn(|| copy_bytes(&leave_script, &asked, || route.lock().unwrap().0 == ProxyMode::Down));
        copy_bytes(&server, client, || {
            let is_cut = route.lock().unwrap().0 != ProxyMode::Pass;
            // Nobody may wait for it any more.
            let _ = is_cut.then(|| cut_sender.send(()));
            is_cut
        })
    })
}

/// Carries bytes, until there are no more or what comes is to be cut.
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
