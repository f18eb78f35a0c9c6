//! Invalid forms are rendered again with all input; rows are added and removed without script.

use super::{operations, read_policy, read_tickets};
use crate::support::answers::Request;
use crate::support::folio::{Server, save_page_for_html_validation};

/// Returns the pairs of a valid request with these changes.
fn pairs_with(server: &Server, changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let policy = read_policy(server);
    let operation = policy.form("gsuite").unwrap().operation("alta").unwrap();
    let mut pairs = Request::sample(operation, "a").pairs();
    for (name, value) in changes {
        pairs.retain(|(known, _)| known != name);
        pairs.push(((*name).to_owned(), (*value).to_owned()));
    }
    pairs
}

const ALTA: &str = "/api/tickets/gsuite/alta";

#[test]
fn invalid_form_page_keeps_all_input() {
    let server = Server::start();
    let hostile = "\"><script>alert(1)</script>&amp;";
    let pairs = pairs_with(
        &server,
        &[
            ("empresa", hostile),
            ("descripcion", "\n</textarea><b>x</b>\n dos"),
            ("cuentas.1.correo_principal", "ana.lopez"),
            ("telefono_contacto", "123"),
        ],
    );
    let page = server.post_form(ALTA, &pairs);
    assert_eq!(page.status, 422);
    assert_eq!(page.invalid_fields(), ["cuentas.1.correo_principal", "telefono_contacto"]);
    assert_eq!(page.input_value("cuentas.1.correo_principal").as_deref(), Some("ana.lopez"));
    assert_eq!(page.input_value("telefono_contacto").as_deref(), Some("123"));
    assert!(page.body.contains("data-error=\"Error: \">Error: "), "the title says that there are errors");
    assert!(page.body.contains("href=\"#cuentas-1-correo_principal\""), "the summary links to the field");
    assert_eq!(page.body.matches("aria-invalid=\"true\"").count(), 2);
    assert!(
        page.body.contains("value=\"&quot;><script>alert(1)</script>&amp;amp;\""),
        "input is in an attribute value"
    );
    assert!(!page.body.contains("</textarea><b>"), "input is escaped text");
    assert!(read_tickets(&server).is_empty());
    save_page_for_html_validation("api-hostile", &page.body);
}

#[test]
fn corrected_form_is_accepted() {
    let server = Server::start();
    let wrong = pairs_with(&server, &[("telefono_contacto", "123")]);
    assert_eq!(server.post_form(ALTA, &wrong).status, 422);
    assert_eq!(server.post_form(ALTA, &pairs_with(&server, &[])).status, 303);
    assert_eq!(read_tickets(&server).len(), 1);
}

#[test]
fn rows_are_added_and_removed_without_script() {
    let server = Server::start();
    let add = pairs_with(&server, &[("accion", "agregar.cuentas")]);
    let two = server.post_form(ALTA, &add);
    assert_eq!(two.status, 200);
    assert!(two.invalid_fields().is_empty(), "nothing is validated while rows are added");
    save_page_for_html_validation("api-two-rows", &two.body);
    assert!(two.body.contains("id=\"cuentas-2\"") && !two.body.contains("id=\"cuentas-3\""), "{}", two.body);
    let first = two.input_value("cuentas.1.correo_principal").unwrap();
    assert!(first.ends_with("@empresa.mx"), "{first}");

    let third = [
        ("cuentas.2.correo_principal", "segunda@empresa.mx"),
        ("cuentas.3.correo_principal", "tercera@empresa.mx"),
        ("accion", "quitar.cuentas.2"),
    ];
    let left = server.post_form(ALTA, &pairs_with(&server, &third));
    assert_eq!(left.status, 200);
    assert_eq!(left.input_value("cuentas.2.correo_principal").as_deref(), Some("tercera@empresa.mx"));
    assert!(!left.body.contains("id=\"cuentas-3\""));
    assert!(read_tickets(&server).is_empty());
}

#[test]
fn invalid_form_page_links_each_error_to_its_field() {
    let server = Server::start();
    let policy = read_policy(&server);
    for (address, _, operation) in operations(&policy) {
        let rows: Vec<(String, String)> = operation
            .fields()
            .filter_map(|(rows, field)| Some((format!("{}.1.{}", rows?.id, field.id), String::new())))
            .collect();
        let page = server.post_form(&address, &rows);
        assert_eq!(page.status, 422, "{address}");
        assert!(!page.invalid_fields().is_empty(), "{address}");
        save_page_for_html_validation(&format!("api-refused-{address}"), &page.body);
        for name in page.invalid_fields() {
            let id = name.replace('.', "-");
            assert!(page.body.contains(&format!("href=\"#{id}\"")), "{address}: no link to {id}");
            assert!(page.body.contains(&format!(" id=\"{id}\"")), "{address}: no {id}");
            let slot = page.body.split(&format!("data-fault=\"{name}\"")).nth(1).unwrap();
            let (tag, rest) = slot.split_once('>').unwrap();
            assert!(!tag.contains("hidden") && !rest.starts_with('<'), "{address}: {name} has no message");
        }
    }
}
