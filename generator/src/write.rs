//! The one room that writes the disk.
//!
//! A site is written whole beside the old one and then takes its place, so that whoever serves it, or whatever stops
//! the writing, never sees half of it. Files that did not change keep their time, for tools that copy what is newer.

use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::output::Output;

/// Writes the files of `output` into the folder `dir`, and removes whatever else was in it.
///
/// # Errors
///
/// When something cannot be written. What stood in `dir` before then still stands there.
pub fn write(output: &Output, dir: &Path) -> Result<(), WriteError> {
    let new = beside(dir, "new");
    let old = beside(dir, "old");
    remove(&new)?;
    for (path, bytes) in &output.files {
        write_file(&new.join(path), &dir.join(path), bytes)?;
    }
    remove(&old)?;
    if dir.exists() {
        fs::rename(dir, &old).map_err(|cause| WriteError::new(dir, cause))?;
    }
    if let Err(cause) = fs::rename(&new, dir) {
        // What stood there goes back, so that there is always a site.
        let _ = fs::rename(&old, dir);
        return Err(WriteError::new(dir, cause));
    }
    remove(&old)
}

/// Returns a hidden name in the same folder, since a folder can only be moved within one file system.
fn beside(dir: &Path, what: &str) -> PathBuf {
    let name = dir.file_name().unwrap_or_default().to_string_lossy();
    dir.with_file_name(format!(".{name}.{what}"))
}

fn remove(dir: &Path) -> Result<(), WriteError> {
    match fs::remove_dir_all(dir) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(WriteError::new(dir, cause)),
        _ => Ok(()),
    }
}

/// Writes `bytes` at `path`; `before` is the file whose place it will take, and whose time it keeps if it is the same.
fn write_file(path: &Path, before: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    let told = |cause| WriteError::new(path, cause);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(told)?;
    }
    fs::write(path, bytes).map_err(told)?;
    if is_same(before, bytes)
        && let Ok(modified) = fs::metadata(before).and_then(|file| file.modified())
    {
        let file = fs::File::options().write(true).open(path).map_err(told)?;
        file.set_modified(modified).map_err(told)?;
    }
    Ok(())
}

fn is_same(path: &Path, bytes: &[u8]) -> bool {
    let same_length = fs::metadata(path).is_ok_and(|file| file.len() == bytes.len() as u64);
    same_length && fs::read(path).is_ok_and(|old| old == bytes)
}

/// A file or a folder that cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("no se puede escribir `{}`", path.display())]
pub struct WriteError {
    path: PathBuf,
    #[source]
    cause: io::Error,
}

impl WriteError {
    fn new(path: &Path, cause: io::Error) -> Self {
        Self { path: path.to_owned(), cause }
    }

    /// Returns what could not be written.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
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

    fn output(files: &[(&str, &str)]) -> Output {
        let file = |(path, text): &(&str, &str)| ((*path).to_owned(), text.as_bytes().to_vec());
        Output { files: files.iter().map(file).collect() }
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
    fn a_file_that_did_not_change_keeps_its_time() {
        let folder = Folder::new("time");
        let dist = folder.0.join("dist");
        write(&output(&[("same", "a"), ("other", "a")]), &dist).expect("written");
        let before = std::time::SystemTime::UNIX_EPOCH;
        for name in ["same", "other"] {
            let file = fs::File::options().write(true).open(dist.join(name)).expect("a file");
            file.set_modified(before).expect("its time is set");
        }
        write(&output(&[("same", "a"), ("other", "b")]), &dist).expect("written");
        let is_old = |name: &str| {
            fs::metadata(dist.join(name)).and_then(|file| file.modified()).is_ok_and(|time| time == before)
        };
        assert_eq!((is_old("same"), is_old("other")), (true, false));
    }

    #[test]
    fn a_failed_write_leaves_what_was_there() {
        let folder = Folder::new("failed");
        let dist = folder.0.join("dist");
        write(&output(&[("a", "old")]), &dist).expect("written");
        // A file cannot also be a folder.
        let error = write(&output(&[("a", "new"), ("a/b", "new")]), &dist).expect_err("it cannot be written");
        assert_eq!(error.path(), folder.0.join(".dist.new/a/b"));
        assert_eq!(fs::read_to_string(dist.join("a")).expect("a file"), "old");
    }
}
