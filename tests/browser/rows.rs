//! Rows are added and removed, and the focus moves with them.

use crate::driver::Script;
use crate::page::Page;
use crate::support::folio::Server;

const ALTA: &str = "/gsuite/alta/";
const ADD: &str = "[data-add='cuentas']";

/// Returns the id of the first control of a row.
fn first_of(row: usize) -> String {
    format!("cuentas-{row}-correo_principal")
}

#[test]
fn rows_are_added_and_removed_without_script() {
    assert_rows_added_and_removed(Script::Off);
}

#[test]
fn rows_are_added_and_removed_with_script() {
    assert_rows_added_and_removed(Script::On);
}

#[track_caller]
fn assert_rows_added_and_removed(script: Script) {
    let server = Server::start();
    let page = Page::open(&server, script);
    page.go(ALTA);
    page.type_answer("empresa", "Fábrica «El Sol» & Cía");
    page.type_answer("cuentas.1.correo_principal", "uno@empresa.mx");
    for row in 2..=3 {
        page.find(ADD).click();
        page.find(&format!("#cuentas-{row}"));
        assert_eq!(page.focus(), first_of(row), "the focus after a row was added");
        page.type_answer(&format!("cuentas.{row}.correo_principal"), &format!("numero{row}@empresa.mx"));
    }
    page.find("[data-remove='cuentas.2']").click();
    page.wait_until("return !document.querySelector('#cuentas-3')");
    assert_eq!(page.texts("[data-row] > legend"), ["Cuenta 1", "Cuenta 2"]);
    let left =
        page.run("return [...document.querySelectorAll('[name$=correo_principal]')].map((one) => one.value)");
    assert_eq!(left, serde_json::json!(["uno@empresa.mx", "numero3@empresa.mx"]));
    assert_eq!(page.find("[name=empresa]").property("value"), "Fábrica «El Sol» & Cía");
    assert_eq!(page.texts("[data-refused]"), [""; 0], "nothing is judged while rows come and go");
    page.find("[data-remove='cuentas.1']").click();
    page.wait_until("return !document.querySelector('#cuentas-2')");
    assert!(!page.find("[data-remove='cuentas.1']").is_shown(), "the only row cannot be removed");
}

#[test]
fn add_button_is_hidden_at_50_rows() {
    let server = Server::start();
    let page = Page::open(&server, Script::On);
    page.go(ALTA);
    page.run(
        "for (let row = 1; row < 50; row += 1) document.querySelector(\"[data-add='cuentas']\").click()",
    );
    assert_eq!(page.count("[data-row]"), 50);
    assert!(!page.find(ADD).is_shown());
    page.find("[data-remove='cuentas.50']").click();
    assert!(page.find(ADD).is_shown());
}

#[test]
fn row_changes_are_announced() {
    let server = Server::start();
    let page = Page::open(&server, Script::On);
    page.go(ALTA);
    page.run(
        "
        window.heard = [];
        new MutationObserver(() => {
            const said = document.querySelector('[data-slot=said]').textContent;
            if (said) window.heard.push(said);
        }).observe(document.querySelector('[role=status][data-slot=said]'), {childList: true});
    ",
    );
    page.find(ADD).click();
    page.wait_until("return window.heard.length === 1");
    page.find("[data-remove='cuentas.1']").click();
    page.wait_until("return window.heard.length === 2");
    let heard = page.run("return window.heard");
    assert_eq!(heard, serde_json::json!(["Se agregó la cuenta 2", "Se quitó la cuenta 1. Total: 1."]));
    assert_eq!(page.focus(), first_of(1), "the focus after a row was removed");
}
