//! The one room that writes the disk.
//!
//! A site is written whole beside the old one and then takes its place, so that whoever serves it, or whatever stops
//! the writing, never sees half of it. Files that did not change keep their time, for tools that copy what is newer.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::{fs, io};

use crate::output::{BuiltSite, OutputSink};
use crate::parallel::par_map;

/// What stands in a folder that was written before.
const OURS: [&str; 2] = ["site", "api"];

/// Writes the files of `output` into the folder `dir`, and removes those of an earlier site.
///
/// # Errors
///
/// When something cannot be written, or `dir` holds what is of no site. What stood in `dir` before then still stands there.
pub fn write(output: &BuiltSite, dir: &Path) -> Result<(), WriteError> {
    let writing = StagedWrite::begin(dir);
    let files: Vec<_> = output.files.iter().collect();
    par_map(&files, |(path, bytes)| writing.put(path, bytes));
    writing.finish().map(drop)
}

/// A site that is being written beside the folder whose place it is to take. One that is dropped leaves nothing behind.
#[derive(Debug)]
pub struct StagedWrite {
    dir: PathBuf,
    new: PathBuf,
    /// Whether `new` is ours.
    made: bool,
    /// Whether there is a site whose place is taken.
    replaces: bool,
    count: AtomicUsize,
    /// What could not be done first; nothing is done after it.
    failure: Mutex<Option<WriteError>>,
    /// Who writes beside the same folder waits for it; the system frees it, whatever ends the process.
    _lock: Option<fs::File>,
}

impl StagedWrite {
    /// Begins beside the folder `dir`. What stands in its way is told by [`finish`](Self::finish).
    #[must_use]
    pub fn begin(dir: &Path) -> Self {
        let new = beside(dir, "new");
        // Where folders cannot be locked, two builds at once are the editor's own care.
        let lock = fs::File::open(parent(&new)).and_then(|folder| folder.lock().map(|()| folder)).ok();
        let made = refuse_foreign(dir).and_then(|()| remove(&new)).and_then(|()| make(&new));
        Self {
            dir: dir.to_owned(),
            new,
            made: made.is_ok(),
            replaces: dir.exists(),
            count: AtomicUsize::new(0),
            failure: Mutex::new(made.err()),
            _lock: lock,
        }
    }

    /// Puts what was written in its place; returns how many files it is.
    ///
    /// # Errors
    ///
    /// When something could not be written, or the folder holds what is of no site. What stood there then still stands.
    pub fn finish(self) -> Result<usize, WriteError> {
        if let Some(failure) = self.failure.lock().unwrap_or_else(PoisonError::into_inner).take() {
            return Err(failure);
        }
        let (dir, old) = (&self.dir, beside(&self.dir, "old"));
        remove(&old)?;
        if dir.exists() {
            fs::rename(dir, &old).map_err(|cause| WriteError::new(dir, cause))?;
        }
        if let Err(cause) = fs::rename(&self.new, dir) {
            // What stood there goes back, so that there is always a site.
            let _ = fs::rename(&old, dir);
            return Err(WriteError::new(dir, cause));
        }
        remove(&old)?;
        Ok(self.count.load(Ordering::Relaxed))
    }
}

impl OutputSink for StagedWrite {
    fn put(&self, path: &str, bytes: &[u8]) {
        let failed = || self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        if failed().is_some() {
            return;
        }
        self.count.fetch_add(1, Ordering::Relaxed);
        let before = self.replaces.then(|| self.dir.join(path)).filter(|before| is_same(before, bytes));
        if let Err(error) = write_file(&self.new.join(path), before.as_deref(), bytes) {
            failed().get_or_insert(error);
        }
    }
}

impl Drop for StagedWrite {
    fn drop(&mut self) {
        if self.made {
            // After `finish` there is nothing any more.
            let _ = fs::remove_dir_all(&self.new);
        }
    }
}

/// Makes the folder `dir`, which holds the files of `before`, hold those of `after`: only what differs is written.
///
/// Each file takes its place whole, but not all at once: this is for who looks at their own changes.
///
/// # Errors
///
/// When something cannot be written.
pub fn update(before: &BuiltSite, after: &BuiltSite, dir: &Path) -> Result<(), WriteError> {
    if !dir.exists() {
        return write(after, dir);
    }
    for (path, bytes) in after.files.iter().filter(|(path, bytes)| before.files.get(*path) != Some(*bytes)) {
        let path = dir.join(path);
        let new = beside(&path, "new");
        make(parent(&path))?;
        let written = fs::write(&new, bytes).and_then(|()| fs::rename(&new, &path));
        written.map_err(|cause| WriteError::new(&path, cause))?;
    }
    for path in before.files.keys().filter(|path| !after.files.contains_key(*path)) {
        let path = dir.join(path);
        fs::remove_file(&path).map_err(|cause| WriteError::new(&path, cause))?;
        // A folder that holds nothing any more goes too; one that holds something stays.
        let folders = path.ancestors().skip(1).take_while(|folder| *folder != dir);
        let _ = folders.map(fs::remove_dir).take_while(Result::is_ok).count();
    }
    Ok(())
}

/// Returns a hidden name in the same folder, since a folder can only be moved within one file system.
fn beside(dir: &Path, what: &str) -> PathBuf {
    let name = dir.file_name().unwrap_or_default().to_string_lossy();
    dir.with_file_name(format!(".{name}.{what}"))
}

/// A folder named by mistake, as one's home, must not be emptied.
fn refuse_foreign(dir: &Path) -> Result<(), WriteError> {
    let told = |cause| WriteError::new(dir, cause);
    if !dir.exists() {
        return Ok(());
    }
    for entry in fs::read_dir(dir).map_err(told)? {
        let name = entry.map_err(told)?.file_name();
        if !OURS.iter().any(|ours| name == *ours) {
            let found = name.to_string_lossy().into_owned();
            return Err(WriteError::Foreign { path: dir.to_owned(), found });
        }
    }
    Ok(())
}

fn remove(dir: &Path) -> Result<(), WriteError> {
    match fs::remove_dir_all(dir) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(WriteError::new(dir, cause)),
        _ => Ok(()),
    }
}

fn make(dir: &Path) -> Result<(), WriteError> {
    fs::create_dir_all(dir).map_err(|cause| WriteError::new(dir, cause))
}

/// The folder of what has no other is the current one.
fn parent(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Writes `bytes` at `path`, where nothing is yet; `before` is a file that holds them already, and whose time it keeps.
fn write_file(path: &Path, before: Option<&Path>, bytes: &[u8]) -> Result<(), WriteError> {
    let told = |cause| WriteError::new(path, cause);
    make(parent(path))?;
    // The file itself takes its place among the new ones, where the disk can do that.
    if before.is_some_and(|before| fs::hard_link(before, path).is_ok()) {
        return Ok(());
    }
    // What is there already may be the very file of the site that is served.
    let mut file = fs::File::create_new(path).map_err(told)?;
    file.write_all(bytes).map_err(told)?;
    if let Some(before) = before
        && let Ok(modified) = fs::metadata(before).and_then(|file| file.modified())
    {
        file.set_modified(modified).map_err(told)?;
    }
    Ok(())
}

fn is_same(path: &Path, bytes: &[u8]) -> bool {
    let same_length = fs::metadata(path).is_ok_and(|file| file.len() == bytes.len() as u64);
    same_length && fs::read(path).is_ok_and(|old| old == bytes)
}

/// Why a site cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// A file or a folder cannot be written.
    #[error("no se puede escribir `{}`", path.display())]
    Disk {
        /// Which one.
        path: PathBuf,
        /// What the system says.
        #[source]
        cause: io::Error,
    },
    /// The folder holds something that no site has, and that would be lost.
    #[error("`{}` no se puede reemplazar: tiene «{found}», que no es de un sitio; elija otra carpeta", path.display())]
    Foreign {
        /// The folder.
        path: PathBuf,
        /// What it holds.
        found: String,
    },
}

impl WriteError {
    fn new(path: &Path, cause: io::Error) -> Self {
        Self::Disk { path: path.to_owned(), cause }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of its own for each test, removed when the test ends.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let folder = std::env::temp_dir().join(format!("generator-write-{name}-{}", std::process::id()));
            let _ = fs::remove_dir_all(&folder);
            fs::create_dir_all(&folder).expect("a temporary folder");
            Self(folder)
        }

        fn files(&self) -> Vec<String> {
            let mut names = Vec::new();
            let mut folders = vec![self.0.clone()];
            while let Some(folder) = folders.pop() {
                for entry in
                    fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path())
                {
                    if entry.is_dir() {
                        folders.push(entry);
                    } else {
                        names.push(entry.strip_prefix(&self.0).expect("within").display().to_string());
                    }
                }
            }
            names.sort();
            names
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn output(files: &[(&str, &str)]) -> BuiltSite {
        let file = |(path, text): &(&str, &str)| ((*path).to_owned(), text.as_bytes().into());
        BuiltSite { files: files.iter().map(file).collect(), ..BuiltSite::default() }
    }

    #[test]
    fn what_is_no_longer_there_is_removed() {
        let folder = Folder::new("removed");
        let dist = folder.0.join("dist");
        write(&output(&[("site/a/index.html", "a"), ("site/b.css", "b")]), &dist).expect("written");
        write(&output(&[("site/a/index.html", "c")]), &dist).expect("written");
        assert_eq!(folder.files(), ["dist/site/a/index.html"]);
    }

    #[test]
    fn an_update_leaves_what_a_whole_write_would() {
        let folder = Folder::new("update");
        let dist = folder.0.join("dist");
        let before = output(&[("site/a/b/index.html", "a"), ("site/a/c.html", "c"), ("site/d.css", "d")]);
        let after = output(&[("site/a/c.html", "other"), ("site/d.css", "d"), ("site/e/f.css", "f")]);
        write(&before, &dist).expect("written");
        fs::write(dist.join("site/d.css"), "not looked at").expect("written");
        update(&before, &after, &dist).expect("written");
        assert_eq!(folder.files(), ["dist/site/a/c.html", "dist/site/d.css", "dist/site/e/f.css"]);
        assert!(!dist.join("site/a/b").exists());
        let text = |name: &str| fs::read_to_string(dist.join(name)).expect("a file");
        assert_eq!([text("site/a/c.html"), text("site/d.css")], ["other", "not looked at"]);
    }

    #[test]
    fn a_file_that_did_not_change_keeps_its_time() {
        let folder = Folder::new("time");
        let dist = folder.0.join("dist");
        write(&output(&[("site/same", "a"), ("site/other", "a")]), &dist).expect("written");
        let before = std::time::SystemTime::UNIX_EPOCH;
        for name in ["site/same", "site/other"] {
            let file = fs::File::options().write(true).open(dist.join(name)).expect("a file");
            file.set_modified(before).expect("its time is set");
        }
        write(&output(&[("site/same", "a"), ("site/other", "b")]), &dist).expect("written");
        let is_old = |name: &str| {
            fs::metadata(dist.join(name)).and_then(|file| file.modified()).is_ok_and(|time| time == before)
        };
        assert_eq!((is_old("site/same"), is_old("site/other")), (true, false));
    }

    #[test]
    fn a_failed_write_leaves_what_was_there() {
        let folder = Folder::new("failed");
        let dist = folder.0.join("dist");
        write(&output(&[("site/a", "old")]), &dist).expect("written");
        // A file cannot also be a folder.
        let error = write(&output(&[("site/a", "new"), ("site/a/b", "new")]), &dist)
            .expect_err("it cannot be written");
        assert!(error.to_string().contains("/.dist.new/site/a"), "{error}");
        assert_eq!(folder.files(), ["dist/site/a"]);
        assert_eq!(fs::read_to_string(dist.join("site/a")).expect("a file"), "old");
    }

    #[test]
    fn what_is_not_finished_leaves_nothing_behind() {
        let folder = Folder::new("unfinished");
        let dist = folder.0.join("dist");
        write(&output(&[("site/a", "old")]), &dist).expect("written");
        let writing = StagedWrite::begin(&dist);
        writing.put("site/a", b"new");
        assert_eq!(folder.files(), [".dist.new/site/a", "dist/site/a"]);
        drop(writing);
        assert_eq!(folder.files(), ["dist/site/a"]);
    }

    #[test]
    fn two_files_with_one_path_do_not_touch_what_is_served() {
        let folder = Folder::new("twice");
        let dist = folder.0.join("dist");
        write(&output(&[("site/a", "old")]), &dist).expect("written");
        let writing = StagedWrite::begin(&dist);
        // The first is the very file of the site that stands there.
        writing.put("site/a", b"old");
        writing.put("site/a", b"new");
        assert!(writing.finish().is_err());
        assert_eq!(folder.files(), ["dist/site/a"]);
        assert_eq!(fs::read_to_string(dist.join("site/a")).expect("a file"), "old");
    }

    #[test]
    fn one_writes_at_a_time() {
        let folder = Folder::new("lock");
        let writing = StagedWrite::begin(&folder.0.join("dist"));
        let other = fs::File::open(&folder.0).expect("a folder");
        assert!(other.try_lock().is_err());
        drop(writing);
        assert!(other.try_lock().is_ok());
    }

    #[test]
    fn an_update_that_is_there_already_leaves_nothing_beside_it() {
        let folder = Folder::new("there");
        let dist = folder.0.join("dist");
        let (before, after) = (output(&[("site/a", "old")]), output(&[("site/a", "new")]));
        write(&after, &dist).expect("written");
        update(&before, &after, &dist).expect("written");
        assert_eq!(folder.files(), ["dist/site/a"]);
    }

    #[test]
    fn a_folder_that_holds_something_else_is_left_alone() {
        let folder = Folder::new("foreign");
        fs::write(folder.0.join("letter.txt"), "dear").expect("written");
        let error = write(&output(&[("site/a", "new")]), &folder.0).expect_err("it is not ours");
        assert!(error.to_string().contains("tiene «letter.txt»"), "{error}");
        assert_eq!(folder.files(), ["letter.txt"]);
    }
}
