//! Destructive requests: the consequences are listed with dates and confirmed before the ticket is stored.

use policy::text::spanish;
use serde_json::{Value, json};

use super::{read_policy, read_tickets};
use crate::support::answers::Request;
use crate::support::folio::{Server, save_page_for_html_validation};
use crate::support::http::Response;

/// Each destructive operation: the form, the field, its choice, and the retention in days of the vendor.
const DESTRUCTIVE: [(&str, &str, &str, u64); 3] = [
    ("corp", "tipo_baja", "eliminar", 14),
    ("gsuite", "tipo_baja", "eliminar", 20),
    ("office365", "acciones_baja", "eliminar", 30),
];

fn address(form: &str) -> String {
    format!("/api/tickets/{form}/baja")
}

/// Returns an unconfirmed request for a destructive Baja.
fn destructive_request(server: &Server, form: &str, field: &str, choice: &str) -> Request {
    let policy = read_policy(server);
    let operation = policy.form(form).unwrap().operation("baja").unwrap();
    let mut request = Request::sample(operation, "a");
    request.set(operation, field, &[choice]);
    for (_, other) in
        operation.fields().filter(|(_, other)| other.when.as_ref().is_some_and(|when| when.field == field))
    {
        if !other.optional && other.when.as_ref().unwrap().is.iter().any(|is| is == choice) {
            request.satisfy_condition(operation, other, "a");
        }
    }
    request
}

#[expect(clippy::disallowed_methods, reason = "the server under test reads the same clock")]
fn today() -> chrono::NaiveDate {
    let now = chrono::DateTime::<chrono::Utc>::from(std::time::SystemTime::now());
    now.with_timezone(&chrono_tz::America::Mexico_City).date_naive()
}

/// Returns the confirmation code on the button of a review page.
#[track_caller]
fn confirmation_code(page: &Response) -> String {
    let (_, rest) = page.body.split_once("name=\"confirmacion\" value=\"").unwrap();
    rest.split_once('"').unwrap().0.to_owned()
}

fn with(pairs: &[(String, String)], name: &str, value: &str) -> Vec<(String, String)> {
    let mut pairs = pairs.to_vec();
    pairs.retain(|(known, _)| known != name);
    pairs.push((name.to_owned(), value.to_owned()));
    pairs
}

#[test]
fn destructive_baja_is_confirmed_and_stored_once() {
    let server = Server::start();
    for (form, field, choice, days) in DESTRUCTIVE {
        let request = destructive_request(&server, form, field, choice).without_confirmation();
        let before = read_tickets(&server).len();
        let page = server.post_form(&address(form), &request.pairs());
        assert_eq!(page.status, 200, "{form}: {:?}", page.invalid_fields());
        save_page_for_html_validation(&format!("api-review-{form}"), &page.body);
        assert!(
            page.body.contains(
                "id=\"revision\" tabindex=\"-1\" aria-labelledby=\"revision--titulo\" autofocus=\"\""
            )
        );
        assert!(
            page.body.contains("<div class=\"send\" data-slot=\"send\" hidden=\"\">"),
            "one button submits"
        );
        assert!(page.body.contains("cuentaa@empresa.mx"), "{form}: the account is named");
        let last = spanish::format_date(today() + chrono::Days::new(days));
        assert!(page.body.contains(&format!("hasta el {last};")), "{form}: {last}");
        assert!(
            page.body.contains("<dt>Cuenta</dt><dd>cuentaa@empresa.mx</dd>"),
            "{form}: the answers are listed"
        );
        assert_eq!(read_tickets(&server).len(), before, "nothing is stored yet");

        let confirmed = with(&request.pairs(), "confirmacion", &confirmation_code(&page));
        let first = server.post_form(&address(form), &confirmed);
        assert_eq!(first.status, 303, "{form}: {}", first.body);
        let again = server.post_form(&address(form), &confirmed);
        assert_eq!(again.header("location"), first.header("location"), "a duplicate is stored once");
        assert_eq!(read_tickets(&server).len(), before + 1);
    }
}

#[test]
fn changed_answer_needs_new_confirmation() {
    let server = Server::start();
    let request = destructive_request(&server, "gsuite", "tipo_baja", "eliminar").without_confirmation();
    let page = server.post_form(&address("gsuite"), &request.pairs());
    let confirmed = with(&request.pairs(), "confirmacion", &confirmation_code(&page));
    let changed = with(&confirmed, "cuentas.1.cuenta", "otra@empresa.mx");
    let again = server.post_form(&address("gsuite"), &changed);
    assert_eq!(again.status, 200);
    assert!(again.body.contains("Se elimina la cuenta otra@empresa.mx"));
    assert_ne!(confirmation_code(&again), confirmation_code(&page));
    let wrong = server.post_form(&address("gsuite"), &with(&changed, "telefono_contacto", "1"));
    assert_eq!(wrong.status, 422, "errors come before the review");
    assert!(
        wrong.body.contains("id=\"revision\" tabindex=\"-1\" aria-labelledby=\"revision--titulo\" hidden")
    );
    assert!(read_tickets(&server).is_empty());
    assert_eq!(
        server
            .post_form(&address("gsuite"), &with(&changed, "confirmacion", &confirmation_code(&again)))
            .status,
        303
    );
}

#[test]
fn json_client_confirms_with_true_or_confirmation_code() {
    let server = Server::start();
    let body =
        destructive_request(&server, "office365", "acciones_baja", "eliminar").without_confirmation().json();
    let with = |confirmation: Value| {
        let mut body = body.clone();
        body["confirmacion"] = confirmation;
        server.post_json(&address("office365"), &[("idempotency-key", "\"k\"")], &body)
    };
    for confirmation in [Value::Null, json!(false), json!(""), json!("0123456789abcdef0123456789abcdef")] {
        let body = with(confirmation);
        assert_eq!((body.status, body.header("content-type")), (422, "application/problem+json"));
        let body = body.json();
        assert!(body["type"].as_str().unwrap().ends_with("/problemas/#por-confirmar"));
        assert_eq!(body["consecuencias"].as_array().unwrap().len(), 1);
        assert!(
            body["consecuencias"][0].as_str().unwrap().starts_with("Se elimina la cuenta cuentaa@empresa.mx")
        );
        assert!(body["partes"].as_array().unwrap().len() > 3);
    }
    for confirmation in [json!("no"), json!(1), json!(["si"]), json!("SI")] {
        assert_eq!(with(confirmation.clone()).status, 400, "{confirmation}");
    }
    assert!(read_tickets(&server).is_empty());
    let body = with(Value::Null).json();
    let accepted = with(body["confirmacion"].clone());
    assert_eq!(accepted.status, 201, "{}", accepted.body);
    let replayed = with(json!(true));
    assert_eq!(
        (replayed.status, replayed.header("idempotent-replayed")),
        (201, "true"),
        "the same request, once"
    );
    assert_eq!(read_tickets(&server).len(), 1);
}

#[test]
fn nondestructive_request_needs_no_confirmation() {
    let server = Server::start();
    let policy = read_policy(&server);
    let operation = policy.form("corp").unwrap().operation("baja").unwrap();
    let request = Request::sample(operation, "a").without_confirmation();
    assert_eq!(server.post_form(&address("corp"), &request.pairs()).status, 303);
    let alta = server.post_json("/api/tickets/corp/alta", &[], &json!({"confirmacion": true})).json();
    let names: Vec<&Value> = alta["errors"].as_array().unwrap().iter().map(|one| &one["name"]).collect();
    assert!(
        names.contains(&&json!("confirmacion")),
        "a form without destructive choices has no such field: {names:?}"
    );
}

#[test]
fn password_in_text_warns_but_does_not_block() {
    let server = Server::start();
    let request = destructive_request(&server, "corp", "tipo_baja", "eliminar").without_confirmation();
    let written = with(&request.pairs(), "descripcion", "El acceso es contraseña: abc123");
    let page = server.post_form(&address("corp"), &written);
    assert!(
        page.body.contains(
            "<ul data-slot=\"review-warnings\"><li>«Descripción detallada de la baja» parece tener"
        )
    );
    save_page_for_html_validation("api-review-password", &page.body);
    assert_eq!(
        server.post_form(&address("corp"), &with(&written, "confirmacion", &confirmation_code(&page))).status,
        303
    );
}
