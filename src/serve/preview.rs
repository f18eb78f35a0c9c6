//! What `folio serve` adds to a page on its way out, so that the browser follows the content. Nothing of it is built.

use std::convert::Infallible;

use axum::response::sse::{Event, KeepAlive, Sse};
use serde::Serialize;
use tokio::sync::watch;
use tokio_stream::wrappers::WatchStream;
use tokio_stream::{Stream, StreamExt};

/// Where the script stands.
pub(crate) const SCRIPT_ADDRESS: &str = "/_preview/preview.js";
/// Where the style sheet of what the script shows stands.
pub(crate) const STYLE_ADDRESS: &str = "/_preview/preview.css";
/// Where the script listens.
pub(crate) const EVENTS_ADDRESS: &str = "/_preview/events";

/// The script: it shows the new page in place of the old one, or what keeps it from being made.
pub(crate) const SCRIPT: &str = include_str!("preview/preview.js");
pub(crate) const STYLE: &str = include_str!("preview/preview.css");

/// What a browser is told.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct News {
    /// The version that is served. Another process begins with another number.
    pub(crate) version: u64,
    /// What keeps a newer one from being served, as the terminal shows it.
    pub(crate) fault: Option<String>,
}

/// Returns the page with the script at the start of its head, before any other: it has to see the page as it was served.
pub(crate) fn with_script(page: &[u8], version: u64) -> Vec<u8> {
    let tag =
        format!("<script type=\"module\" src=\"{SCRIPT_ADDRESS}\" data-version=\"{version}\"></script>");
    match String::from_utf8_lossy(page).split_once("<head>") {
        Some((before, rest)) => format!("{before}<head>{tag}{rest}").into_bytes(),
        None => page.to_vec(),
    }
}

/// Returns the stream that tells the news, now and at each change.
pub(crate) fn events(news: watch::Receiver<News>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let event = |news: News| Event::default().json_data(news).unwrap_or_default();
    Sse::new(WatchStream::new(news).map(move |news| Ok(event(news)))).keep_alive(KeepAlive::default())
}
