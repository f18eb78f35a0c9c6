//! Every field at, below and above each of its limits: HTML forms and JSON get the same result.

use super::{operations, read_policy};
use crate::support::answers::{Request, limit_cases};
use crate::support::folio::Server;

#[test]
fn form_and_json_agree_at_every_field_limit() {
    let server = Server::start();
    let policy = read_policy(&server);
    let mut edges_seen = 0;
    for (address, _, operation) in operations(&policy) {
        for (_, field) in operation.fields() {
            for (i, edge) in limit_cases(field).into_iter().enumerate() {
                let mut request = Request::sample(operation, &format!("e{i}"));
                request.satisfy_condition(operation, field, &format!("e{i}"));
                let values: Vec<&str> = edge.values.iter().map(String::as_str).collect();
                request.set(operation, &field.id, &values);
                let name = Request::name(operation, &field.id);
                let at = format!("{address} {name} edge {i}: {:.60}", edge.values[0]);

                let page = server.post_form(&address, &request.pairs());
                let program = server.post_json(&address, &[], &request.json());
                if edge.is_valid {
                    assert_eq!(page.status, 303, "{at}: {:?}", page.invalid_fields());
                    assert_eq!(program.status, 201, "{at}: {}", program.body);
                } else {
                    assert_eq!((page.status, program.status), (422, 422), "{at}");
                    let errors = program.json()["errors"].as_array().unwrap().clone();
                    let names: Vec<String> =
                        errors.iter().map(|error| error["name"].as_str().unwrap().to_owned()).collect();
                    assert_eq!(page.invalid_fields(), names, "{at}");
                    assert!(names.contains(&name), "{at}: {names:?}");
                    for error in &errors {
                        let text = escaped(error["detail"].as_str().unwrap());
                        assert!(!text.is_empty(), "{at}: {error}");
                        assert!(
                            page.body.matches(text.as_str()).count() >= 2,
                            "{at}: «{text}» in slot and summary"
                        );
                    }
                }
                edges_seen += 1;
            }
        }
    }
    assert!(edges_seen > 500, "{edges_seen}");
}

/// Returns the text as HTML escapes it.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[test]
fn row_51_is_rejected_and_50_are_accepted() {
    let server = Server::start();
    let policy = read_policy(&server);
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
    assert_eq!(page.input_value("cuentas.51.correo_principal").as_deref(), Some("una-mas@empresa.mx"));
}

#[test]
fn cross_field_rules_are_enforced() {
    let server = Server::start();
    let policy = read_policy(&server);
    let invalid_fields = |path: &str, change: &dyn Fn(&mut Request, &policy::Operation)| {
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
    let twice = invalid_fields("gsuite/alta", &|request, operation| {
        request.set(operation, "correo_principal", &["ana@empresa.mx"]);
        request.add_row("cuentas", &[("correo_principal", "ANA@empresa.mx")]);
    });
    assert_eq!(twice, ["cuentas.2.correo_principal repetido"]);
    let excluded = invalid_fields("office365/baja", &|request, operation| {
        request.set(operation, "acciones_baja", &["eliminar", "convertir"]);
    });
    assert!(excluded.iter().any(|one| one.ends_with("acciones_baja excluye")), "{excluded:?}");
    let itself = invalid_fields("gsuite/baja", &|request, operation| {
        let field = operation.fields().find(|(_, field)| field.id == "transferir_a").unwrap().1;
        request.satisfy_condition(operation, field, "a");
        request.set(operation, "cuenta", &["ana@empresa.mx"]);
        request.set(operation, "transferir_a", &["ana@empresa.mx"]);
    });
    assert_eq!(itself, ["cuentas.1.transferir_a igual"]);
}
