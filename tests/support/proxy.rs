//! A proxy on loopback between a program and a store that speaks DynamoDB's protocol, which fails by a script.
//!
//! Only transactions meet the script; whatever else is asked of the store passes. Nothing here waits for a time: a call
//! that is left without an answer is held until whoever made it hangs up.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::{Value, json};

/// What happens to one call.
#[derive(Clone, Debug)]
pub(crate) enum Fault {
    /// Nothing: it is answered by the store.
    None,
    /// It never reaches the store, which seems to answer this.
    Error { status: u16, body: Value },
    /// It never reaches the store: the connection is cut.
    CutBefore,
    /// The store does what it was asked, and the connection is cut before its answer.
    CutAfter,
    /// The store does what it was asked, and the connection is cut in the middle of its answer.
    CutWithin,
    /// It never reaches the store, and nobody answers.
    SilentBefore,
    /// The store does what it was asked, and nobody answers.
    SilentAfter,
}

impl Fault {
    /// An error of the store's, by the name that its protocol gives it.
    #[must_use]
    pub(crate) fn error(status: u16, name: &str) -> Self {
        let body =
            json!({"__type": format!("com.amazonaws.dynamodb.v20120810#{name}"), "message": "by script"});
        Self::Error { status, body }
    }

    /// A transaction that was cancelled, with the reason of each of its items.
    #[must_use]
    pub(crate) fn cancelled(codes: [&str; 2]) -> Self {
        let body = json!({
            "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
            "Message": format!("Transaction cancelled, specific reasons [{}, {}]", codes[0], codes[1]),
            "CancellationReasons": codes.map(|code| json!({"Code": code})),
        });
        Self::Error { status: 400, body }
    }

    /// Every way in which a store fails that passes by itself.
    #[must_use]
    pub(crate) fn all() -> Vec<Self> {
        let mut all = Self::immediate();
        all.extend([Self::SilentBefore, Self::SilentAfter]);
        all
    }

    /// Those that are noticed at once.
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

/// Tells what happens to the next call.
pub(crate) type Script = Box<dyn FnMut() -> Fault + Send>;

/// These faults one after another, and then none.
#[must_use]
pub(crate) fn sequence(faults: Vec<Fault>) -> Script {
    let mut faults = faults.into_iter();
    Box::new(move || faults.next().unwrap_or(Fault::None))
}

/// The same fault every time.
#[must_use]
pub(crate) fn always(fault: Fault) -> Script {
    Box::new(move || fault.clone())
}

/// A fault for a third of the calls, by chance; the same `seed` gives the same sequence. One fault in thirty is
/// silence, which costs whoever waits its whole patience.
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

/// How many calls the proxy lets into the store at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Concurrency {
    /// As they come.
    Unlimited,
    /// One, for a server that cannot take more.
    Serial,
}

/// A running proxy. It takes no more connections when it is dropped.
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
    /// Listens before the store at `store` (`http://127.0.0.1:41234`), and lets everything pass.
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

    /// Follows `script` from now on.
    pub(crate) fn set_script(&self, script: Script) {
        *self.state.script.lock().unwrap() = script;
    }

    /// Where it listens.
    #[must_use]
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How many transactions were asked of it so far.
    #[must_use]
    pub(crate) fn calls(&self) -> usize {
        self.state.calls.load(Ordering::SeqCst)
    }

    /// How many of them met a fault.
    #[must_use]
    pub(crate) fn failed(&self) -> usize {
        self.state.failed.load(Ordering::SeqCst)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.state.closed.store(true, Ordering::SeqCst);
        // It wakes the listener, which may be gone already.
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
            // A connection that breaks is what this is for: whoever made it knows.
            thread::spawn(move || stream.and_then(|stream| state.serve(stream)));
        }
    }

    /// Answers the calls of one connection, until one of them cuts it or there are no more.
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

    /// Returns what the store answers, whole.
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

/// Headers of one connection, which do not pass to the other.
const HOP_BY_HOP: [&str; 5] = ["host", "connection", "keep-alive", "content-length", "transfer-encoding"];

/// One call, whole.
struct Call {
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Call {
    /// Returns the next call, and nothing when the connection has ended.
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
