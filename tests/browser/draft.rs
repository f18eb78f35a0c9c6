//! Nothing that was typed is lost.

use serde_json::{Value, json};

use crate::driver::Script;
use crate::page::Page;
use crate::support::answers::Request;
use crate::support::folio::Server;
use crate::{operations, policy, tickets};

const CONTINUE: &str = "[data-slot='draft'] [value='continuar']";
const DISCARD: &str = "[data-slot='draft'] [value='descartar']";

/// Every answer that the form holds, but what a visitor does not see.
const HELD: &str = "
    const hidden = new Set(['version_formulario', 'trampa', 'token_envio', 'pagina_vista_en']);
    return [...new FormData(document.querySelector('main form'))].filter(([name]) => !hidden.has(name));
";

/// A page on which the whole form of some accounts is typed and not sent.
fn typed(server: &Server) -> (Page, Value) {
    let policy = policy(server);
    let operation = policy.form("gsuite").unwrap().operation("alta").unwrap();
    let mut request = Request::sample(operation, "a");
    request.add_row("cuentas", &[("correo_principal", "dos@empresa.mx")]);
    let page = Page::of(server, Script::On);
    page.go("/gsuite/alta/");
    page.answer(&request);
    let held = page.run(HELD);
    (page, held)
}

#[test]
fn a_draft_is_offered_after_a_reload_and_sent_as_it_was() {
    let server = Server::start();
    let (page, held) = typed(&server);
    page.reload();
    assert_ne!(page.run(HELD), held, "nothing is put back unasked");
    page.find(CONTINUE).click();
    assert_eq!(page.run(HELD), held);
    assert!(!page.find(CONTINUE).is_shown());
    page.send();
    assert_eq!(tickets(&server).len(), 1);
    assert_eq!(tickets(&server)[0]["row_count"], json!({"N": "2"}));

    page.go("/gsuite/alta/");
    assert!(!page.find(CONTINUE).is_shown(), "what was sent is no draft");
    assert_eq!(page.run("return sessionStorage.length"), 0);
}

#[test]
fn a_draft_that_is_discarded_does_not_come_back() {
    let server = Server::start();
    let (page, _) = typed(&server);
    page.reload();
    page.find(DISCARD).click();
    page.reload();
    assert!(!page.find(CONTINUE).is_shown());
}

#[test]
fn a_draft_holds_neither_what_only_programs_fill_nor_another_form() {
    let server = Server::start();
    let (page, _) = typed(&server);
    page.run("document.querySelector('#trampa').value = 'miel'");
    page.reload();
    let kept = page.run("return JSON.stringify({...sessionStorage})");
    let kept = kept.as_str().unwrap();
    assert!(kept.contains("dos@empresa.mx") && !kept.contains("trampa") && !kept.contains("miel"), "{kept}");
    page.go("/gsuite/baja/");
    assert!(!page.find(CONTINUE).is_shown());
}

#[test]
fn leaving_is_asked_about_only_once_something_was_typed() {
    let server = Server::start();
    let policy = policy(&server);
    let page = Page::of(&server, Script::On);
    let asks = "
        const leaving = new Event('beforeunload', {cancelable: true});
        dispatchEvent(leaving);
        return leaving.defaultPrevented;
    ";
    for (form, operation) in operations(&policy) {
        page.go(&form.address(operation));
        assert_eq!(page.run(asks), false, "{}", operation.title);
        page.answer_one("empresa", "E");
        assert_eq!(page.run(asks), true, "{}", operation.title);
    }
}
