//! The connection or the server fails during a submission: one ticket is stored.

use crate::driver::Script;
use crate::flaky_proxy::{FlakyProxy, ProxyMode};
use crate::form_filler::SEND;
use crate::page::Page;
use crate::support::answers::Request;
use crate::support::folio::Server;
use crate::{read_policy, read_tickets};

const ALTA: &str = "/gsuite/alta/";

/// Returns a filled form behind a proxy, and the server.
fn open_filled_form(script: Script) -> (Server, FlakyProxy, Page) {
    let server = Server::start();
    let policy = read_policy(&server);
    let operation = policy.form("gsuite").unwrap().operation("alta").unwrap();
    let proxy = FlakyProxy::before(&server.url(""));
    let page = Page::open_at(&proxy.url(), script);
    page.go(ALTA);
    page.fill(&Request::sample(operation, "corte"));
    (server, proxy, page)
}

#[test]
fn submit_stores_one_ticket_when_server_restarts() {
    let (server, proxy, page) = open_filled_form(Script::On);
    proxy.set_mode(ProxyMode::CutAnswers);
    page.find(SEND).click();
    proxy.wait_for_cut();
    proxy.set_mode(ProxyMode::Down);
    page.wait_until("return document.querySelector('[data-slot=status]').textContent.includes('de nuevo')");
    let server = server.restart_after_kill();
    proxy.set_target(&server.url(""));
    proxy.set_mode(ProxyMode::Pass);
    let folio = page.folio();
    let stored = read_tickets(&server);
    assert_eq!(stored.len(), 1);
    assert_eq!(stored[0]["folio"]["S"], folio);
}

#[test]
fn resubmit_after_cut_stores_one_ticket_without_script() {
    let (server, proxy, page) = open_filled_form(Script::Off);
    proxy.set_mode(ProxyMode::CutAnswers);
    page.find(SEND).click();
    proxy.wait_for_cut();
    let server = server.restart_after_kill();
    proxy.set_target(&server.url(""));
    proxy.set_mode(ProxyMode::Pass);
    let policy = read_policy(&server);
    page.go(ALTA);
    page.fill(&Request::sample(policy.form("gsuite").unwrap().operation("alta").unwrap(), "corte"));
    let folio = page.send();
    let stored = read_tickets(&server);
    assert_eq!(stored.len(), 1);
    assert_eq!(stored[0]["folio"]["S"], folio);
}

#[test]
fn unreachable_server_shows_error_and_keeps_input() {
    let (server, proxy, page) = open_filled_form(Script::On);
    proxy.set_mode(ProxyMode::Down);
    page.find(SEND).click();
    page.find("[data-slot='summary']:not([hidden])");
    assert_eq!(page.focus(), "resumen");
    let text = page.texts("[data-slot='summary']").concat();
    assert!(text.contains("Su solicitud no se envió") && text.contains("no se duplica"), "{text}");
    assert!(read_tickets(&server).is_empty());
    proxy.set_mode(ProxyMode::Pass);
    page.send();
    assert_eq!(read_tickets(&server).len(), 1);
}
