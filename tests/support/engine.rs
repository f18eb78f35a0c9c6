//! Three servers that speak DynamoDB's protocol, each of another author, started on a free port of loopback.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, Weak};
use std::{iter, thread};

use tempfile::TempDir;

use super::proxy::{Pace, Proxy};

/// Whose server it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Author {
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
pub(crate) struct Engine {
    /// Whose it is.
    pub(crate) author: Author,
    url: String,
    _running: Running,
}

#[expect(dead_code, reason = "they are held for as long as the server runs")]
enum Running {
    Inside { runtime: tokio::runtime::Runtime, folder: TempDir },
    Beside { process: Process, turnstile: Option<Proxy> },
}

struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Engine {
    /// The server of `author`, which tests that run at the same time share.
    #[must_use]
    #[track_caller]
    pub(crate) fn of(author: Author) -> Arc<Self> {
        static RUNNING: [Mutex<Weak<Engine>>; 3] = [const { Mutex::new(Weak::new()) }; 3];
        let mut running = match RUNNING[author as usize].lock() {
            Ok(running) => running,
            // A test that could not start it ended there; the next one tries again.
            Err(poisoned) => poisoned.into_inner(),
        };
        running.upgrade().unwrap_or_else(|| {
            let engine = Self::alone(author);
            *running = Arc::downgrade(&engine);
            engine
        })
    }

    /// A server of `author` that no other test uses.
    #[must_use]
    #[track_caller]
    pub(crate) fn alone(author: Author) -> Arc<Self> {
        Arc::new(match author {
            Author::Embedded => embedded(),
            Author::Dynalite => dynalite(),
            Author::Moto => moto(),
        })
    }

    /// Where it listens.
    #[must_use]
    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

fn embedded() -> Engine {
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let database = dynoxide::Database::new(folder.path().join("tickets.db").to_str().unwrap()).unwrap();
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    runtime.spawn(dynoxide::server::serve_on(listener, database));
    Engine { author: Author::Embedded, url, _running: Running::Inside { runtime, folder } }
}

/// It prints its address itself: asked for port 0, its own command takes 4567.
const DYNALITE: &str = "const server = require('dynalite')({ createTableMs: 0 });
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));";

fn dynalite() -> Engine {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    needs(&tests.join("node_modules/dynalite"));
    let mut command = Command::new("node");
    command.args(["-e", DYNALITE]).current_dir(tests).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let said = child.stdout.take().unwrap();
    let (process, url) = (Process(child), address(said));
    Engine { author: Author::Dynalite, url, _running: Running::Beside { process, turnstile: None } }
}

fn moto() -> Engine {
    let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../venv/bin/moto_server");
    needs(&program);
    let mut command = Command::new(program);
    command.args(["-H", "127.0.0.1", "-p", "0"]).env("NO_COLOR", "1").stdout(Stdio::null());
    let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
    let said = child.stderr.take().unwrap();
    let (process, url) = (Process(child), address(said));
    let turnstile = Proxy::before(&url, Pace::OneAtATime);
    let url = turnstile.url();
    Engine { author: Author::Moto, url, _running: Running::Beside { process, turnstile: Some(turnstile) } }
}

#[track_caller]
fn needs(path: &Path) {
    assert!(path.exists(), "{} is missing: `tests/run` installs it", path.display());
}

/// Returns the address that a server says once it listens; what else it says is let go, so that it never waits.
#[track_caller]
fn address(said: impl Read + Send + 'static) -> String {
    let mut reader = BufReader::new(said);
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
