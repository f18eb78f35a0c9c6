//! Each field at, under and over each of its limits: the page and the program get the same verdict.

use super::{operations, policy};
use crate::support::answers::{Request, edges};
use crate::support::folio::Server;

#[test]
fn the_page_and_the_program_get_the_same_verdict_at_every_edge() {
    let server = Server::start();
    let policy = policy(&server);
    let mut edges_seen = 0;
    for (address, _, operation) in operations(&policy) {
        for (_, field) in operation.fields() {
            for (i, edge) in edges(field).into_iter().enumerate() {
                let mut request = Request::sample(operation, &format!("e{i}"));
                request.make_apply(operation, field, &format!("e{i}"));
                let values: Vec<&str> = edge.values.iter().map(String::as_str).collect();
                request.set(operation, &field.id, &values);
                let name = Request::name(operation, &field.id);
                let at = format!("{address} {name} edge {i}: {:.60}", edge.values[0]);

                let page = server.post_form(&address, &request.pairs());
                let program = server.post_json(&address, &[], &request.json());
                if edge.fits {
                    assert_eq!(page.status, 303, "{at}: {:?}", page.refused());
                    assert_eq!(program.status, 201, "{at}: {}", program.body);
                } else {
                    assert_eq!((page.status, program.status), (422, 422), "{at}");
                    let errors = program.json()["errors"].as_array().unwrap().clone();
                    let names: Vec<String> =
                        errors.iter().map(|error| error["name"].as_str().unwrap().to_owned()).collect();
                    assert_eq!(page.refused(), names, "{at}");
                    assert!(names.contains(&name), "{at}: {names:?}");
                    for error in &errors {
                        let words = escaped(error["detail"].as_str().unwrap());
                        assert!(!words.is_empty(), "{at}: {error}");
                        assert!(
                            page.body.matches(words.as_str()).count() >= 2,
                            "{at}: «{words}» in slot and summary"
                        );
                    }
                }
                edges_seen += 1;
            }
        }
    }
    assert!(edges_seen > 500, "{edges_seen}");
}

/// Text as it stands in HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[test]
fn fifty_rows_are_taken_and_fifty_one_are_not() {
    let server = Server::start();
    let policy = policy(&server);
    let operation = policy.form("gsuite").unwrap().operation("alta").unwrap();
    let mut request = Request::sample(operation, "a");
    for n in 2..=50 {
        request.add_row("cuentas", &[("correo_principal", &format!("cuenta{n}@empresa.mx"))]);
    }
    assert_eq!(server.post_json("/api/tickets/gsuite/alta", &[], &request.json()).status, 201);
    request.add_row("cuentas", &[("correo_principal", "una-mas@empresa.mx")]);
    let page = server.post_form("/api/tickets/gsuite/alta", &request.pairs());
    assert_eq!(page.status, 422);
    assert!(page.body.contains("hasta 50 cuentas"), "{}", page.body);
    assert_eq!(page.value("cuentas.51.correo_principal").as_deref(), Some("una-mas@empresa.mx"));
}

#[test]
fn the_cross_rules_hold() {
    let server = Server::start();
    let policy = policy(&server);
    let refused = |path: &str, change: &dyn Fn(&mut Request, &policy::Operation)| {
        let (form, id) = path.split_once('/').unwrap();
        let operation = policy.form(form).unwrap().operation(id).unwrap();
        let mut request = Request::sample(operation, "a");
        change(&mut request, operation);
        let answer = server.post_json(&format!("/api/tickets/{path}"), &[], &request.json()).json();
        let errors = answer["errors"].as_array().cloned().unwrap_or_default();
        errors
            .iter()
            .map(|error| format!("{} {}", error["name"], error["code"]).replace('"', ""))
            .collect::<Vec<_>>()
    };
    let twice = refused("gsuite/alta", &|request, operation| {
        request.set(operation, "correo_principal", &["ana@empresa.mx"]);
        request.add_row("cuentas", &[("correo_principal", "ANA@empresa.mx")]);
    });
    assert_eq!(twice, ["cuentas.2.correo_principal repetido"]);
    let excluded = refused("office365/baja", &|request, operation| {
        request.set(operation, "acciones_baja", &["eliminar", "convertir"]);
    });
    assert!(excluded.iter().any(|one| one.ends_with("acciones_baja excluye")), "{excluded:?}");
    let itself = refused("gsuite/baja", &|request, operation| {
        let field = operation.fields().find(|(_, field)| field.id == "transferir_a").unwrap().1;
        request.make_apply(operation, field, "a");
        request.set(operation, "cuenta", &["ana@empresa.mx"]);
        request.set(operation, "transferir_a", &["ana@empresa.mx"]);
    });
    assert_eq!(itself, ["cuentas.1.transferir_a igual"]);
}
