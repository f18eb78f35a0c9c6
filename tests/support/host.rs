//! A server on loopback, over TLS, that answers what it is told to and remembers what it was asked.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// What is answered to one request.
#[derive(Clone, Debug)]
pub(crate) enum Reply {
    /// A status and an empty body.
    Status(u16),
    /// A status, and where to go.
    ParsedBody(u16, String),
    /// A good page whose body never ends.
    Endless,
    /// Nothing; the connection stays open.
    Silence,
    /// Nothing; the connection ends.
    Cut,
}

/// Says what is answered to a method and a path.
type Script = Box<dyn Fn(&str, &str) -> Reply + Send + Sync>;

/// The running server. Its threads end with the process.
pub(crate) struct Host {
    port: u16,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Host {
    /// Listens on a free port, and answers as `script` says.
    #[must_use]
    #[track_caller]
    pub(crate) fn start(script: impl Fn(&str, &str) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (script, log): (Arc<Script>, _) = (Arc::new(Box::new(script)), Arc::clone(&asked));
        let identity = identity();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (script, log) = (Arc::clone(&script), Arc::clone(&log));
                let connection = ServerConnection::new(Arc::clone(&identity)).unwrap();
                // Who does not trust us, or has heard enough, goes away.
                thread::spawn(move || serve(StreamOwned::new(connection, stream?), &script, &log));
            }
        });
        Self { port, asked }
    }

    /// The address of a path.
    #[must_use]
    pub(crate) fn url(&self, path: &str) -> String {
        format!("https://127.0.0.1:{}{path}", self.port)
    }

    /// The address of a path under a name that is not this server's.
    #[must_use]
    pub(crate) fn false_url(&self, path: &str) -> String {
        format!("https://localhost:{}{path}", self.port)
    }

    /// What it was asked so far, as `HEAD /portal`, in order of the alphabet.
    #[must_use]
    pub(crate) fn asked(&self) -> Vec<String> {
        let mut asked = self.asked.lock().unwrap().clone();
        asked.sort();
        asked
    }

    /// Forgets what it was asked.
    pub(crate) fn forget(&self) {
        self.asked.lock().unwrap().clear();
    }
}

/// The file with the certificate that whoever asks must trust.
#[must_use]
pub(crate) fn certificate() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/loopback.pem")
}

fn identity() -> Arc<ServerConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let (chain, key) =
        (CertificateDer::from_pem_file(certificate()), PrivateKeyDer::from_pem_file(certificate()));
    Arc::new(config.with_no_client_auth().with_single_cert(vec![chain.unwrap()], key.unwrap()).unwrap())
}

type Stream = StreamOwned<ServerConnection, TcpStream>;

/// Answers one request.
fn serve(stream: Stream, script: &Script, log: &Mutex<Vec<String>>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let (mut first, mut line) = (String::new(), String::new());
    reader.read_line(&mut first)?;
    while reader.read_line(&mut line)? > 2 {
        line.clear();
    }
    let mut words = first.split(' ');
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    log.lock().unwrap().push(format!("{method} {path}"));
    let reply = script(method, path);
    let mut stream = reader.into_inner();
    let head = match reply {
        Reply::Status(status) => format!("HTTP/1.1 {status} -\r\n"),
        Reply::ParsedBody(status, next) => format!("HTTP/1.1 {status} -\r\nlocation: {next}\r\n"),
        Reply::Endless => {
            stream.write_all(b"HTTP/1.1 200 -\r\n\r\n")?;
            loop {
                stream.write_all(&[b'.'; 4096])?;
            }
        }
        Reply::Silence => return stream.read_to_end(&mut Vec::new()).map(drop),
        Reply::Cut => return Ok(()),
    };
    write!(stream, "{head}connection: close\r\ncontent-length: 0\r\n\r\n")?;
    stream.conn.send_close_notify();
    stream.flush()
}
