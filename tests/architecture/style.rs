//! Limits of files and names, and the tests that documents cite.

use std::collections::BTreeSet;

use super::sources::{CRATES, production_files, root, rust_files};

/// The most lines that a file may have before its tests.
const MAX_LINES: usize = 270;

/// The longest name of a test.
const MAX_NAME: usize = 60;

#[test]
fn files_stay_below_270_lines() {
    for (path, text) in CRATES.iter().flat_map(|folder| production_files(folder)) {
        let lines = text.lines().count();
        assert!(lines <= MAX_LINES, "{} has {lines} lines: split it by subject", path.display());
    }
}

/// Returns the names of the tests in `text`.
fn test_names(text: &str) -> impl Iterator<Item = &str> {
    let tests = text.split("#[test]").skip(1).chain(text.split("#[tokio::test").skip(1));
    tests.filter_map(|rest| rest.split_once("fn ")?.1.split(['(', '<']).next())
}

/// Returns the names of tests that are too long or start with an article or a question word.
fn bad_test_names(text: &str) -> Vec<&str> {
    let starts = ["a_", "an_", "the_", "what_", "who_", "whoever_"];
    let is_bad = |name: &&str| name.len() > MAX_NAME || starts.iter().any(|start| name.starts_with(start));
    test_names(text).filter(is_bad).collect()
}

#[test]
fn test_names_state_unit_and_result() {
    let folders = CRATES.iter().chain(&["tests", "fuzz/src"]);
    let files: Vec<_> = folders.flat_map(|folder| rust_files(folder)).collect();
    let bad = files.iter().flat_map(|(path, text)| {
        bad_test_names(text).into_iter().map(move |name| format!("{}: {name}", path.display()))
    });
    let bad: Vec<String> = bad.collect();
    assert!(
        bad.is_empty(),
        "{} test names break the rule `unit_result_when_condition`:\n{}",
        bad.len(),
        bad.join("\n")
    );
}

#[test]
fn bad_test_names_reports_planted_names() {
    let long = "x".repeat(61);
    let test = "#[test]".to_owned();
    let text = format!(
        "{test}\n#[ignore]\nfn {long}() {{}}\n{test}\nfn {}() {{}}\n{test} fn the_x() {{}}",
        &long[1..]
    );
    assert_eq!(bad_test_names(&text), [long.as_str(), "the_x"]);
}

#[test]
fn tests_named_in_security_doc_exist() {
    let text = std::fs::read_to_string(root().join("docs/security.md")).unwrap();
    let names = text.split('`').skip(1).step_by(2).filter(|name| name.contains('_') && !name.contains("__"));
    let names: BTreeSet<&str> =
        names.filter(|name| name.chars().all(|c| c == '_' || c.is_ascii_alphanumeric())).collect();
    assert!(names.len() > 60, "{names:?}");
    let folders = CRATES.iter().chain(&["tests"]);
    let code: String = folders.flat_map(|folder| rust_files(folder)).map(|(_, text)| text).collect();
    for name in names {
        assert!(code.contains(&format!("fn {name}(")), "no test is called `{name}`");
    }
}
