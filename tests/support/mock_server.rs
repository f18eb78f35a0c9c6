//! An HTTPS server on loopback that sends scripted responses and records the requests.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// The response to one request.
#[derive(Clone, Debug)]
pub(crate) enum MockResponse {
    /// A status with an empty body.
    Status(u16),
    /// A status with a `Location`.
    Redirect(u16, String),
    /// Status 200 with a body that never ends.
    Endless,
    /// No response; the connection stays open.
    Silence,
    /// No response; the connection is closed.
    Cut,
}

/// Returns the response to a method and a path.
type Script = Box<dyn Fn(&str, &str) -> MockResponse + Send + Sync>;

/// A running server. Its threads end with the process.
pub(crate) struct MockServer {
    port: u16,
    requests: Arc<Mutex<Vec<String>>>,
}

impl MockServer {
    /// Listens on a free port and responds as `script` says.
    #[must_use]
    #[track_caller]
    pub(crate) fn start(script: impl Fn(&str, &str) -> MockResponse + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (script, log): (Arc<Script>, _) = (Arc::new(Box::new(script)), Arc::clone(&requests));
        let tls_config = load_tls_config();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (script, log) = (Arc::clone(&script), Arc::clone(&log));
                let connection = ServerConnection::new(Arc::clone(&tls_config)).unwrap();
                // An error means that the client closed the connection.
                thread::spawn(move || serve(StreamOwned::new(connection, stream?), &script, &log));
            }
        });
        Self { port, requests }
    }

    #[must_use]
    pub(crate) fn url(&self, path: &str) -> String {
        format!("https://127.0.0.1:{}{path}", self.port)
    }

    /// Returns a URL with a host name that the certificate does not cover.
    #[must_use]
    pub(crate) fn wrong_host_url(&self, path: &str) -> String {
        format!("https://localhost:{}{path}", self.port)
    }

    /// Returns the requests so far, such as `HEAD /portal`, sorted.
    #[must_use]
    pub(crate) fn requests(&self) -> Vec<String> {
        let mut requests = self.requests.lock().unwrap().clone();
        requests.sort();
        requests
    }

    pub(crate) fn reset(&self) {
        self.requests.lock().unwrap().clear();
    }
}

/// Returns the file with the certificate that a client must trust.
#[must_use]
pub(crate) fn certificate() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/loopback.pem")
}

fn load_tls_config() -> Arc<ServerConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let (chain, key) =
        (CertificateDer::from_pem_file(certificate()), PrivateKeyDer::from_pem_file(certificate()));
    Arc::new(config.with_no_client_auth().with_single_cert(vec![chain.unwrap()], key.unwrap()).unwrap())
}

type Stream = StreamOwned<ServerConnection, TcpStream>;

/// Serves one request.
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
