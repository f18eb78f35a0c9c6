//! Reads `content/` from the disk.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

use crate::parallel::par_map;

/// The folder of the files that are published unchanged.
pub(crate) const ASSETS: &str = "assets/";

/// All files of a `content/` folder, by their path within it, in order.
///
/// Hidden files and `README.md` are not content and are left out.
#[derive(Clone, Debug, Default)]
pub struct ContentDir {
    /// Shared, because a site keeps the content that it was built from.
    files: Arc<BTreeMap<String, Arc<File>>>,
}

/// A file of `content/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its path within `content/`, with `/` between its parts.
    pub path: String,
    /// Its content.
    pub content: FileContent,
}

/// The content of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileContent {
    /// UTF-8, with line breaks as `\n` alone.
    Text(String),
    /// Any other bytes, and all files of `assets/`.
    Bytes(Vec<u8>),
}

impl ContentDir {
    /// Returns the content of the folder `dir`.
    ///
    /// # Errors
    ///
    /// The folder, or a file in it, cannot be read.
    pub fn read(dir: &Path) -> Result<Self, ReadError> {
        let mut found = Vec::new();
        find_files(dir, "", &mut found)?;
        let read = par_map(&found, |(name, path)| {
            let bytes = fs::read(path).map_err(|cause| ReadError::new(path, cause))?;
            Ok(Arc::new(File::new(name.clone(), bytes)))
        });
        let files: Result<Vec<Arc<File>>, ReadError> = read.into_iter().collect();
        let files: BTreeMap<_, _> = files?.into_iter().map(|file| (file.path.clone(), file)).collect();
        Ok(Self { files: files.into() })
    }

    /// Returns this content after a change of the files at `paths` in the folder `dir`; other files are not read
    /// again.
    ///
    /// # Errors
    ///
    /// A file cannot be read.
    pub fn reload_paths(&self, dir: &Path, paths: &BTreeSet<PathBuf>) -> Result<Self, ReadError> {
        let mut source = self.clone();
        if paths.iter().all(|path| source.refresh(dir, path)) { Ok(source) } else { Self::read(dir) }
    }

    /// Adds or replaces a file that is not on the disk.
    #[must_use]
    pub fn with(mut self, path: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.add(path.to_owned(), bytes.into());
        self
    }

    /// Removes a file, if it exists.
    #[cfg(test)]
    pub(crate) fn without(mut self, path: &str) -> Self {
        Arc::make_mut(&mut self.files).remove(path);
        self
    }

    /// Returns the file at `path`.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&Arc<File>> {
        self.files.get(path)
    }

    /// Returns all files in the order of their paths.
    pub fn files(&self) -> impl Iterator<Item = &Arc<File>> {
        self.files.values()
    }

    /// Returns the files in `folder` (as `pages/`) whose names end with `extension` (as `.md`), in order.
    pub fn within<'a>(&'a self, folder: &'a str, extension: &'a str) -> impl Iterator<Item = &'a Arc<File>> {
        self.files().filter(move |file| file.path.starts_with(folder) && file.path.ends_with(extension))
    }

    /// Returns whether every file of `other` outside `pages/` is the same here.
    pub(crate) fn only_pages_changed(&self, other: &Self) -> bool {
        fn rest(source: &ContentDir) -> impl Iterator<Item = &Arc<File>> {
            source.files().filter(|file| !file.path.starts_with("pages/"))
        }
        rest(self).eq(rest(other))
    }

    /// Reads one file again, or removes it. Returns `false` if a folder was added or removed, which needs a full read.
    fn refresh(&mut self, dir: &Path, path: &Path) -> bool {
        let Some(name) = path.strip_prefix(dir).ok().and_then(Path::to_str) else { return false };
        let name = name.replace(std::path::MAIN_SEPARATOR, "/");
        if name.split('/').any(is_hidden) {
            return true;
        }
        match fs::read(path) {
            Ok(bytes) => self.add(name, bytes),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
                Arc::make_mut(&mut self.files).remove(&name);
                return self.within(&format!("{name}/"), "").next().is_none();
            }
            Err(_) => return false,
        }
        true
    }

    fn add(&mut self, path: String, bytes: Vec<u8>) {
        Arc::make_mut(&mut self.files).insert(path.clone(), Arc::new(File::new(path, bytes)));
    }
}

/// Adds each file within `dir` to `found`: its path within the content, where `dir` is `prefix`, and its path on the
/// disk.
fn find_files(dir: &Path, prefix: &str, found: &mut Vec<(String, PathBuf)>) -> Result<(), ReadError> {
    let to_error = |cause| ReadError::new(dir, cause);
    for entry in fs::read_dir(dir).map_err(to_error)? {
        let entry = entry.map_err(to_error)?;
        let path = entry.path();
        let Ok(name) = entry.file_name().into_string() else {
            return Err(ReadError::new(&path, io::ErrorKind::InvalidFilename.into()));
        };
        if is_hidden(&name) {
            continue;
        }
        // A symbolic link can lead to a folder.
        let kind = entry.file_type().map_err(to_error)?;
        if kind.is_dir() || kind.is_symlink() && path.is_dir() {
            find_files(&path, &format!("{prefix}{name}/"), found)?;
        } else {
            found.push((format!("{prefix}{name}"), path));
        }
    }
    Ok(())
}

/// Returns whether a file or a folder of this name is excluded.
fn is_hidden(name: &str) -> bool {
    name.starts_with('.') || name == "README.md"
}

impl File {
    fn new(path: String, bytes: Vec<u8>) -> Self {
        let content = match String::from_utf8(bytes) {
            Ok(text) if !path.starts_with(ASSETS) => FileContent::Text(with_plain_breaks(text)),
            Ok(text) => FileContent::Bytes(text.into_bytes()),
            Err(error) => FileContent::Bytes(error.into_bytes()),
        };
        Self { path, content }
    }

    /// Returns whether it holds text.
    #[must_use]
    pub fn is_text(&self) -> bool {
        matches!(self.content, FileContent::Text(_))
    }

    /// Returns its text, or an empty text if the file is not UTF-8.
    #[must_use]
    pub fn text(&self) -> &str {
        match &self.content {
            FileContent::Text(text) => text,
            FileContent::Bytes(_) => "",
        }
    }

    /// Returns its bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        match &self.content {
            FileContent::Text(text) => text.as_bytes(),
            FileContent::Bytes(bytes) => bytes,
        }
    }
}

/// Removes the byte order mark and the carriage returns that editors on Windows write.
fn with_plain_breaks(text: String) -> String {
    let text = match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    };
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
}

/// A folder or a file that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("no se puede leer `{}`", path.display())]
pub struct ReadError {
    path: PathBuf,
    #[source]
    cause: io::Error,
}

impl ReadError {
    fn new(path: &Path, cause: io::Error) -> Self {
        Self { path: path.to_owned(), cause }
    }

    /// Returns the path that cannot be read.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_dir_returns_files_in_path_order() {
        let source =
            ContentDir::default().with("pages/b.md", "").with("hours.yaml", "").with("pages/a.md", "");
        let paths: Vec<_> = source.files().map(|file| file.path.as_str()).collect();
        assert_eq!(paths, ["hours.yaml", "pages/a.md", "pages/b.md"]);
    }

    #[test]
    fn file_text_has_plain_breaks_when_written_on_windows() {
        let source = ContentDir::default().with("a.md", "\u{feff}uno\r\ndos\r\n");
        assert_eq!(source.file("a.md").map(|file| file.text()), Some("uno\ndos\n"));
    }

    #[test]
    fn file_keeps_bytes_when_not_text() {
        let source = ContentDir::default().with("assets/logo.png", [0xff, 0x00]);
        let file = source.file("assets/logo.png").expect("it was added");
        assert_eq!((file.text(), file.bytes()), ("", [0xff, 0x00].as_slice()));
    }

    #[test]
    fn reload_paths_equals_full_read() {
        let dir = std::env::temp_dir().join(format!("generator-source-{}", std::process::id()));
        let _ = fs::remove_dir_all(&dir);
        fs::create_dir_all(dir.join("pages/old")).expect("a temporary folder");
        for name in ["a.yaml", "pages/gone.md", "pages/old/gone.md"] {
            fs::write(dir.join(name), "before").expect("written");
        }
        let before = ContentDir::read(&dir).expect("it can be read");
        fs::create_dir(dir.join("pages/new")).expect("a folder");
        for name in ["a.yaml", "b.yaml", "pages/new/c.md", ".hidden", "README.md"] {
            fs::write(dir.join(name), "after").expect("written");
        }
        fs::remove_file(dir.join("pages/gone.md")).expect("removed");
        fs::remove_dir_all(dir.join("pages/old")).expect("removed");
        let names =
            ["a.yaml", "b.yaml", "pages/new", "pages/gone.md", "pages/old", ".hidden", "README.md", "x~"];
        let reload_paths = before.reload_paths(&dir, &names.map(|name| dir.join(name)).into());
        let whole = ContentDir::read(&dir).expect("it can be read");
        fs::remove_dir_all(&dir).expect("removed");
        assert_eq!(reload_paths.expect("it can be read").files, whole.files);
    }

    #[test]
    fn read_error_names_folder_when_missing() {
        let error = ContentDir::read(Path::new("/no/such/content")).expect_err("no folder");
        assert_eq!(error.to_string(), "no se puede leer `/no/such/content`");
    }
}
