//! What stands between the browser and the server: a connection that breaks when a test says so.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;

/// What happens to what is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mood {
    /// It passes, and so does the answer.
    Pass,
    /// It reaches the server, whose answer does not come back.
    CutAnswers,
    /// It reaches nobody.
    Down,
}

/// A door whose address stays while the server behind it ends and starts again.
pub(crate) struct Relay {
    address: String,
    way: Arc<Mutex<(Mood, String)>>,
    cuts: Receiver<()>,
}

impl Relay {
    /// Listens before the server at `url`, and lets everything pass.
    #[must_use]
    #[track_caller]
    pub(crate) fn before(url: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let way = Arc::new(Mutex::new((Mood::Pass, host(url))));
        let (teller, cuts) = channel();
        let shared = Arc::clone(&way);
        // It listens for as long as the suite runs; a page that is gone asks for nothing.
        thread::spawn(move || {
            for client in listener.incoming() {
                let (way, teller) = (Arc::clone(&shared), teller.clone());
                // A connection that breaks is what this is for.
                thread::spawn(move || client.and_then(|client| pass(&client, &way, &teller)));
            }
        });
        Self { address, way, cuts }
    }

    /// The address that the browser is given.
    #[must_use]
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Does so from now on.
    pub(crate) fn be(&self, mood: Mood) {
        self.way.lock().unwrap().0 = mood;
    }

    /// Leads to the server at `url` from now on.
    pub(crate) fn lead_to(&self, url: &str) {
        self.way.lock().unwrap().1 = host(url);
    }

    /// Waits until an answer was cut.
    #[track_caller]
    pub(crate) fn wait_for_a_cut(&self) {
        self.cuts.recv_timeout(crate::driver::PATIENCE).expect("nothing was sent");
    }
}

fn host(url: &str) -> String {
    url.trim_start_matches("http://").trim_end_matches('/').to_owned()
}

/// Carries one connection, until an end of it closes or is to be cut.
fn pass(client: &TcpStream, way: &Mutex<(Mood, String)>, teller: &Sender<()>) -> std::io::Result<()> {
    let (mood, host) = way.lock().unwrap().clone();
    if mood == Mood::Down {
        return client.shutdown(Shutdown::Both);
    }
    let server = TcpStream::connect(host)?;
    let (asks, asked) = (client.try_clone()?, server.try_clone()?);
    thread::scope(|scope| {
        scope.spawn(|| carry(&asks, &asked, || way.lock().unwrap().0 == Mood::Down));
        carry(&server, client, || {
            let is_cut = way.lock().unwrap().0 != Mood::Pass;
            // Nobody may wait for it any more.
            let _ = is_cut.then(|| teller.send(()));
            is_cut
        })
    })
}

/// Carries bytes, until there are no more or what comes is to be cut.
fn carry(mut from: &TcpStream, mut to: &TcpStream, is_cut: impl Fn() -> bool) -> std::io::Result<()> {
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
