//! The connection breaks and the server ends while a request is sent: it is one ticket.

use crate::driver::Script;
use crate::hand::SEND;
use crate::page::Page;
use crate::relay::{Mood, Relay};
use crate::support::answers::Request;
use crate::support::folio::Server;
use crate::{policy, tickets};

const ALTA: &str = "/gsuite/alta/";

/// A page that is answered, seen through a relay, and the server behind it.
fn answered(script: Script) -> (Server, Relay, Page) {
    let server = Server::start();
    let policy = policy(&server);
    let operation = policy.form("gsuite").unwrap().operation("alta").unwrap();
    let relay = Relay::before(&server.url(""));
    let page = Page::at(&relay.url(), script);
    page.go(ALTA);
    page.put(&Request::sample(operation, "corte"));
    (server, relay, page)
}

#[test]
fn a_server_that_ends_after_it_stored_and_comes_back_has_one_ticket() {
    let (server, relay, page) = answered(Script::On);
    relay.be(Mood::CutAnswers);
    page.find(SEND).click();
    relay.wait_for_a_cut();
    relay.be(Mood::Down);
    page.wait_until("return document.querySelector('[data-slot=status]').textContent.includes('de nuevo')");
    let server = server.killed_and_started();
    relay.lead_to(&server.url(""));
    relay.be(Mood::Pass);
    let folio = page.folio();
    let stored = tickets(&server);
    assert_eq!(stored.len(), 1);
    assert_eq!(stored[0]["folio"]["S"], folio);
}

#[test]
fn what_was_cut_is_sent_again_without_script_and_is_one_ticket() {
    let (server, relay, page) = answered(Script::Off);
    relay.be(Mood::CutAnswers);
    page.find(SEND).click();
    relay.wait_for_a_cut();
    let server = server.killed_and_started();
    relay.lead_to(&server.url(""));
    relay.be(Mood::Pass);
    let policy = policy(&server);
    page.go(ALTA);
    page.put(&Request::sample(policy.form("gsuite").unwrap().operation("alta").unwrap(), "corte"));
    let folio = page.send();
    let stored = tickets(&server);
    assert_eq!(stored.len(), 1);
    assert_eq!(stored[0]["folio"]["S"], folio);
}

#[test]
fn a_server_that_stays_away_is_told_and_nothing_typed_is_lost() {
    let (server, relay, page) = answered(Script::On);
    relay.be(Mood::Down);
    page.find(SEND).click();
    page.find("[data-slot='summary']:not([hidden])");
    assert_eq!(page.focus(), "resumen");
    let said = page.texts("[data-slot='summary']").concat();
    assert!(said.contains("Su solicitud no se envió") && said.contains("no se duplica"), "{said}");
    assert!(tickets(&server).is_empty());
    relay.be(Mood::Pass);
    page.send();
    assert_eq!(tickets(&server).len(), 1);
}
