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
pub(crate) enum MockResponse {
    /// A status and an empty body.
    Status(u16),
    /// A status, and where to go.
    Redirect(u16, String),
    /// A good page whose body never ends.
    Endless,
    /// Nothing; the connection stays open.
    Silence,
    /// Nothing; the connection ends.
    Cut,
}

/// Says what is answered to a method and a path.
type Script = Box<dyn Fn(&str, &str) -> MockResponse + Send + Sync>;

/// The running server. Its threads end with the process.
pub(crate) struct MockServer {
    port: u16,
    requests: Arc<Mutex<Vec<String>>>,
}

impl MockServer {
    /// Listens on a free port, and answers as `script` says.
    #[must_use]
    #[track_caller]
    pub(crate) fn start(script: impl Fn(&str, &str) -> MockResponse + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (script, log): (Arc<Script>, _) = (Arc::new(Box::new(script)), Arc::clone(&requests));
        let tls_config = tls_config();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (script, log) = (Arc::clone(&script), Arc::clone(&log));
                let connection = ServerConnection::new(Arc::clone(&tls_config)).unwrap();
                // Who does not trust us, or has heard enough, goes away.
                thread::spawn(move || serve(StreamOwned::new(connection, stream?), &script, &log));
            }
        });
        Self { port, requests }
    }

    /// The address of a path.
    #[must_use]
    pub(crate) fn url(&self, path: &str) -> String {
        format!("https://127.0.0.1:{}{path}", self.port)
    }

    /// The address of a path under a name that is not this server's.
    #[must_use]
    pub(crate) fn wrong_host_url(&self, path: &str) -> String {
        format!("https://localhost:{}{path}", self.port)
    }

    /// What it was asked so far, as `HEAD /portal`, in order of the alphabet.
    #[must_use]
    pub(crate) fn requests(&self) -> Vec<String> {
        let mut requests = self.requests.lock().unwrap().clone();
        requests.sort();
        requests
    }

    /// Forgets what it was asked.
    pub(crate) fn reset(&self) {
        self.requests.lock().unwrap().clear();
    }
}

/// The file with the certificate that whoever asks must trust.
#[must_use]
pub(crate) fn certificate() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/loopback.pem")
}

fn tls_config() -> Arc<ServerConfig> {
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
    let mut parts = first.split(' ');
    let (method, path) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    log.lock().unwrap().push(format!("{method} {path}"));
    let response = script(method, path);
    let mut stream = reader.into_inner();
    let head = match response {
        MockResponse::Status(status) => format!("HTTP/1.1 {status} -\r\n"),
        MockResponse::Redirect(status, next) => format!("HTTP/1.1 {status} -\r\nlocation: {next}\r\n"),
        MockResponse::Endless => {
            stream.write_all(b"HTTP/1.1 200 -\r\n\r\n")?;
            loop {
                stream.write_all(&[b'.'; 4096])?;
            }
        }
        MockResponse::Silence => return stream.read_to_end(&mut Vec::new()).map(drop),
        MockResponse::Cut => return Ok(()),
    };
    write!(stream, "{head}connection: close\r\ncontent-length: 0\r\n\r\n")?;
    stream.conn.send_close_notify();
    stream.flush()
}
