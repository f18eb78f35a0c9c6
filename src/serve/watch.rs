//! Builds again when an editor saves.

use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use api::guard::rate::Limits;
use notify::{RecommendedWatcher, RecursiveMode, Watcher};

use super::store::Store;
use super::{Server, version};
use crate::arguments::Build;
use crate::content;
use crate::exit::Failure;
use crate::picture;

/// An editor's program saves in several steps; what comes within this time is one change.
const QUIET: Duration = Duration::from_millis(30);

/// Watches the content until what is returned is dropped. A fault is shown and the last good version stays served.
pub(crate) fn start(
    build: Build,
    store: Store,
    limits: Limits,
    server: Arc<Server>,
) -> Result<RecommendedWatcher, Failure> {
    let (teller, changes) = mpsc::channel();
    let cannot = |error: notify::Error| {
        Failure::Machine(format!("no se pudo vigilar {}: {error}", build.content.dir.display()))
    };
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        // Reading is an event too, and a build reads everything: only what writes counts.
        let is_change = event.is_ok_and(|event| !event.kind.is_access());
        if is_change {
            // Nobody listens once the server has stopped.
            let _ = teller.send(());
        }
    })
    .map_err(cannot)?;
    watcher.watch(&build.content.dir, RecursiveMode::Recursive).map_err(cannot)?;
    std::thread::spawn(move || rebuild_on(&changes, &build, &store, limits, &server));
    Ok(watcher)
}

fn rebuild_on(changes: &Receiver<()>, build: &Build, store: &Store, limits: Limits, server: &Server) {
    while changes.recv().is_ok() {
        while changes.recv_timeout(QUIET).is_ok() {}
        match content::preview(build).and_then(|output| version(output, build, store, limits)) {
            Ok(version) => server.replace(version),
            Err(Failure::Content(diagnostics)) => picture::show(&diagnostics),
            Err(Failure::Arguments(words) | Failure::File(words) | Failure::Machine(words)) => {
                picture::say(format_args!("error: {words}"));
            }
        }
    }
}
