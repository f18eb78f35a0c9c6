//! The live reload of `folio serve`: a script in each page, and the events that it listens to. The build adds none of it.

use std::convert::Infallible;

use axum::response::sse::{Event, KeepAlive, Sse};
use serde::Serialize;
use tokio::sync::watch;
use tokio_stream::wrappers::WatchStream;
use tokio_stream::{Stream, StreamExt};

pub(crate) const SCRIPT_PATH: &str = "/_preview/preview.js";
pub(crate) const STYLE_PATH: &str = "/_preview/preview.css";
pub(crate) const EVENTS_PATH: &str = "/_preview/events";

/// Replaces the page with its new version, or shows the error that prevents it.
pub(crate) const SCRIPT: &str = include_str!("preview/preview.js");
/// The style of the error message.
pub(crate) const STYLE: &str = include_str!("preview/preview.css");

/// An event for the browser.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ReloadEvent {
    /// The number of the served release. Numbers of two processes differ.
    pub(crate) version: u64,
    /// The error that prevents a newer release, as the terminal shows it.
    pub(crate) fault: Option<String>,
}

/// Returns the page with the script first in its head: the script must see the page before other scripts change it.
pub(crate) fn with_script(page: &[u8], version: u64) -> Vec<u8> {
    let tag = format!("<script type=\"module\" src=\"{SCRIPT_PATH}\" data-version=\"{version}\"></script>");
    match String::from_utf8_lossy(page).split_once("<head>") {
        Some((before, rest)) => format!("{before}<head>{tag}{rest}").into_bytes(),
        None => page.to_vec(),
    }
}

/// Returns a stream of the current event and all later ones.
pub(crate) fn event_stream(
    events: watch::Receiver<ReloadEvent>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let to_sse = |event| Ok(Event::default().json_data::<ReloadEvent>(event).unwrap_or_default());
    Sse::new(WatchStream::new(events).map(to_sse)).keep_alive(KeepAlive::default())
}
