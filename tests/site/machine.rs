//! What is told when the machine, and not the content, is at fault.

use std::net::TcpListener;

use crate::support::folio::{Content, Server, data, run_in, talk};

#[track_caller]
fn fails(content: &Content, arguments: &[&str], words: &[&str]) {
    let said = content.run(arguments);
    assert_eq!(said.status.code(), Some(3), "{}", talk(&said));
    assert_eq!(data(&said), "");
    for word in words {
        assert!(talk(&said).contains(word), "«{word}» is not in: {}", talk(&said));
    }
}

#[test]
fn a_folder_that_is_not_there() {
    let folder = tempfile::tempdir().unwrap();
    let said = run_in(folder.path(), &["build"]);
    assert_eq!(said.status.code(), Some(3));
    assert!(talk(&said).contains("--content"), "{}", talk(&said));
}

#[test]
fn a_port_in_use() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    fails(&Content::copied(), &["serve", "--port", &port], &[&port, "--port"]);
}

#[test]
fn a_file_of_another_program_is_not_touched() {
    let content = Content::copied();
    let path = content.beside("notes.txt");
    std::fs::write(&path, "my notes").unwrap();
    fails(&content, &["serve", "--port", "0", "--data", "notes.txt"], &["notes.txt", "--data"]);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "my notes");
}

#[test]
fn a_damaged_data_file_is_told_and_kept() {
    let content = Content::copied();
    let path = content.beside("tickets.db");
    let damaged = [b"SQLite format 3\0".as_slice(), &[0x5a; 4096]].concat();
    std::fs::write(&path, &damaged).unwrap();
    fails(&content, &["serve", "--port", "0", "--data", "tickets.db"], &["tickets.db", "--data"]);
    assert_eq!(std::fs::read(&path).unwrap(), damaged);
}

#[test]
fn a_data_file_in_use_is_told() {
    let server = Server::start();
    let path = server.data();
    fails(
        &Content::copied(),
        &["serve", "--port", "0", "--data", path.to_str().unwrap()],
        &["tickets.db", "--data"],
    );
}

#[test]
fn an_output_that_cannot_be_written() {
    let content = Content::copied();
    std::fs::write(content.beside("file"), "").unwrap();
    fails(&content, &["build", "--out", "file/dist"], &["--out"]);
}

#[test]
fn a_store_that_does_not_answer() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    fails(&Content::copied(), &["serve", "--port", "0", "--store", &format!("http://{free}")], &["--store"]);
}
