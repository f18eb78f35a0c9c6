//! Three servers that speak DynamoDB's protocol, each of another author, started on a free port of loopback.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, Weak};
use std::{iter, thread};

use tempfile::TempDir;

use super::proxy::{Concurrency, Proxy};

/// Whose server it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Emulator {
    /// The engine that `folio serve` embeds, on disk.
    Embedded,
    /// dynalite, of npm. It knows no transactions and no TTL: only what is asked of the table itself is asked of it.
    Dynalite,
    /// `moto_server`, with which Python's programs are tested. It undoes a cancelled transaction by putting back a copy
    /// of the whole table, with which it loses whatever was written meanwhile: it is let work on one call at a time. It
    /// ends an item at 405,000 bytes, and takes a repeated `ClientRequestToken` for another transaction, whose record it
    /// then finds: the store answers the same.
    Moto,
}

/// A running server. It ends with the last test that uses it.
pub(crate) struct EmulatorProcess {
    /// Whose it is.
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
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl EmulatorProcess {
    /// The server of `author`, which tests that run at the same time share.
    #[must_use]
    #[track_caller]
    pub(crate) fn shared(emulator: Emulator) -> Arc<Self> {
        static RUNNING: [Mutex<Weak<EmulatorProcess>>; 3] = [const { Mutex::new(Weak::new()) }; 3];
        let mut running = match RUNNING[emulator as usize].lock() {
            Ok(running) => running,
            // A test that could not start it ended there; the next one tries again.
            Err(poisoned) => poisoned.into_inner(),
        };
        running.upgrade().unwrap_or_else(|| {
            let engine = Self::dedicated(emulator);
            *running = Arc::downgrade(&engine);
            engine
        })
    }

    /// A server of `author` that no other test uses.
    #[must_use]
    #[track_caller]
    pub(crate) fn dedicated(emulator: Emulator) -> Arc<Self> {
        Arc::new(match emulator {
            Emulator::Embedded => embedded(),
            Emulator::Dynalite => dynalite(),
            Emulator::Moto => moto(),
        })
    }

    /// Where it listens.
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

/// It prints its address itself: asked for port 0, its own command takes 4567.
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

/// Returns the address that a server says once it listens; what else it says is let go, so that it never waits.
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
