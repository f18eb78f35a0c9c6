//! Drafts: input survives a reload.

use serde_json::{Value, json};

use crate::driver::Script;
use crate::page::Page;
use crate::support::answers::Request;
use crate::support::folio::Server;
use crate::{operations, read_policy, read_tickets};

const CONTINUE: &str = "[data-slot='draft'] [value='continuar']";
const DISCARD: &str = "[data-slot='draft'] [value='descartar']";

/// Returns the values of the form without its hidden fields.
const FORM_VALUES: &str = "
    const hidden = new Set(['version_formulario', 'trampa', 'token_envio', 'pagina_vista_en']);
    return [...new FormData(document.querySelector('main form'))].filter(([name]) => !hidden.has(name));
";

/// Opens a form, fills it without sending, and returns its values.
fn open_typed_form(server: &Server) -> (Page, Value) {
    let policy = read_policy(server);
    let operation = policy.form("gsuite").unwrap().operation("alta").unwrap();
    let mut request = Request::sample(operation, "a");
    request.add_row("cuentas", &[("correo_principal", "dos@empresa.mx")]);
    let page = Page::open(server, Script::On);
    page.go("/gsuite/alta/");
    page.type_answers(&request);
    let values = page.run(FORM_VALUES);
    (page, values)
}

#[test]
fn draft_is_restored_after_reload_and_submitted() {
    let server = Server::start();
    let (page, values) = open_typed_form(&server);
    page.reload();
    assert_ne!(page.run(FORM_VALUES), values, "nothing is restored without a click");
    page.find(CONTINUE).click();
    assert_eq!(page.run(FORM_VALUES), values);
    assert!(!page.find(CONTINUE).is_shown());
    page.send();
    assert_eq!(read_tickets(&server).len(), 1);
    assert_eq!(read_tickets(&server)[0]["row_count"], json!({"N": "2"}));

    page.go("/gsuite/alta/");
    assert!(!page.find(CONTINUE).is_shown(), "a submitted form is not a draft");
    assert_eq!(page.run("return sessionStorage.length"), 0);
}

#[test]
fn discarded_draft_is_not_offered_again() {
    let server = Server::start();
    let (page, _) = open_typed_form(&server);
    page.reload();
    page.find(DISCARD).click();
    page.reload();
    assert!(!page.find(CONTINUE).is_shown());
}

#[test]
fn draft_excludes_honeypot_and_other_forms() {
    let server = Server::start();
    let (page, _) = open_typed_form(&server);
    page.run("document.querySelector('#trampa').value = 'miel'");
    page.reload();
    let stored = page.run("return JSON.stringify({...sessionStorage})");
    let stored = stored.as_str().unwrap();
    assert!(
        stored.contains("dos@empresa.mx") && !stored.contains("trampa") && !stored.contains("miel"),
        "{stored}"
    );
    page.go("/gsuite/baja/");
    assert!(!page.find(CONTINUE).is_shown());
}

#[test]
fn leave_warning_appears_only_after_typing() {
    let server = Server::start();
    let policy = read_policy(&server);
    let page = Page::open(&server, Script::On);
    let leave_script = "
        const leaving = new Event('beforeunload', {cancelable: true});
        dispatchEvent(leaving);
        return leaving.defaultPrevented;
    ";
    for (form, operation) in operations(&policy) {
        page.go(&form.address(operation));
        assert_eq!(page.run(leave_script), false, "{}", operation.title);
        page.type_answer("empresa", "E");
        assert_eq!(page.run(leave_script), true, "{}", operation.title);
    }
}
