//! Starts one of three DynamoDB emulators on a free port of loopback.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, Weak};
use std::{iter, thread};

use tempfile::TempDir;

use super::proxy::{Concurrency, Proxy};

/// An implementation of DynamoDB's protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Emulator {
    /// The engine that `folio serve` embeds, with a file on disk.
    Embedded,
    /// dynalite (npm). It has no transactions and no TTL, so only table operations are tested with it.
    Dynalite,
    /// `moto_server` (Python). To cancel a transaction it restores a copy of the whole table and loses concurrent writes,
    /// so it gets one call at a time. It limits items to 405,000 bytes. It does not recognize a repeated
    /// `ClientRequestToken`, and then finds the stored record: the result for the client is the same.
    Moto,
}

/// A running emulator. It ends with the last test that uses it.
pub(crate) struct EmulatorProcess {
    pub(crate) emulator: Emulator,
    url: String,
    _running: Running,
}

#[expect(dead_code, reason = "they are held for as long as the server runs")]
enum Running {
    InProcess { runtime: tokio::runtime::Runtime, folder: TempDir },
    Child { process: Process, serializer: Option<Proxy> },
}

struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        // It may have exited already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl EmulatorProcess {
    /// Returns the emulator that concurrent tests share.
    #[must_use]
    #[track_caller]
    pub(crate) fn shared(emulator: Emulator) -> Arc<Self> {
        static RUNNING: [Mutex<Weak<EmulatorProcess>>; 3] = [const { Mutex::new(Weak::new()) }; 3];
        let mut running = match RUNNING[emulator as usize].lock() {
            Ok(running) => running,
            // A test that could not start it has failed; the next one tries again.
            Err(poisoned) => poisoned.into_inner(),
        };
        running.upgrade().unwrap_or_else(|| {
            let engine = Self::dedicated(emulator);
            *running = Arc::downgrade(&engine);
            engine
        })
    }

    /// Starts an emulator for one test.
    #[must_use]
    #[track_caller]
    pub(crate) fn dedicated(emulator: Emulator) -> Arc<Self> {
        Arc::new(match emulator {
            Emulator::Embedded => embedded(),
            Emulator::Dynalite => dynalite(),
            Emulator::Moto => moto(),
        })
    }

    #[must_use]
    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

fn embedded() -> EmulatorProcess {
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let database = dynoxide::Database::new(folder.path().join("tickets.db").to_str().unwrap()).unwrap();
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    runtime.spawn(dynoxide::server::serve_on(listener, database));
    EmulatorProcess { emulator: Emulator::Embedded, url, _running: Running::InProcess { runtime, folder } }
}

/// Its command ignores port 0, so a script starts it and prints the address.
const DYNALITE: &str = "const server = require('dynalite')({ createTableMs: 0 });
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));";

fn dynalite() -> EmulatorProcess {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    assert_installed(&tests.join("node_modules/dynalite"));
    let mut command = Command::new("node");
    command.args(["-e", DYNALITE]).current_dir(tests).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let output = child.stdout.take().unwrap();
    let (process, url) = (Process(child), read_url(output));
    EmulatorProcess {
        emulator: Emulator::Dynalite,
        url,
        _running: Running::Child { process, serializer: None },
    }
}

fn moto() -> EmulatorProcess {
    let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../venv/bin/moto_server");
    assert_installed(&program);
    let mut command = Command::new(program);
    command.args(["-H", "127.0.0.1", "-p", "0"]).env("NO_COLOR", "1").stdout(Stdio::null());
    let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
    let output = child.stderr.take().unwrap();
    let (process, url) = (Process(child), read_url(output));
    let serializer = Proxy::start(&url, Concurrency::Serial);
    let url = serializer.url();
    EmulatorProcess {
        emulator: Emulator::Moto,
        url,
        _running: Running::Child { process, serializer: Some(serializer) },
    }
}

#[track_caller]
fn assert_installed(path: &Path) {
    assert!(path.exists(), "{} is missing: `tests/run` installs it", path.display());
}

/// Returns the address that a server prints once it listens. Reads the rest of the output, so that the server never blocks.
#[track_caller]
fn read_url(output: impl Read + Send + 'static) -> String {
    let mut reader = BufReader::new(output);
    let lines = iter::from_fn(|| {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|length| *length > 0).map(|_| line)
    });
    let mut all = String::new();
    let mut found = None;
    for line in lines {
        found = line.find("http://127.0.0.1:").map(|start| line[start..].trim().to_owned());
        if found.is_some() {
            break;
        }
        all += &line;
    }
    thread::spawn(move || std::io::copy(&mut reader, &mut std::io::sink()));
    found.unwrap_or_else(|| panic!("the server did not start: {all}"))
}
