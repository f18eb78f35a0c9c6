//! The files that the rules read.

use std::path::{Path, PathBuf};

/// The source folder of each crate.
pub(super) const CRATES: [&str; 4] = ["policy/src", "generator/src", "api/src", "src"];

/// A file: its path from the root of the repository, and its text.
pub(super) type SourceFile = (PathBuf, String);

pub(super) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns every file below `folder` with one of these extensions, except in folders that `is_skipped`.
pub(super) fn files(
    folder: &str,
    extensions: &[&str],
    is_skipped: impl Fn(&Path) -> bool,
) -> Vec<SourceFile> {
    let mut found = Vec::new();
    let mut paths = vec![root().join(folder)];
    while let Some(path) = paths.pop() {
        let name = path.strip_prefix(root()).unwrap().to_owned();
        if is_skipped(&name) {
            continue;
        }
        if path.is_dir() {
            paths.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|ending| extensions.iter().any(|one| ending == *one)) {
            found.push((name, std::fs::read_to_string(&path).unwrap()));
        }
    }
    assert!(!found.is_empty(), "{folder} has no such files");
    found.sort();
    found
}

/// Returns every Rust file below `folder`.
pub(super) fn rust_files(folder: &str) -> Vec<SourceFile> {
    files(folder, &["rs"], |_| false)
}

/// Returns every Rust file below `folder` that is not for tests only, each without its unit tests.
pub(super) fn production_files(folder: &str) -> Vec<SourceFile> {
    let is_test = |path: &Path| {
        path.ends_with("tests.rs")
            || path.ends_with("testing.rs")
            || path.iter().any(|part| part == "tests" || part == "testing")
    };
    let files = files(folder, &["rs"], is_test).into_iter();
    files.map(|(path, text)| (path, without_tests(&text).to_owned())).collect()
}

/// Returns `text` up to its test module.
pub(super) fn without_tests(text: &str) -> &str {
    let start = text.match_indices("#[cfg(test)]").map(|(at, _)| at).find(|at| {
        let item = text[*at..].lines().find(|line| !line.starts_with("#[")).unwrap_or_default();
        item.starts_with("mod tests")
    });
    &text[..start.unwrap_or(text.len())]
}

#[test]
fn without_tests_keeps_test_only_imports_in_the_middle() {
    let text = "#[cfg(test)]\nmod testing;\npub use a::B;\n#[cfg(test)]\n#[expect(x)]\nmod tests {\n}\n";
    assert_eq!(without_tests(text), "#[cfg(test)]\nmod testing;\npub use a::B;\n");
}
