//! Accounts pasted from a spreadsheet.

use serde_json::json;

use crate::driver::Script;
use crate::page::Page;
use crate::support::answers::Request;
use crate::support::folio::{Server, save_page_for_html_validation};
use crate::{read_policy, read_tickets};

/// Columns of Google's template as a spreadsheet copies them. The second of the three rows has an error.
const TABLE: &str = "First Name [Required]\tLast Name [Required]\tEmail Address [Required]\tPassword [Required]\n\
    Ana\tLópez\tana@empresa.mx\tS3creto!\n\
    José\tMuñoz\tjosé.muñoz@empresa.mx\tS3creto!\n\
    \"Beto \"\"B\"\"\"\tRuiz\tbeto@empresa.mx\tS3creto!\n";

#[test]
fn paste_fills_rows_without_script() {
    assert_paste_fills_rows(Script::Off);
}

#[test]
fn paste_fills_rows_with_script() {
    assert_paste_fills_rows(Script::On);
}

#[track_caller]
fn assert_paste_fills_rows(script: Script) {
    let server = Server::start();
    let policy = read_policy(&server);
    let operation = policy.form("gsuite").unwrap().operation("alta").unwrap();
    let page = Page::open(&server, script);
    page.go("/gsuite/alta/");
    page.fill(&Request::sample(operation, "uno"));
    page.find("details[data-paste='cuentas'] > summary").click();
    page.run_with("document.querySelector('#pegado-cuentas').value = arguments[0]", &[json!(TABLE)]);
    page.find("[value='pegar.cuentas']").click();
    page.find("[data-slot='paste']:not([hidden])");
    let shown = page.texts("[data-slot='paste'] li").join("\n");
    assert!(shown.contains("Agregamos 3 cuentas"), "{shown}");
    assert!(shown.contains("La columna Password no se leyó. No envíe contraseñas"), "{shown}");
    save_page_for_html_validation(&format!("browser-{script:?}-pasted"), &page.html());

    let addresses =
        "return [...document.querySelectorAll('[name$=correo_principal]')].map((one) => one.value)";
    let read =
        ["correoprincipaluno@empresa.mx", "ana@empresa.mx", "josé.muñoz@empresa.mx", "beto@empresa.mx"];
    assert_eq!(
        page.run(addresses),
        json!(read),
        "the row that was typed stays, and the good ones with the bad"
    );
    assert_eq!(page.find("[name='cuentas.4.nombre']").property("value"), "Beto \"B\"");
    assert_eq!(page.attributes("[data-refused]", "data-field"), ["cuentas.3.correo_principal"]);
    let fault = page.texts("[data-fault='cuentas.3.correo_principal']").concat();
    assert!(fault.contains("acentos"), "{fault}");
    let everything = page.run(
        "return [...new FormData(document.querySelector('main form'))].join() + document.body.innerHTML",
    );
    assert!(!everything.as_str().unwrap().contains("S3creto"), "a password is thrown away");
    assert!(read_tickets(&server).is_empty());

    page.type_answer("cuentas.3.correo_principal", "jose.munoz@empresa.mx");
    page.send();
    let stored = read_tickets(&server);
    assert_eq!((stored.len(), &stored[0]["row_count"]), (1, &json!({"N": "4"})));
    assert!(!stored[0].to_string().contains("S3creto"));
}
