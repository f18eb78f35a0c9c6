//! The site in Chromium, with script and without.
//!
//! Run it with `cargo test --test browser`. `tests/run` installs Chromium, its driver and axe-core.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a failed step fails the test")]

mod axe;
mod conditions;
mod confirmation;
mod draft;
mod driver;
mod flaky_proxy;
mod form_filler;
mod hours;
mod keyboard;
mod layout;
mod network_failures;
mod page;
mod paste;
mod rows;
mod tickets;
mod validation_errors;

#[allow(dead_code, reason = "the drivers serve several targets, and this one uses a part of them")]
#[path = "../support"]
mod support {

    pub(crate) mod answers;
    pub(crate) mod folio;
    pub(crate) mod http;
}

use policy::{Form, Operation, Policy};
use serde_json::Value;

use support::folio::{Server, tree};

/// Returns the policy in the server's bundle.
fn read_policy(server: &Server) -> Policy {
    let text = std::fs::read_to_string(server.bundle().join("policy.json")).unwrap();
    Policy::parse(&serde_json::from_str(&text).unwrap()).unwrap()
}

/// Returns every operation with its form.
fn operations(policy: &Policy) -> impl Iterator<Item = (&Form, &Operation)> {
    policy.forms.iter().flat_map(|form| form.operations.iter().map(move |operation| (form, operation)))
}

/// Returns the path of every page.
fn pages(server: &Server) -> Vec<String> {
    let site = server.bundle().with_file_name("site");
    let files =
        tree(&site).into_keys().filter(|path| path.extension().is_some_and(|ending| ending == "html"));
    let pages: Vec<String> =
        files.map(|path| format!("/{}", path.to_str().unwrap().trim_end_matches("index.html"))).collect();
    assert!(pages.len() > 20, "{pages:?}");
    pages
}

/// Returns every stored ticket.
fn read_tickets(server: &Server) -> Vec<Value> {
    let database = dynoxide::Database::new(server.data_file().to_str().unwrap()).unwrap();
    let scan = serde_json::from_value(serde_json::json!({"TableName": "folio-tickets"})).unwrap();
    let found = serde_json::to_value(database.scan(scan).unwrap()).unwrap();
    found["Items"].as_array().unwrap().iter().filter(|item| item["sk"]["S"] == "TICKET").cloned().collect()
}
