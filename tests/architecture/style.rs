//! Limits of files and names, and the tests that documents cite.

use std::collections::BTreeSet;

use super::sources::{CRATES, production_files, root, rust_files};

/// The most lines that a file may have before its tests.
const MAX_LINES: usize = 270;

/// The longest name of a test.
const MAX_NAME: usize = 60;

/// Returns the number of lines of a file that has too many.
fn excess_lines(text: &str) -> Option<usize> {
    Some(text.lines().count()).filter(|lines| *lines > MAX_LINES)
}

#[test]
fn files_stay_below_270_lines() {
    for (path, text) in CRATES.iter().flat_map(|folder| production_files(folder)) {
        let excess = excess_lines(&text);
        assert_eq!(excess, None, "{} is too long: split it by subject", path.display());
    }
}

#[test]
fn excess_lines_reports_planted_long_file() {
    assert_eq!(excess_lines(&"\n".repeat(270)), None);
    assert_eq!(excess_lines(&"\n".repeat(271)), Some(271));
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
    let attribute = "#[test]".to_owned();
    let text = format!(
        "{attribute}\n#[ignore]\nfn {long}() {{}}\n{attribute}\nfn {}() {{}}\n{attribute} fn the_x() {{}}",
        &long[1..]
    );
    assert_eq!(bad_test_names(&text), [long.as_str(), "the_x"]);
}

/// Returns the names in backticks that look like functions.
fn cited_names(document: &str) -> BTreeSet<&str> {
    let names = document.split('`').skip(1).step_by(2);
    let names = names.filter(|name| name.contains('_') && !name.contains("__"));
    names.filter(|name| name.chars().all(|c| c == '_' || c.is_ascii_alphanumeric())).collect()
}

/// Returns the cited names that no function in `code` has.
fn missing_functions<'a>(document: &'a str, code: &str) -> Vec<&'a str> {
    cited_names(document).into_iter().filter(|name| !code.contains(&format!("fn {name}("))).collect()
}

#[test]
fn tests_named_in_security_doc_exist() {
    let document = std::fs::read_to_string(root().join("docs/security.md")).unwrap();
    assert!(cited_names(&document).len() > 60);
    let folders = CRATES.iter().chain(&["tests"]);
    let code: String = folders.flat_map(|folder| rust_files(folder)).map(|(_, text)| text).collect();
    assert_eq!(missing_functions(&document, &code), [""; 0]);
}

#[test]
fn missing_functions_reports_planted_name() {
    let document = "`log_is_clean` and `log_is_gone`, not `Retry-After` or `__proto__`";
    assert_eq!(missing_functions(document, "fn log_is_clean() {}"), ["log_is_gone"]);
}
