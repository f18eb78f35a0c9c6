//! The command: what it writes, what it says, how it ends.

mod cases;
mod faults;
mod history;
mod links;
mod machine;
mod new;
mod promises;
mod serving;

use crate::support::folio::{Content, data, run_in, talk, tree};

#[test]
fn the_same_content_gives_the_same_bytes() {
    let content = Content::copied();
    for out in ["one", "two"] {
        let built = content.run(&["build", "--out", out]);
        assert_eq!(built.status.code(), Some(0), "{}", talk(&built));
        assert_eq!(data(&built), "", "what is said to people is on stderr");
    }
    let (one, two) = (tree(&content.beside("one")), tree(&content.beside("two")));
    assert!(one.len() > 40, "{} files", one.len());
    assert!(one == two, "two builds of the same content differ");
}

#[test]
fn a_build_leaves_nothing_of_the_one_before() {
    let content = Content::copied();
    assert_eq!(content.run(&["build"]).status.code(), Some(0));
    let before = tree(&content.beside("dist"));
    std::fs::write(content.beside("dist/site/old.html"), "old").unwrap();
    assert_eq!(content.run(&["build"]).status.code(), Some(0));
    assert!(before == tree(&content.beside("dist")), "what is no longer built is gone");
}

#[test]
fn check_writes_nothing() {
    let content = Content::copied();
    let before = tree(&content.beside(""));
    let checked = content.run(&["check"]);
    assert_eq!(checked.status.code(), Some(0), "{}", talk(&checked));
    assert!(before == tree(&content.beside("")));
}

#[test]
fn wrong_arguments_end_with_2() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in
        [&["buidl"][..], &[], &["build", "--outt", "x"], &["serve", "--port", "99999"], &["respond-by"]]
    {
        assert_eq!(run_in(folder.path(), arguments).status.code(), Some(2), "{arguments:?}");
    }
    assert_eq!(run_in(folder.path(), &["--help"]).status.code(), Some(0));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
