//! Crashes of the process and failures of the disk.
//!
//! Run it with `cargo test --test crash`; it takes most of a minute. `FOLIO_KILL_ROUNDS=200` makes a long run,
//! `FOLIO_KILL_SEED` selects other moments.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a failed step fails the test; figures are shown"
)]

mod disks;
mod kill;

#[allow(dead_code, reason = "the drivers serve several targets, and this one uses a part of them")]
#[path = "../support"]
mod support {

    pub(crate) mod answers;
    pub(crate) mod folio;
    pub(crate) mod http;
}

use std::path::Path;

use policy::{Operation, Policy};
use serde_json::{Value, json};

use support::folio::Server;

/// The operation of every request.
const ALTA: &str = "/api/tickets/gsuite/alta";

fn read_policy(server: &Server) -> Policy {
    let text = std::fs::read_to_string(server.bundle().join("policy.json")).unwrap();
    Policy::parse(&serde_json::from_str(&text).unwrap()).unwrap()
}

fn alta(policy: &Policy) -> &Operation {
    policy.form("gsuite").unwrap().operation("alta").unwrap()
}

/// Returns every item of a data file. It reads a copy, because recovery of the file is left to the next start.
fn read_items(data: &Path) -> Vec<Value> {
    let folder = tempfile::tempdir().unwrap();
    for ending in ["", "-wal"] {
        let name = format!("{}{ending}", data.file_name().unwrap().to_str().unwrap());
        if data.with_file_name(&name).exists() {
            std::fs::copy(data.with_file_name(&name), folder.path().join(&name)).unwrap();
        }
    }
    let copy = folder.path().join(data.file_name().unwrap());
    let database = dynoxide::Database::new(copy.to_str().unwrap()).unwrap();
    let mut items = Vec::new();
    let mut from = Value::Null;
    loop {
        let mut requests = json!({"TableName": "folio-tickets"});
        if !from.is_null() {
            requests["ExclusiveStartKey"] = from;
        }
        let found = database.scan(serde_json::from_value(requests).unwrap()).unwrap();
        let mut found = serde_json::to_value(found).unwrap();
        items.append(found["Items"].as_array_mut().unwrap());
        from = found["LastEvaluatedKey"].take();
        if from.is_null() {
            return items;
        }
    }
}
