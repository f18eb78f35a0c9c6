//! The command: files, messages and exit codes.

mod cases;
mod diagnostics;
mod history;
mod io_errors;
mod links;
mod new;
mod opening_hours;
mod serve;

use crate::support::folio::{Content, run_in, stderr, stdout, tree};

#[test]
fn build_is_reproducible() {
    let content = Content::copy_of_real();
    for out in ["one", "two"] {
        let built = content.run(&["build", "--out", out]);
        assert_eq!(built.status.code(), Some(0), "{}", stderr(&built));
        assert_eq!(stdout(&built), "", "messages are on stderr");
    }
    let (one, two) = (tree(&content.sibling("one")), tree(&content.sibling("two")));
    assert!(one.len() > 40, "{} files", one.len());
    assert!(one == two, "two builds of the same content differ");
}

#[test]
fn build_removes_stale_files() {
    let content = Content::copy_of_real();
    assert_eq!(content.run(&["build"]).status.code(), Some(0));
    let before = tree(&content.sibling("dist"));
    std::fs::write(content.sibling("dist/site/old.html"), "old").unwrap();
    assert_eq!(content.run(&["build"]).status.code(), Some(0));
    assert!(before == tree(&content.sibling("dist")), "stale files are removed");
}

#[test]
fn check_writes_nothing() {
    let content = Content::copy_of_real();
    let before = tree(&content.sibling(""));
    let checked = content.run(&["check"]);
    assert_eq!(checked.status.code(), Some(0), "{}", stderr(&checked));
    assert!(before == tree(&content.sibling("")));
}

#[test]
fn invalid_arguments_exit_with_2() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in
        [&["buidl"][..], &[], &["build", "--outt", "x"], &["serve", "--port", "99999"], &["respond-by"]]
    {
        assert_eq!(run_in(folder.path(), arguments).status.code(), Some(2), "{arguments:?}");
    }
    assert_eq!(run_in(folder.path(), &["--help"]).status.code(), Some(0));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
