//! Reports which files of the content an editor saves.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::sync::mpsc::Receiver;
use std::time::Duration;

use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};

use crate::cli::error::CliError;

/// An editor's program saves in several steps; events within this time are one change.
const DEBOUNCE: Duration = Duration::from_millis(10);

/// Watches a folder until it is dropped.
pub(crate) struct FileWatcher {
    paths: Receiver<Vec<PathBuf>>,
    _watcher: RecommendedWatcher,
}

impl FileWatcher {
    /// Starts to watch `dir`, an absolute path.
    pub(crate) fn new(dir: &Path) -> Result<Self, CliError> {
        let (sender, paths) = mpsc::channel();
        let root = dir.to_owned();
        let watch_error =
            |error: notify::Error| CliError::System(format!("no se pudo vigilar {}: {error}", dir.display()));
        let mut watcher = notify::recommended_watcher(move |event| {
            // The channel is closed when the server has stopped.
            let _ = changed_paths(event, &root).map(|paths| sender.send(paths));
        })
        .map_err(watch_error)?;
        watcher.watch(dir, RecursiveMode::Recursive).map_err(watch_error)?;
        Ok(Self { paths, _watcher: watcher })
    }

    /// Waits for a change, and returns the changed paths.
    pub(crate) fn next_change(&self) -> Option<BTreeSet<PathBuf>> {
        let mut paths = BTreeSet::from_iter(self.paths.recv().ok()?);
        while let Ok(more) = self.paths.recv_timeout(DEBOUNCE) {
            paths.extend(more);
        }
        Some(paths)
    }
}

/// Returns the paths that `event` changes, and `root` when the system lost events.
fn changed_paths(event: notify::Result<Event>, root: &Path) -> Option<Vec<PathBuf>> {
    match event {
        // A build reads the files, which is an event too.
        Ok(event) if event.kind.is_access() => None,
        Ok(event) if !event.need_rescan() => Some(event.paths),
        _ => Some(vec![root.to_owned()]),
    }
}
