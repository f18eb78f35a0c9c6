//! Writes files. Only this module of the generator writes to the disk.
//!
//! A site is written into a new folder that then replaces the old one, so that the old site stays complete when the
//! process stops. Unchanged files keep their modification time, for tools that copy newer files.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::{fs, io};

use crate::output::{BuiltSite, OutputSink};
use crate::parallel::par_map;

/// The entries of an output folder.
const OUTPUT_DIRS: [&str; 2] = ["site", "api"];

/// Writes the files of `built` into the folder `dir`, and removes those of an earlier site.
///
/// # Errors
///
/// When something cannot be written, or `dir` contains other files. The old contents of `dir` then remain.
pub fn write(built: &BuiltSite, dir: &Path) -> Result<(), WriteError> {
    let staged = StagedWrite::begin(dir);
    let files: Vec<_> = built.files.iter().collect();
    par_map(&files, |(path, bytes)| staged.put(path, bytes));
    staged.finish().map(drop)
}

/// A site that is written into a new folder, which replaces the old one at the end. Dropping it removes the new folder.
#[derive(Debug)]
pub struct StagedWrite {
    dir: PathBuf,
    new: PathBuf,
    /// Whether `new` was created.
    is_created: bool,
    /// Whether there is an old site.
    has_old: bool,
    count: AtomicUsize,
    /// The first error; no file is written after it.
    failure: Mutex<Option<WriteError>>,
    /// Other processes that write into the same folder wait for this lock.
    _lock: Option<fs::File>,
}

impl StagedWrite {
    /// Creates the new folder for `dir`. [`finish`](Self::finish) returns the error if it cannot.
    #[must_use]
    pub fn begin(dir: &Path) -> Self {
        let new = sibling_path(dir, "new");
        // Some file systems cannot lock folders; two simultaneous builds are then not detected.
        let lock = fs::File::open(parent(&new)).and_then(|folder| folder.lock().map(|()| folder)).ok();
        let created = ensure_own_output_dir(dir).and_then(|()| remove(&new)).and_then(|()| create_dir(&new));
        Self {
            dir: dir.to_owned(),
            new,
            is_created: created.is_ok(),
            has_old: dir.exists(),
            count: AtomicUsize::new(0),
            failure: Mutex::new(created.err()),
            _lock: lock,
        }
    }

    /// Replaces the old folder with the new one; returns the number of files.
    ///
    /// # Errors
    ///
    /// When something could not be written, or the folder contains other files. The old contents then remain.
    pub fn finish(self) -> Result<usize, WriteError> {
        if let Some(failure) = self.failure.lock().unwrap_or_else(PoisonError::into_inner).take() {
            return Err(failure);
        }
        let (dir, old) = (&self.dir, sibling_path(&self.dir, "old"));
        remove(&old)?;
        if dir.exists() {
            fs::rename(dir, &old).map_err(|cause| WriteError::new(dir, cause))?;
        }
        if let Err(cause) = fs::rename(&self.new, dir) {
            // Restore the old site.
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
        let before = self.has_old.then(|| self.dir.join(path)).filter(|before| has_content(before, bytes));
        if let Err(error) = write_file(&self.new.join(path), before.as_deref(), bytes) {
            failed().get_or_insert(error);
        }
    }
}

impl Drop for StagedWrite {
    fn drop(&mut self) {
        if self.is_created {
            // After `finish` it does not exist.
            let _ = fs::remove_dir_all(&self.new);
        }
    }
}

/// Updates the folder `dir` from the files of `before` to those of `after`; only different files are written.
///
/// Each file is replaced atomically, but not all of them together: this is for previews.
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
        let new = sibling_path(&path, "new");
        create_dir(parent(&path))?;
        let written = fs::write(&new, bytes).and_then(|()| fs::rename(&new, &path));
        written.map_err(|cause| WriteError::new(&path, cause))?;
    }
    for path in before.files.keys().filter(|path| !after.files.contains_key(*path)) {
        let path = dir.join(path);
        fs::remove_file(&path).map_err(|cause| WriteError::new(&path, cause))?;
        // Remove the folders that became empty.
        let folders = path.ancestors().skip(1).take_while(|folder| *folder != dir);
        let _ = folders.map(fs::remove_dir).take_while(Result::is_ok).count();
    }
    Ok(())
}

/// Returns a hidden path in the same folder, and therefore in the same file system.
fn sibling_path(dir: &Path, what: &str) -> PathBuf {
    let name = dir.file_name().unwrap_or_default().to_string_lossy();
    dir.with_file_name(format!(".{name}.{what}"))
}

/// Checks that `dir` contains nothing but an earlier site: a folder given by mistake must not be emptied.
fn ensure_own_output_dir(dir: &Path) -> Result<(), WriteError> {
    let error = |cause| WriteError::new(dir, cause);
    if !dir.exists() {
        return Ok(());
    }
    for entry in fs::read_dir(dir).map_err(error)? {
        let name = entry.map_err(error)?.file_name();
        if !OUTPUT_DIRS.iter().any(|output_dir| name == *output_dir) {
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

fn create_dir(dir: &Path) -> Result<(), WriteError> {
    fs::create_dir_all(dir).map_err(|cause| WriteError::new(dir, cause))
}

/// Returns the folder of `path`; the current one if it has no other.
fn parent(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Writes `bytes` into the new file `path`; `before` is an old file with the same content, whose time it keeps.
fn write_file(path: &Path, before: Option<&Path>, bytes: &[u8]) -> Result<(), WriteError> {
    let error = |cause| WriteError::new(path, cause);
    create_dir(parent(path))?;
    // A hard link needs no copy, where the file system has them.
    if before.is_some_and(|before| fs::hard_link(before, path).is_ok()) {
        return Ok(());
    }
    // An existing file can be a hard link to a file of the old site.
    let mut file = fs::File::create_new(path).map_err(error)?;
    file.write_all(bytes).map_err(error)?;
    if let Some(before) = before
        && let Ok(modified) = fs::metadata(before).and_then(|file| file.modified())
    {
        file.set_modified(modified).map_err(error)?;
    }
    Ok(())
}

/// Returns whether the file `path` contains `bytes`.
fn has_content(path: &Path, bytes: &[u8]) -> bool {
    let same_length = fs::metadata(path).is_ok_and(|file| file.len() == bytes.len() as u64);
    same_length && fs::read(path).is_ok_and(|old| old == bytes)
}

/// A site cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// A file or a folder cannot be written.
    #[error("no se puede escribir `{}`", path.display())]
    Disk {
        /// The file or folder.
        path: PathBuf,
        /// The error of the system.
        #[source]
        cause: io::Error,
    },
    /// The folder contains something else, which would be lost.
    #[error("`{}` no se puede reemplazar: tiene «{found}», que no es de un sitio; elija otra carpeta", path.display())]
    Foreign {
        /// The folder.
        path: PathBuf,
        /// What it contains.
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

    /// A temporary folder, removed at the end of the test.
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
    fn write_removes_old_files() {
        let folder = Folder::new("removed");
        let dist = folder.0.join("dist");
        write(&output(&[("site/a/index.html", "a"), ("site/b.css", "b")]), &dist).expect("written");
        write(&output(&[("site/a/index.html", "c")]), &dist).expect("written");
        assert_eq!(folder.files(), ["dist/site/a/index.html"]);
    }

    #[test]
    fn update_writes_the_same_files_as_write() {
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
    fn write_keeps_the_time_of_unchanged_files() {
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
    fn failed_write_keeps_the_old_site() {
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
    fn dropped_write_leaves_no_files() {
        let folder = Folder::new("unfinished");
        let dist = folder.0.join("dist");
        write(&output(&[("site/a", "old")]), &dist).expect("written");
        let staged = StagedWrite::begin(&dist);
        staged.put("site/a", b"new");
        assert_eq!(folder.files(), [".dist.new/site/a", "dist/site/a"]);
        drop(staged);
        assert_eq!(folder.files(), ["dist/site/a"]);
    }

    #[test]
    fn duplicate_path_does_not_change_the_old_site() {
        let folder = Folder::new("twice");
        let dist = folder.0.join("dist");
        write(&output(&[("site/a", "old")]), &dist).expect("written");
        let staged = StagedWrite::begin(&dist);
        // The first one is a hard link to the file of the old site.
        staged.put("site/a", b"old");
        staged.put("site/a", b"new");
        assert!(staged.finish().is_err());
        assert_eq!(folder.files(), ["dist/site/a"]);
        assert_eq!(fs::read_to_string(dist.join("site/a")).expect("a file"), "old");
    }

    #[test]
    fn write_locks_the_folder() {
        let folder = Folder::new("lock");
        let staged = StagedWrite::begin(&folder.0.join("dist"));
        let other = fs::File::open(&folder.0).expect("a folder");
        assert!(other.try_lock().is_err());
        drop(staged);
        assert!(other.try_lock().is_ok());
    }

    #[test]
    fn repeated_update_leaves_no_temporary_files() {
        let folder = Folder::new("there");
        let dist = folder.0.join("dist");
        let (before, after) = (output(&[("site/a", "old")]), output(&[("site/a", "new")]));
        write(&after, &dist).expect("written");
        update(&before, &after, &dist).expect("written");
        assert_eq!(folder.files(), ["dist/site/a"]);
    }

    #[test]
    fn write_rejects_foreign_folder() {
        let folder = Folder::new("foreign");
        fs::write(folder.0.join("letter.txt"), "dear").expect("written");
        let error = write(&output(&[("site/a", "new")]), &folder.0).expect_err("it is not output_dir");
        assert!(error.to_string().contains("tiene «letter.txt»"), "{error}");
        assert_eq!(folder.files(), ["letter.txt"]);
    }
}
