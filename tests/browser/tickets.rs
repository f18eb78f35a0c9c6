//! From a form in the browser to a ticket in the store.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::driver::Script;
use crate::form_filler::SEND;
use crate::page::Page;
use crate::support::answers::Request;
use crate::support::folio::Server;
use crate::{operations, read_policy, read_tickets};

#[test]
fn every_form_stores_a_ticket_without_script() {
    assert_forms_store_tickets(Script::Off);
}

#[test]
fn every_form_stores_a_ticket_with_script() {
    assert_forms_store_tickets(Script::On);
}

/// Fills every form, and compares each ticket with that of a JSON client with the same answers.
#[track_caller]
fn assert_forms_store_tickets(script: Script) {
    let (server, other) = (Server::start(), Server::start());
    let policy = read_policy(&server);
    let page = Page::open(&server, script);
    let mut folios = BTreeSet::new();
    for (form, operation) in operations(&policy) {
        let request = Request::sample(operation, "mano");
        page.go(&form.address(operation));
        page.type_answers(&request);
        folios.insert(page.send());
        let address = format!("/api/tickets/{}/{}", form.id, operation.id);
        assert_eq!(other.post_json(&address, &[], &request.json()).status, 201, "{address}");
    }
    let stored = read_tickets(&server);
    let stored_folios: BTreeSet<String> =
        stored.iter().map(|ticket| ticket["folio"]["S"].as_str().unwrap().to_owned()).collect();
    assert_eq!(stored_folios, folios);
    assert_eq!(answers_by_form(&stored), answers_by_form(&read_tickets(&other)));
}

/// Returns the answers of each ticket by form and operation.
fn answers_by_form(tickets: &[Value]) -> BTreeMap<String, Value> {
    let entry = |ticket: &Value| {
        let name = format!("{} {}", ticket["form"]["S"], ticket["operation"]["S"]);
        (name, json!([ticket["answers"], ticket["rows"], ticket["row_count"]]))
    };
    tickets.iter().map(entry).collect()
}

#[test]
fn double_click_stores_one_ticket_without_script() {
    assert_double_click_stores_one_ticket(Script::Off);
}

#[test]
fn double_click_stores_one_ticket_with_script() {
    assert_double_click_stores_one_ticket(Script::On);
}

#[track_caller]
fn assert_double_click_stores_one_ticket(script: Script) {
    let server = Server::start();
    let policy = read_policy(&server);
    let (form, operation) = operations(&policy).next().unwrap();
    let page = Page::open(&server, script);
    page.go(&form.address(operation));
    page.type_answers(&Request::sample(operation, "dos"));
    page.find(SEND).click_twice();
    let folio = page.folio();
    let stored = read_tickets(&server);
    assert_eq!(stored.len(), 1);
    assert_eq!(stored[0]["folio"]["S"], folio);
}
