//! Failures of the machine end with exit code 3 and say what to do.

use std::net::TcpListener;

use crate::support::folio::{Content, Server, run_in, stderr, stdout};

#[track_caller]
fn assert_fails(content: &Content, arguments: &[&str], text: &[&str]) {
    let output = content.run(arguments);
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert_eq!(stdout(&output), "");
    for word in text {
        assert!(stderr(&output).contains(word), "«{word}» is not in: {}", stderr(&output));
    }
}

#[test]
fn missing_content_folder_exits_with_3() {
    let folder = tempfile::tempdir().unwrap();
    let output = run_in(folder.path(), &["build"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(stderr(&output).contains("--content"), "{}", stderr(&output));
}

#[test]
fn used_port_exits_with_3() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    assert_fails(&Content::copy_of_real(), &["serve", "--port", &port], &[&port, "--port"]);
}

#[test]
fn foreign_data_file_is_not_touched() {
    let content = Content::copy_of_real();
    let path = content.sibling("notes.txt");
    std::fs::write(&path, "my notes").unwrap();
    assert_fails(&content, &["serve", "--port", "0", "--data", "notes.txt"], &["notes.txt", "--data"]);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "my notes");
}

#[test]
fn damaged_data_file_is_reported_and_kept() {
    let content = Content::copy_of_real();
    let path = content.sibling("tickets.db");
    let damaged = [b"SQLite format 3\0".as_slice(), &[0x5a; 4096]].concat();
    std::fs::write(&path, &damaged).unwrap();
    assert_fails(&content, &["serve", "--port", "0", "--data", "tickets.db"], &["tickets.db", "--data"]);
    assert_eq!(std::fs::read(&path).unwrap(), damaged);
}

#[test]
fn locked_data_file_is_reported() {
    let server = Server::start();
    let path = server.data_file();
    assert_fails(
        &Content::copy_of_real(),
        &["serve", "--port", "0", "--data", path.to_str().unwrap()],
        &["tickets.db", "--data"],
    );
}

#[test]
fn unwritable_output_exits_with_3() {
    let content = Content::copy_of_real();
    std::fs::write(content.sibling("file"), "").unwrap();
    assert_fails(&content, &["build", "--out", "file/dist"], &["--out"]);
}

#[test]
fn unreachable_store_exits_with_3() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    assert_fails(
        &Content::copy_of_real(),
        &["serve", "--port", "0", "--store", &format!("http://{free}")],
        &["--store"],
    );
}
