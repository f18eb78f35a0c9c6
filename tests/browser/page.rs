//! A browser window with one page of the site.

use serde_json::{Value, json};

use crate::driver;
use crate::driver::{Script, Session};
use crate::support::folio::Server;

/// The preview's files; its script reloads pages.
const PREVIEW: &str = "*/_preview/*";

/// A window on one site. It is closed when dropped.
pub(crate) struct Page {
    /// `None` after the window is released.
    session: Option<Session>,
    window: String,
    origin: String,
}

impl Page {
    /// Opens a window on the site of `server`.
    #[must_use]
    #[track_caller]
    pub(crate) fn open(server: &Server, script: Script) -> Self {
        Self::open_at(server.url("").trim_end_matches('/'), script)
    }

    /// Opens a window on the site at `origin`.
    #[must_use]
    #[track_caller]
    pub(crate) fn open_at(origin: &str, script: Script) -> Self {
        let session = Session::acquire(script);
        let opened = session.command("POST", "/window/new", &json!({"type": "tab"})).unwrap();
        let window = opened["handle"].as_str().unwrap().to_owned();
        session.command("POST", "/window", &json!({"handle": window})).unwrap();
        let page = Self { session: Some(session), window, origin: origin.to_owned() };
        page.block(&[PREVIEW]);
        page
    }

    /// Sends a command to the browser and returns its value.
    #[track_caller]
    pub(crate) fn command(&self, method: &str, path: &str, body: &Value) -> Value {
        match self.session.as_ref().unwrap().command(method, path, body) {
            Ok(value) => value,
            Err(fault) => panic!("{method} {path} {body}: {fault}\n{}", self.state()),
        }
    }

    /// Returns the address and text of the page, for failure messages.
    fn state(&self) -> String {
        let script = "return [location.href, document.title, document.querySelector('main')?.innerText]";
        let body = json!({"script": script, "args": []});
        format!("{:?}", self.session.as_ref().map(|session| session.command("POST", "/execute/sync", &body)))
    }

    /// Loads a path of the site.
    #[track_caller]
    pub(crate) fn go(&self, path: &str) {
        self.command("POST", "/url", &json!({"url": format!("{}{path}", self.origin)}));
    }

    #[track_caller]
    pub(crate) fn reload(&self) {
        self.command("POST", "/refresh", &json!({}));
    }

    /// Returns the path of the page, without its query.
    #[must_use]
    #[track_caller]
    pub(crate) fn path(&self) -> String {
        self.run("return location.pathname").as_str().unwrap().to_owned()
    }

    /// Sets the width of the page in CSS pixels.
    #[track_caller]
    pub(crate) fn resize(&self, width: u32) {
        let metrics = json!({"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false});
        self.devtools("Emulation.setDeviceMetricsOverride", &metrics);
    }

    /// Sets the preferred colour scheme: `light` or `dark`.
    #[track_caller]
    pub(crate) fn set_color_scheme(&self, scheme: &str) {
        let features = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        self.devtools("Emulation.setEmulatedMedia", &features);
    }

    /// Blocks the site's scripts from now on, as a bad connection does.
    #[track_caller]
    pub(crate) fn block_scripts(&self) {
        self.block(&[PREVIEW, "*.js"]);
    }

    /// Blocks matching addresses, and no others.
    #[track_caller]
    fn block(&self, addresses: &[&str]) {
        self.devtools("Network.enable", &json!({}));
        self.devtools("Network.setBlockedURLs", &json!({"urls": addresses}));
    }

    /// Sends a command of the `DevTools` protocol, for functions that `WebDriver` lacks.
    #[track_caller]
    pub(crate) fn devtools(&self, command: &str, parameters: &Value) -> Value {
        self.command("POST", "/goog/cdp/execute", &json!({"cmd": command, "params": parameters}))
    }

    /// Runs the body of a function in the page and returns its result.
    #[track_caller]
    pub(crate) fn run(&self, script: &str) -> Value {
        self.run_with(script, &[])
    }

    /// Does the same with `arguments`.
    #[track_caller]
    pub(crate) fn run_with(&self, script: &str, arguments: &[Value]) -> Value {
        self.command("POST", "/execute/sync", &json!({"script": script, "args": arguments}))
    }

    /// Runs the body of an async function in the page and returns its result.
    #[track_caller]
    pub(crate) fn run_async(&self, script: &str, arguments: &[Value]) -> Value {
        let settled = format!("return (async (...given) => {{ {script} }})(...arguments)");
        self.run_with(&settled, arguments)
    }

    /// Waits until the body of a function returns true, and evaluates it after each change of the page.
    #[track_caller]
    pub(crate) fn wait_until(&self, script: &str) {
        // Without scripts there are no callbacks: the condition holds now or never.
        if self.run(script).as_bool() == Some(true) {
            return;
        }
        let wait = format!(
            "const done = arguments[arguments.length - 1];
            const isSo = () => {{ {script} }};
            const look = () => isSo() && (watch.disconnect(), done(true));
            const watch = new MutationObserver(look);
            watch.observe(document, {{subtree: true, childList: true, attributes: true, characterData: true}});
            look();"
        );
        self.command("POST", "/execute/async", &json!({"script": wait, "args": []}));
    }

    /// Waits for the first matching element.
    #[track_caller]
    pub(crate) fn find(&self, css: &str) -> Element<'_> {
        let found = self.command("POST", "/element", &json!({"using": "css selector", "value": css}));
        Element { page: self, key: driver::key(&found).to_owned() }
    }

    /// Returns the number of matching elements.
    #[must_use]
    #[track_caller]
    pub(crate) fn count(&self, css: &str) -> u64 {
        self.run_with("return document.querySelectorAll(arguments[0]).length", &[json!(css)])
            .as_u64()
            .unwrap()
    }

    /// Returns the visible text of each matching element.
    #[must_use]
    #[track_caller]
    pub(crate) fn texts(&self, css: &str) -> Vec<String> {
        let script = "return [...document.querySelectorAll(arguments[0])].map((one) => one.innerText.trim())";
        strings(&self.run_with(script, &[json!(css)]), |text| text)
    }

    /// Returns an attribute of each matching element.
    #[must_use]
    #[track_caller]
    pub(crate) fn attributes(&self, css: &str, name: &str) -> Vec<String> {
        let script = "return [...document.querySelectorAll(arguments[0])].map((one) => one.getAttribute(arguments[1]))";
        strings(&self.run_with(script, &[json!(css), json!(name)]), |text| text)
    }

    /// Returns the id of the focused element, or its name.
    #[must_use]
    #[track_caller]
    pub(crate) fn focus(&self) -> String {
        let id = self.run("const one = document.activeElement; return one.id || one.name || one.localName");
        id.as_str().unwrap().to_owned()
    }

    /// Returns the new console messages, except those about blocked addresses.
    #[must_use]
    #[track_caller]
    pub(crate) fn console_messages(&self) -> Vec<String> {
        let mut messages =
            strings(&self.command("POST", "/se/log", &json!({"type": "browser"})), |line| &line["message"]);
        messages.retain(|line| !line.contains("ERR_BLOCKED_BY_CLIENT"));
        messages
    }

    /// Returns the whole page as HTML.
    #[must_use]
    #[track_caller]
    pub(crate) fn html(&self) -> String {
        let html = self.run("return `<!DOCTYPE html>\n${document.documentElement.outerHTML}\n`");
        html.as_str().unwrap().to_owned()
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        if let Some(session) = self.session.take() {
            session.release(&self.window);
        }
    }
}

fn strings(list: &Value, text: impl Fn(&Value) -> &Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(|one| text(one).as_str().unwrap_or_default().to_owned()).collect()
}

pub(crate) struct Element<'page> {
    page: &'page Page,
    key: String,
}

impl Element<'_> {
    #[track_caller]
    fn command(&self, method: &str, path: &str, body: &Value) -> Value {
        self.page.command(method, &format!("/element/{}{path}", self.key), body)
    }

    /// Clicks it and waits for a page load, if there is one.
    #[track_caller]
    pub(crate) fn click(&self) {
        self.command("POST", "/click", &json!({}));
    }

    /// Double-clicks it.
    #[track_caller]
    pub(crate) fn click_twice(&self) {
        let (down, up) =
            (json!({"type": "pointerDown", "button": 0}), json!({"type": "pointerUp", "button": 0}));
        let there = json!({"type": "pointerMove", "x": 0, "y": 0, "origin": driver::element(&self.key)});
        let moves = json!([there, down, up, down, up]);
        let actions = json!({"actions": [{"type": "pointer", "id": "mouse", "actions": moves}]});
        self.page.command("POST", "/actions", &actions);
    }

    /// Types text at its end.
    #[track_caller]
    pub(crate) fn type_text(&self, text: &str) {
        self.command("POST", "/value", &json!({"text": text}));
    }

    #[track_caller]
    pub(crate) fn clear(&self) {
        self.command("POST", "/clear", &json!({}));
    }

    /// Returns its visible text.
    #[must_use]
    #[track_caller]
    pub(crate) fn text(&self) -> String {
        self.command("GET", "/text", &Value::Null).as_str().unwrap().to_owned()
    }

    /// Returns whether it is visible.
    #[must_use]
    #[track_caller]
    pub(crate) fn is_shown(&self) -> bool {
        self.command("GET", "/displayed", &Value::Null).as_bool().unwrap()
    }

    /// Returns its property, such as `value`, `checked` or `disabled`.
    #[must_use]
    #[track_caller]
    pub(crate) fn property(&self, name: &str) -> Value {
        self.command("GET", &format!("/property/{name}"), &Value::Null)
    }
}
