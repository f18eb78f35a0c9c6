//! Runs the `folio` command.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use tempfile::TempDir;

/// Returns the repository's content folder.
#[must_use]
pub(crate) fn real_content() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("content")
}

/// A copy of some content that a test may change.
pub(crate) struct Content {
    folder: TempDir,
}

impl Content {
    /// Copies the repository's content.
    #[must_use]
    #[track_caller]
    pub(crate) fn copy_of_real() -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(&real_content(), &folder.path().join("content"));
        Self { folder }
    }

    /// Copies the minimal content, with the real interface texts.
    #[must_use]
    #[track_caller]
    pub(crate) fn minimal() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let minimal = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/site/minimal");
        copy(&minimal, &folder.path().join("content"));
        std::fs::copy(real_content().join("words.yaml"), folder.path().join("content/words.yaml")).unwrap();
        Self { folder }
    }

    #[must_use]
    #[track_caller]
    pub(crate) fn with_file(self, file: &str, text: &str) -> Self {
        let path = self.dir().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        self
    }

    /// Replaces `from`, which must exist in `file`, with `to`.
    #[must_use]
    #[track_caller]
    pub(crate) fn with(self, file: &str, from: &str, to: &str) -> Self {
        let path = self.dir().join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "`{from}` is not in {file}");
        std::fs::write(&path, text.replacen(from, to, 1)).unwrap();
        self
    }

    /// Records the current policy as the version in force.
    #[must_use]
    #[track_caller]
    pub(crate) fn with_recorded_version(self) -> Self {
        let output = self.run(&["new", "version", "--replace"]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        self
    }

    #[must_use]
    pub(crate) fn dir(&self) -> PathBuf {
        self.folder.path().join("content")
    }

    /// Returns a path next to the content folder.
    #[must_use]
    pub(crate) fn sibling(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs `folio` with `arguments` in the folder that contains the content.
    #[track_caller]
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        run_in(self.folder.path(), arguments)
    }

    /// Does the same with `certificate` as the only trusted root.
    #[track_caller]
    pub(crate) fn run_with_certificate(&self, certificate: &Path, arguments: &[&str]) -> Output {
        let mut command = command();
        command.args(arguments).current_dir(self.folder.path()).env_remove("SSL_CERT_DIR");
        command.env("SSL_CERT_FILE", certificate).output().unwrap()
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Runs `folio` in `folder`.
#[track_caller]
pub(crate) fn run_in(folder: &Path, arguments: &[&str]) -> Output {
    command().args(arguments).current_dir(folder).output().unwrap()
}

fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_folio"));
    command.env("NO_COLOR", "1").env_remove("RUST_BACKTRACE");
    command
}

#[must_use]
pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[must_use]
pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// Returns the bytes of every file below `dir`, by relative path.
#[must_use]
pub(crate) fn tree(dir: &Path) -> std::collections::BTreeMap<PathBuf, Vec<u8>> {
    let mut files = std::collections::BTreeMap::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(dir).unwrap().to_owned();
                files.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    files
}

/// Saves a page for the HTML validator, which `tests/run` starts after the suites.
#[track_caller]
pub(crate) fn save_page_for_html_validation(name: &str, html: &str) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("html");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(format!("{}.html", name.trim_matches('/').replace('/', "-"))), html).unwrap();
}

/// A running `folio serve` with its own folders. It is killed when dropped.
pub(crate) struct Server {
    content: PathBuf,
    arguments: Vec<String>,
    folder: TempDir,
    child: Child,
    address: String,
}

impl Server {
    /// Serves the real content on a free port. Returns when the server listens.
    #[must_use]
    #[track_caller]
    pub(crate) fn start() -> Self {
        Self::start_with_args(&real_content(), &[])
    }

    /// Does the same with other content.
    #[must_use]
    #[track_caller]
    pub(crate) fn start_with(content: &Path) -> Self {
        Self::start_with_args(content, &[])
    }

    /// Serves the real content with the store at `url`.
    #[must_use]
    #[track_caller]
    pub(crate) fn start_with_store(url: &str) -> Self {
        Self::start_with_args(&real_content(), &["--store", url])
    }

    /// Does the same with more arguments.
    #[must_use]
    #[track_caller]
    pub(crate) fn start_with_args(content: &Path, arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let arguments: Vec<String> = arguments.iter().map(|argument| (*argument).to_owned()).collect();
        let (child, address) = spawn(content, &arguments, folder.path());
        Self { content: content.to_owned(), arguments, folder, child, address }
    }

    /// Starts to serve the real content and sends SIGKILL after `wait`. The files written so far remain.
    #[must_use]
    #[track_caller]
    pub(crate) fn killed_while_starting(wait: Duration) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let child = launch(&real_content(), &[], folder.path());
        let mut server =
            Self { content: real_content(), arguments: Vec::new(), folder, child, address: String::new() };
        // The delay is the input of the test, not a wait for a condition.
        std::thread::sleep(wait);
        server.kill();
        server
    }

    /// Kills the server, starts it again on the same data and kills it after `wait`.
    pub(crate) fn kill_while_starting(&mut self, wait: Duration) {
        self.kill();
        self.child = launch(&self.content, &self.arguments, self.folder.path());
        std::thread::sleep(wait);
        self.kill();
    }

    /// Sends SIGKILL and starts the server again on the same data.
    #[must_use]
    #[track_caller]
    pub(crate) fn restart_after_kill(mut self) -> Self {
        self.kill();
        let (child, address) = spawn(&self.content, &self.arguments, self.folder.path());
        self.child = child;
        self.address = address;
        self
    }

    /// Sends SIGKILL.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    #[must_use]
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{}", self.address, path.trim_start_matches('/'))
    }

    /// Returns the folder of the API's bundle.
    #[must_use]
    pub(crate) fn bundle(&self) -> PathBuf {
        self.dist().join("api")
    }

    /// Returns the folder of the built site.
    #[must_use]
    pub(crate) fn dist(&self) -> PathBuf {
        self.folder.path().join("dist")
    }

    /// Returns the file that stores the tickets.
    #[must_use]
    pub(crate) fn data_file(&self) -> PathBuf {
        self.folder.path().join("data/tickets.db")
    }

    /// Returns the process id.
    #[must_use]
    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    /// Returns all output on stderr so far.
    #[must_use]
    pub(crate) fn stderr(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("talk")).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may be dead already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[track_caller]
fn spawn(content: &Path, arguments: &[String], folder: &Path) -> (Child, String) {
    let mut child = launch(content, arguments, folder);
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let stderr = || std::fs::read_to_string(folder.join("talk")).unwrap();
    assert!(line.starts_with("http://127.0.0.1:"), "the server did not start: {}", stderr());
    (child, line.trim().to_owned())
}

/// Starts the process without waiting until it listens.
#[track_caller]
fn launch(content: &Path, arguments: &[String], folder: &Path) -> Child {
    let stderr = std::fs::File::options().create(true).append(true).open(folder.join("talk")).unwrap();
    command()
        .arg("serve")
        .args(["--port", "0", "--content"])
        .arg(content)
        .args(if arguments.iter().any(|one| one == "--store") {
            &[][..]
        } else {
            &["--data", "data/tickets.db"]
        })
        .args(arguments)
        .current_dir(folder)
        .stdout(Stdio::piped())
        .stderr(stderr)
        .spawn()
        .unwrap()
}
