//! Tells when an editor saves, and what.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::sync::mpsc::Receiver;
use std::time::Duration;

use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};

use crate::cli::error::Failure;

/// An editor's program saves in several steps; what comes within this time is one change.
const QUIET: Duration = Duration::from_millis(10);

/// The changes of a folder, for as long as it is held.
pub(crate) struct Changes {
    paths: Receiver<Vec<PathBuf>>,
    _watcher: RecommendedWatcher,
}

impl Changes {
    /// Watches `dir`, an absolute path, from now on.
    pub(crate) fn of(dir: &Path) -> Result<Self, Failure> {
        let (teller, paths) = mpsc::channel();
        let whole = dir.to_owned();
        let cannot =
            |error: notify::Error| Failure::Machine(format!("no se pudo vigilar {}: {error}", dir.display()));
        let mut watcher = notify::recommended_watcher(move |event| {
            // Nobody listens once the server has stopped.
            let _ = changed(event, &whole).map(|paths| teller.send(paths));
        })
        .map_err(cannot)?;
        watcher.watch(dir, RecursiveMode::Recursive).map_err(cannot)?;
        Ok(Self { paths, _watcher: watcher })
    }

    /// Waits for a change and returns the paths that it touches.
    pub(crate) fn next(&self) -> Option<BTreeSet<PathBuf>> {
        let mut paths = BTreeSet::from_iter(self.paths.recv().ok()?);
        while let Ok(more) = self.paths.recv_timeout(QUIET) {
            paths.extend(more);
        }
        Some(paths)
    }
}

/// Returns what `event` touches: all of `dir` when the system lost count.
fn changed(event: notify::Result<Event>, dir: &Path) -> Option<Vec<PathBuf>> {
    match event {
        // Reading is an event too, and a build reads: only what writes counts.
        Ok(event) if event.kind.is_access() => None,
        Ok(event) if !event.need_rescan() => Some(event.paths),
        _ => Some(vec![dir.to_owned()]),
    }
}
