//! Destructive requests show their consequences and need a confirmation.

use policy::Operation;

use crate::driver::Script;
use crate::form_filler::SEND;
use crate::page::Page;
use crate::support::answers::Request;
use crate::support::folio::{Server, save_page_for_html_validation};
use crate::{read_policy, read_tickets};

const REVIEW: &str = "[data-slot='review']:not([hidden])";
const CONFIRM: &str = "[data-slot='confirm']";

/// Each form with a destructive Baja, and the field of its choice.
const DESTRUCTIVE: [(&str, &str); 3] =
    [("corp", "tipo_baja"), ("gsuite", "tipo_baja"), ("office365", "acciones_baja")];

#[test]
fn destructive_baja_needs_confirmation_without_script() {
    assert_baja_needs_confirmation(Script::Off);
}

#[test]
fn destructive_baja_needs_confirmation_with_script() {
    assert_baja_needs_confirmation(Script::On);
}

#[track_caller]
fn assert_baja_needs_confirmation(script: Script) {
    let server = Server::start();
    let policy = read_policy(&server);
    let page = Page::open(&server, script);
    for (i, (form, field)) in DESTRUCTIVE.into_iter().enumerate() {
        let operation = policy.form(form).unwrap().operation("baja").unwrap();
        page.go(&format!("/{form}/baja/"));
        page.fill(&destructive_request(operation, field));
        page.find(SEND).click();
        page.find(REVIEW);
        assert_eq!(page.focus(), "revision", "{form}");
        let shown = page.texts(REVIEW).concat();
        assert!(shown.contains("cuentax@empresa.mx") && shown.contains("hasta el "), "{form}: {shown}");
        assert_eq!(page.texts(".summary:not([hidden])"), [""; 0], "{form}: nothing is invalid");
        assert!(!page.find(SEND).is_shown(), "{form}: one button submits");
        assert_eq!(read_tickets(&server).len(), i, "{form}: nothing is stored before it is confirmed");
        save_page_for_html_validation(&format!("browser-{script:?}-review-{form}"), &page.html());

        page.find(CONFIRM).click();
        let folio = page.folio();
        let stored = read_tickets(&server);
        assert_eq!(stored.len(), i + 1, "{form}");
        assert!(stored.iter().any(|ticket| ticket["folio"]["S"] == folio), "{form}: {folio}");
    }
}

#[test]
fn changed_answer_needs_new_confirmation() {
    let server = Server::start();
    let policy = read_policy(&server);
    let operation = policy.form("gsuite").unwrap().operation("baja").unwrap();
    for script in [Script::On, Script::Off] {
        let page = Page::open(&server, script);
        page.go("/gsuite/baja/");
        page.fill(&destructive_request(operation, "tipo_baja"));
        page.find(SEND).click();
        page.find(REVIEW);
        page.type_answer("cuentas.1.cuenta", "otra@empresa.mx");
        // With script the confirm button is hidden by now; without, it confirms outdated answers.
        let button = if page.find(CONFIRM).is_shown() { CONFIRM } else { SEND };
        page.find(button).click();
        page.wait_until("return document.querySelector('#revision').innerText.includes('otra@empresa.mx')");
        assert!(read_tickets(&server).is_empty(), "{script:?}");
    }
}

/// Returns an unconfirmed request for a destructive Baja.
fn destructive_request(operation: &Operation, field: &str) -> Request {
    let mut request = Request::sample(operation, "x");
    request.set(operation, field, &["eliminar"]);
    let hangs = operation.fields().filter(|(_, other)| {
        let is_asked = |when: &str| when == "eliminar";
        let when = other.when.as_ref().filter(|when| when.field == field);
        !other.optional && when.is_some_and(|when| when.is.iter().any(|is| is_asked(is)))
    });
    for (_, other) in hangs {
        request.satisfy_condition(operation, other, "x");
    }
    request
}
