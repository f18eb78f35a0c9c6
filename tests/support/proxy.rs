//! A proxy on loopback in front of a DynamoDB emulator that injects faults by a script.
//!
//! The script applies to transactions; all other calls pass. There are no timers: a call without a response is held
//! until the client hangs up.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::{Value, json};

/// The treatment of one call.
#[derive(Clone, Debug)]
pub(crate) enum Fault {
    /// The store responds.
    None,
    /// The call does not reach the store; the proxy sends this error.
    Error { status: u16, body: Value },
    /// The call does not reach the store; the connection is cut.
    CutBefore,
    /// The store executes the call; the connection is cut before the response.
    CutAfter,
    /// The store executes the call; the connection is cut within the response.
    CutWithin,
    /// The call does not reach the store; there is no response.
    SilentBefore,
    /// The store executes the call; there is no response.
    SilentAfter,
}

impl Fault {
    /// Returns an error of the store by its name in the protocol.
    #[must_use]
    pub(crate) fn error(status: u16, name: &str) -> Self {
        let body =
            json!({"__type": format!("com.amazonaws.dynamodb.v20120810#{name}"), "message": "by script"});
        Self::Error { status, body }
    }

    /// Returns a cancelled transaction with one reason for each of its items.
    #[must_use]
    pub(crate) fn cancelled(codes: [&str; 2]) -> Self {
        let body = json!({
            "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
            "Message": format!("Transaction cancelled, specific reasons [{}, {}]", codes[0], codes[1]),
            "CancellationReasons": codes.map(|code| json!({"Code": code})),
        });
        Self::Error { status: 400, body }
    }

    /// Returns every transient fault.
    #[must_use]
    pub(crate) fn all() -> Vec<Self> {
        let mut all = Self::immediate();
        all.extend([Self::SilentBefore, Self::SilentAfter]);
        all
    }

    /// Returns the transient faults that a client notices without a timeout.
    #[must_use]
    pub(crate) fn immediate() -> Vec<Self> {
        vec![
            Self::error(500, "InternalServerError"),
            Self::error(503, "ServiceUnavailable"),
            Self::error(400, "ThrottlingException"),
            Self::error(400, "ProvisionedThroughputExceededException"),
            Self::CutBefore,
            Self::CutAfter,
            Self::CutWithin,
        ]
    }
}

/// Returns the fault of the next call.
pub(crate) type Script = Box<dyn FnMut() -> Fault + Send>;

/// Injects these faults one after another, and then no more.
#[must_use]
pub(crate) fn sequence(faults: Vec<Fault>) -> Script {
    let mut faults = faults.into_iter();
    Box::new(move || faults.next().unwrap_or(Fault::None))
}

/// Injects the same fault into every call.
#[must_use]
pub(crate) fn always(fault: Fault) -> Script {
    Box::new(move || fault.clone())
}

/// Injects a random fault into a third of the calls, in a sequence that `seed` determines. One fault in thirty is
/// silence, which lasts until the client's timeout.
#[must_use]
pub(crate) fn random_third(seed: u64) -> Script {
    let (immediate, silent) = (Fault::immediate(), [Fault::SilentBefore, Fault::SilentAfter]);
    let mut state = seed;
    let mut below = move |bound: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % bound
    };
    Box::new(move || match (below(3), below(30)) {
        (0, 0) => silent[below(silent.len())].clone(),
        (0, _) => immediate[below(immediate.len())].clone(),
        _ => Fault::None,
    })
}

/// How many calls the proxy forwards at the same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Concurrency {
    Unlimited,
    /// One, for an emulator that supports no concurrency.
    Serial,
}

/// A running proxy. It accepts no more connections after it is dropped.
pub(crate) struct Proxy {
    address: String,
    state: Arc<ProxyState>,
}

struct ProxyState {
    upstream: String,
    agent: ureq::Agent,
    script: Mutex<Script>,
    serial_lock: Option<Mutex<()>>,
    calls: AtomicUsize,
    failed: AtomicUsize,
    closed: AtomicBool,
}

impl Proxy {
    /// Listens in front of the store at `upstream` (`http://127.0.0.1:41234`) and forwards everything.
    #[must_use]
    #[track_caller]
    pub(crate) fn start(upstream: &str, serial_lock: Concurrency) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let config = ureq::Agent::config_builder().http_status_as_error(false);
        let state = Arc::new(ProxyState {
            upstream: upstream.to_owned(),
            agent: config.max_idle_connections_per_host(64).build().new_agent(),
            script: Mutex::new(sequence(Vec::new())),
            serial_lock: (serial_lock == Concurrency::Serial).then(Mutex::default),
            calls: AtomicUsize::new(0),
            failed: AtomicUsize::new(0),
            closed: AtomicBool::new(false),
        });
        let shared = Arc::clone(&state);
        thread::spawn(move || shared.listen(&listener));
        Self { address, state }
    }

    pub(crate) fn set_script(&self, script: Script) {
        *self.state.script.lock().unwrap() = script;
    }

    #[must_use]
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the number of transactions so far.
    #[must_use]
    pub(crate) fn calls(&self) -> usize {
        self.state.calls.load(Ordering::SeqCst)
    }

    /// Returns the number of transactions with a fault so far.
    #[must_use]
    pub(crate) fn failed(&self) -> usize {
        self.state.failed.load(Ordering::SeqCst)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.state.closed.store(true, Ordering::SeqCst);
        // Wakes the listener, which may have ended.
        let _ = TcpStream::connect(&self.address);
    }
}

impl ProxyState {
    fn listen(self: Arc<Self>, listener: &TcpListener) {
        for stream in listener.incoming() {
            if self.closed.load(Ordering::SeqCst) {
                return;
            }
            let state = Arc::clone(&self);
            // Broken connections are expected; the client reports them.
            thread::spawn(move || stream.and_then(|stream| state.serve(stream)));
        }
    }

    /// Serves one connection until it ends or a fault cuts it.
    fn serve(&self, mut stream: TcpStream) -> std::io::Result<()> {
        stream.set_nodelay(true)?;
        let mut reader = BufReader::new(stream.try_clone()?);
        while let Some(call) = Call::read(&mut reader)? {
            let fault = if call.is_transaction() { self.next_fault() } else { Fault::None };
            let reaches_store =
                !matches!(fault, Fault::Error { .. } | Fault::CutBefore | Fault::SilentBefore);
            let response = if reaches_store { self.forward(&call)? } else { Vec::new() };
            match fault {
                Fault::None => stream.write_all(&response)?,
                Fault::Error { status, body } => stream.write_all(&error_response(status, &body))?,
                Fault::CutWithin => {
                    stream.write_all(&response[..response.len() - 1])?;
                    return stream.shutdown(Shutdown::Both);
                }
                Fault::CutBefore | Fault::CutAfter => return stream.shutdown(Shutdown::Both),
                Fault::SilentBefore | Fault::SilentAfter => {
                    return reader.read_to_end(&mut Vec::new()).map(drop);
                }
            }
        }
        Ok(())
    }

    fn next_fault(&self) -> Fault {
        let fault = self.script.lock().unwrap()();
        self.calls.fetch_add(1, Ordering::SeqCst);
        if !matches!(fault, Fault::None) {
            self.failed.fetch_add(1, Ordering::SeqCst);
        }
        fault
    }

    /// Returns the complete response of the store.
    fn forward(&self, call: &Call) -> std::io::Result<Vec<u8>> {
        let _turn = self.serial_lock.as_ref().map(|turn| turn.lock().unwrap());
        let mut request = self.agent.post(format!("{}/", self.upstream));
        for (name, value) in &call.headers {
            request = request.header(name, value);
        }
        let mut response = request.send(&call.body[..]).map_err(std::io::Error::other)?;
        let body = response.body_mut().read_to_vec().map_err(std::io::Error::other)?;
        let mut head = vec![format!("HTTP/1.1 {} -", response.status().as_u16())];
        let passing = response.headers().iter().filter(|(name, _)| !HOP_BY_HOP.contains(&name.as_str()));
        head.extend(passing.map(|(name, value)| format!("{name}: {}", value.to_str().unwrap())));
        head.push(format!("content-length: {}\r\n\r\n", body.len()));
        Ok([head.join("\r\n").into_bytes(), body].concat())
    }
}

fn error_response(status: u16, body: &Value) -> Vec<u8> {
    let body = body.to_string();
    let kind = "content-type: application/x-amz-json-1.0";
    format!("HTTP/1.1 {status} -\r\n{kind}\r\ncontent-length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

/// Headers that belong to one connection.
const HOP_BY_HOP: [&str; 5] = ["host", "connection", "keep-alive", "content-length", "transfer-encoding"];

/// A complete request.
struct Call {
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Call {
    /// Returns the next call, or `None` when the connection has ended.
    fn read(reader: &mut BufReader<TcpStream>) -> std::io::Result<Option<Self>> {
        let (mut headers, mut length, mut line) = (Vec::new(), 0, String::new());
        if reader.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        loop {
            line.clear();
            reader.read_line(&mut line)?;
            let Some((name, value)) = line.trim_end().split_once(':') else { break };
            let (name, value) = (name.to_ascii_lowercase(), value.trim().to_owned());
            if name == "content-length" {
                length = value.parse().map_err(std::io::Error::other)?;
            }
            if !HOP_BY_HOP.contains(&name.as_str()) {
                headers.push((name, value));
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        Ok(Some(Self { headers, body }))
    }

    fn is_transaction(&self) -> bool {
        self.headers
            .iter()
            .any(|(name, value)| name == "x-amz-target" && value.ends_with("TransactWriteItems"))
    }
}
