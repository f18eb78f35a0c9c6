//! Full, read-only and foreign data files: clear messages, nothing overwritten, no acknowledged ticket lost.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use dynoxide::Database;

use crate::support::answers::Request;
use crate::support::folio::{Content, Server, stderr, tree};
use crate::{ALTA, alta, read_items, read_policy};

/// Returns the message of `folio serve` when it cannot start on `data`.
#[track_caller]
fn start_error(content: &Content, data: &Path) -> String {
    let output: Output = content.run(&["serve", "--port", "0", "--data", data.to_str().unwrap()]);
    let stderr = stderr(&output);
    assert_eq!(output.status.code(), Some(3), "{stderr}");
    stderr
}

#[test]
fn foreign_data_file_is_rejected_and_unchanged() {
    let content = Content::copy_of_real();
    let folder = content.sibling("data");
    std::fs::create_dir_all(folder.join("folder.db/inner")).unwrap();
    std::fs::write(folder.join("text.db"), "empresa,correo\n").unwrap();
    std::fs::write(folder.join("damaged.db"), [b"SQLite format 3\0".as_slice(), &[7; 9000]].concat())
        .unwrap();
    std::fs::write(folder.join("other.db"), other_database(&content)).unwrap();
    let before = tree(&folder);
    for (name, text) in [
        ("folder.db", "elija con --data un archivo que se pueda leer"),
        ("text.db", "no es un archivo de solicitudes y no se ha tocado"),
        ("damaged.db", "este no se ha tocado"),
        ("other.db", "no es un archivo de solicitudes y no se ha tocado"),
    ] {
        let stderr = start_error(&content, &folder.join(name));
        assert!(stderr.contains(text) && stderr.contains(name), "{stderr}");
    }
    let after: BTreeMap<PathBuf, Vec<u8>> =
        tree(&folder).into_iter().filter(|(path, _)| path.extension().is_none_or(|e| e != "lock")).collect();
    assert_eq!(after.keys().collect::<Vec<_>>(), before.keys().collect::<Vec<_>>());
    assert!(after == before, "a file was changed");
}

/// Returns an SQLite file of another program: the engine's file with its first table renamed.
fn other_database(content: &Content) -> Vec<u8> {
    let path = content.sibling("made.db");
    drop(Database::new(path.to_str().unwrap()).unwrap());
    let mut bytes = std::fs::read(&path).unwrap();
    let places: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at..].starts_with(b"_config")).collect();
    assert!(places.len() >= 3, "the name, the table and its statement");
    for at in places {
        bytes[at..at + 7].copy_from_slice(b"markers");
    }
    bytes
}

/// Runs a shell command. Returns whether it succeeded.
fn succeeds_as_root(command: &str) -> bool {
    let done = Command::new("sh").args(["-c", command]).stderr(Stdio::null()).status().unwrap();
    done.success()
}

#[test]
fn read_only_folder_is_reported() {
    let content = Content::copy_of_real();
    let folder = content.sibling("closed");
    std::fs::create_dir(&folder).unwrap();
    let path = folder.display();
    // Root can write to every folder except on a read-only mount.
    let is_mounted = succeeds_as_root(&format!("mount -t tmpfs -o ro tmpfs '{path}'"));
    assert!(is_mounted || succeeds_as_root(&format!("chmod 555 '{path}' && ! touch '{path}/x'")));
    let stderr = start_error(&content, &folder.join("tickets.db"));
    if is_mounted {
        assert!(succeeds_as_root(&format!("umount '{path}'")));
    }
    assert!(
        stderr.contains("elija con --data un archivo en una carpeta en la que se pueda escribir"),
        "{stderr}"
    );
}

/// A server with a limited file size, which simulates a full disk.
struct FullDiskServer {
    child: Child,
    address: String,
}

impl FullDiskServer {
    /// Starts in the folder of a killed server; no file grows beyond `blocks` of 512 bytes.
    fn start(server: &Server, blocks: u64) -> Self {
        let folder = server.data_file().parent().unwrap().parent().unwrap().to_owned();
        let content = crate::support::folio::real_content();
        // With the signal ignored, the write call fails as on a full disk.
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"");
        let mut child = Command::new("sh")
            .args(["-c", &script, "sh", env!("CARGO_BIN_EXE_folio"), "serve", "--port", "0"])
            .args(["--data", "data/tickets.db", "--content", content.to_str().unwrap()])
            .current_dir(folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(line.starts_with("http://"), "it did not start");
        Self { child, address: line.trim().trim_end_matches('/').to_owned() }
    }
}

impl Drop for FullDiskServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn full_disk_loses_no_acknowledged_ticket() {
    let mut server = Server::start();
    let policy = read_policy(&server);
    let operation = alta(&policy);
    server.kill();
    let full_disk = FullDiskServer::start(&server, 600);
    let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0);
    let agent = config.timeout_global(Some(Duration::from_mins(1))).build().new_agent();
    let send = |marker: &str| {
        let post = agent.post(format!("{}{ALTA}", full_disk.address)).header("accept", "application/json");
        let post = post
            .header("content-type", "application/json")
            .header("idempotency-key", format!("\"{marker}\""));
        let mut answer = post.send(Request::sample(operation, marker).json().to_string()).unwrap();
        let body: serde_json::Value =
            serde_json::from_str(&answer.body_mut().read_to_string().unwrap()).unwrap();
        let retry = answer.headers().get("retry-after").is_some();
        (answer.status().as_u16(), retry, body["folio"].as_str().unwrap_or_default().to_owned())
    };
    let mut acknowledged = Vec::new();
    let last = loop {
        let marker = format!("n{}", acknowledged.len());
        match send(&marker) {
            (201, _, folio) => acknowledged.push((marker, folio)),
            (503, true, _) => break marker,
            other => panic!("{marker}: {other:?}"),
        }
        assert!(acknowledged.len() < 500, "the disk never filled");
    };
    let health = agent.get(format!("{}/api/health", full_disk.address)).call().unwrap();
    assert_eq!(health.status(), 200);
    drop(full_disk);

    let server = server.restart_after_kill();
    let body = |marker: &str| Request::sample(operation, marker).json();
    let again = |marker: &str| {
        server.post_json(ALTA, &[("idempotency-key", &format!("\"{marker}\""))], &body(marker))
    };
    for (marker, folio) in &acknowledged {
        assert_eq!(again(marker).json()["folio"], **folio, "{marker}");
    }
    assert_eq!(again(&last).status, 201);
    let tickets = read_items(&server.data_file()).iter().filter(|item| item["sk"]["S"] == "TICKET").count();
    assert_eq!(tickets, acknowledged.len() + 1);
    assert!(!acknowledged.is_empty(), "the disk was full from the start");
}
