//! The browser shows the new page when the content has changed. Only `folio serve` does this: nothing of it is built.

use std::convert::Infallible;

use axum::response::sse::{Event, KeepAlive, Sse};
use tokio::sync::watch;
use tokio_stream::{Stream, StreamExt, wrappers::WatchStream};

/// Where the script stands.
pub(crate) const SCRIPT_ADDRESS: &str = "/_folio/reload.js";
/// Where the script listens.
pub(crate) const EVENTS_ADDRESS: &str = "/_folio/events";

/// The script: it listens for a new version and reloads. The browser reconnects by itself when the server restarts.
pub(crate) const SCRIPT: &str = r#"let seen;
new EventSource("/_folio/events").onmessage = ({ data }) => {
  if (seen !== undefined && data !== seen) location.reload();
  seen = data;
};
"#;

/// Returns the page with the script at the end of its head.
pub(crate) fn with_script(page: &[u8]) -> Vec<u8> {
    let tag = format!("<script src=\"{SCRIPT_ADDRESS}\" defer></script>");
    match String::from_utf8_lossy(page).split_once("</head>") {
        Some((head, rest)) => format!("{head}{tag}</head>{rest}").into_bytes(),
        None => page.to_vec(),
    }
}

/// Returns the stream that tells the version of the site, now and at each change.
pub(crate) fn events(version: watch::Receiver<u64>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let events = WatchStream::new(version).map(|version| Ok(Event::default().data(version.to_string())));
    Sse::new(events).keep_alive(KeepAlive::default())
}
