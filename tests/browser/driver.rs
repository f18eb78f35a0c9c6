//! Chromium over `WebDriver`: one chromedriver for the suite, and browsers that the tests reuse.
//!
//! The protocol is JSON over HTTP, which `ureq` and `serde_json` cover. We decided against the client crates:
//! `thirtyfour` enables `serde_json/preserve_order` for the whole build, so that the server under test would differ from
//! the released one; `fantoccini` adds 23 crates, among them a second `http`, `cookie` and ICU.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{LazyLock, Mutex};
use std::time::Duration;

use serde_json::{Value, json};

/// Whether pages may run scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Script {
    On,
    /// Scripts are off in the browser's settings. Scripts of the tests still run.
    Off,
}

/// The timeout of elements and pages.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(20);

/// The key of an element id in the protocol.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

static DRIVER: LazyLock<Driver> = LazyLock::new(Driver::start);

/// Browsers that no test uses at the moment: with script, and without.
static IDLE: [Mutex<Vec<Session>>; 2] = [const { Mutex::new(Vec::new()) }; 2];

struct Driver {
    url: String,
    agent: ureq::Agent,
    _process: Child,
}

impl Driver {
    /// Starts chromedriver on a free port. When this process ends, its end of the pipe closes, and the shell kills
    /// chromedriver with its browsers and deletes their profiles.
    fn start() -> Self {
        const LIFE: &str = "folder=$(mktemp -d); TMPDIR=$folder chromedriver --port=0 --log-level=SEVERE & \
            cat >/dev/null; kill $!; wait $!; rm -rf \"$folder\"";
        let mut process = Command::new("sh")
            .args(["-c", LIFE])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines().map_while(Result::ok);
        let port = lines.into_iter().find_map(|line| {
            let (_, port) = line.split_once("started successfully on port ")?;
            Some(port.trim_end_matches('.').to_owned())
        });
        let port = port.expect(
            "chromedriver did not start; `tests/run` installs it, or: apt-get install chromium-driver",
        );
        let config = ureq::Agent::config_builder().http_status_as_error(false);
        let agent = config.timeout_global(Some(TIMEOUT * 3)).build().new_agent();
        Self { url: format!("http://127.0.0.1:{port}"), agent, _process: process }
    }

    /// Sends a command and returns its value.
    fn command(&self, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        let url = format!("{}{path}", self.url);
        let response = match method {
            "GET" => self.agent.get(url).call(),
            "DELETE" => self.agent.delete(url).call(),
            _ => self.agent.post(url).header("content-type", "application/json").send(body.to_string()),
        };
        let mut response = response.map_err(|error| format!("{method} {path}: {error}"))?;
        let is_done = response.status().is_success();
        let text = response.body_mut().with_config().limit(64 * 1024 * 1024).read_to_string();
        let text = text.map_err(|error| format!("{method} {path}: {error}"))?;
        let mut value: Value = serde_json::from_str(&text).map_err(|error| format!("{error}: {text}"))?;
        let value = value["value"].take();
        if is_done { Ok(value) } else { Err(format!("{}: {}", value["error"], value["message"])) }
    }
}

/// A browser with a separate profile.
pub(crate) struct Session {
    id: String,
    script: Script,
    /// The initial window, which no test uses.
    home: String,
}

impl Session {
    /// Returns a browser that no other test uses.
    #[track_caller]
    pub(crate) fn acquire(script: Script) -> Self {
        let idle = IDLE[script as usize].lock().unwrap().pop();
        idle.unwrap_or_else(|| Self::start(script))
    }

    /// Closes the window of this test and leaves the browser to the next one.
    pub(crate) fn release(self, window: &str) {
        let is_clean = self.command("DELETE", "/window", &Value::Null).is_ok()
            && self.command("POST", "/window", &json!({"handle": self.home})).is_ok();
        assert!(is_clean || std::thread::panicking(), "the window {window} does not close");
        if is_clean {
            IDLE[self.script as usize].lock().unwrap().push(self);
        }
    }

    #[track_caller]
    fn start(script: Script) -> Self {
        let allowed = if script == Script::On { 1 } else { 2 };
        let arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
            "--lang=es-MX",
        ];
        let request = json!({"capabilities": {"alwaysMatch": {
            "browserName": "chrome",
            "timeouts": {"implicit": TIMEOUT.as_millis(), "script": TIMEOUT.as_millis()},
            "goog:loggingPrefs": {"browser": "ALL"},
            "goog:chromeOptions": {
                "args": arguments,
                "prefs": {
                    "profile.managed_default_content_settings.javascript": allowed,
                    "intl.accept_languages": "es-MX,es",
                },
            },
        }}});
        let session = DRIVER.command("POST", "/session", &request).unwrap();
        let id = session["sessionId"].as_str().unwrap().to_owned();
        let home = DRIVER.command("GET", &format!("/session/{id}/window"), &Value::Null).unwrap();
        Self { id, script, home: home.as_str().unwrap().to_owned() }
    }

    /// Sends a command to this browser.
    pub(crate) fn command(&self, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        DRIVER.command(method, &format!("/session/{}{path}", self.id), body)
    }
}

/// Returns the id of an element in a response.
#[must_use]
pub(crate) fn key(value: &Value) -> &str {
    value[ELEMENT].as_str().unwrap()
}

/// Returns an element as an argument.
#[must_use]
pub(crate) fn element(key: &str) -> Value {
    json!({ELEMENT: key})
}
