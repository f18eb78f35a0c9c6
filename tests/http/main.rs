//! The API over a socket with the real content: whole requests and responses, duplicates, limits, SIGKILL.

mod confirmation;
mod guard;
mod hostile;
mod large_requests;
mod limits;
mod openapi;
mod pages;
mod paste;
mod protocol;
mod tickets;

use policy::{Policy, TicketKind};

use crate::support::folio::Server;

/// Returns the policy in the server's bundle.
fn read_policy(server: &Server) -> Policy {
    let text = std::fs::read_to_string(server.bundle().join("policy.json")).unwrap();
    Policy::parse(&serde_json::from_str(&text).unwrap()).unwrap()
}

/// Returns every operation with its kind and the address that its form posts to.
fn operations(policy: &Policy) -> impl Iterator<Item = (String, TicketKind, &policy::Operation)> {
    policy.forms.iter().flat_map(|form| {
        form.operations.iter().map(move |operation| {
            (format!("/api/tickets/{}/{}", form.id, operation.id), operation.kind, operation)
        })
    })
}

/// Returns every stored item.
fn read_items(server: &Server) -> Vec<serde_json::Value> {
    let database = dynoxide::Database::new(server.data_file().to_str().unwrap()).unwrap();
    let scan = serde_json::from_value(serde_json::json!({"TableName": "folio-tickets"})).unwrap();
    let found = serde_json::to_value(database.scan(scan).unwrap()).unwrap();
    found["Items"].as_array().unwrap().clone()
}

/// Returns every stored ticket.
fn read_tickets(server: &Server) -> Vec<serde_json::Value> {
    read_items(server).into_iter().filter(|item| item["sk"]["S"] == "TICKET").collect()
}
