//! From a valid request to a stored ticket and its confirmation.

use serde_json::json;

use super::{operations, read_policy, read_tickets};
use crate::support::answers::Request;
use crate::support::folio::{Server, save_page_for_html_validation};

#[test]
fn every_form_is_accepted_as_html_and_json() {
    let server = Server::start();
    let policy = read_policy(&server);
    let mut count = 0;
    for (address, kind, operation) in operations(&policy) {
        let page = server.post_form(&address, &Request::sample(operation, "pagina").pairs());
        assert_eq!(page.status, 303, "{address}: {:?} {}", page.invalid_fields(), page.body);
        let confirmation = server.get(page.header("location"));
        assert_eq!(confirmation.status, 200, "{address}");
        let folio = page.header("location")["/api/tickets/".len()..].split('?').next().unwrap().to_owned();
        assert!(confirmation.body.contains(&folio), "{address}: {}", confirmation.body);
        assert!(confirmation.body.contains("Le responderemos a más tardar el"), "{address}");

        let program = server.post_json(&address, &[], &Request::sample(operation, "programa").json());
        assert_eq!(program.status, 201, "{address}: {}", program.body);
        let ticket = program.json();
        assert_eq!(ticket["kind"], kind.name());
        assert_eq!(
            ticket["level"],
            policy.levels.initial().id,
            "every ticket enters at the first level (F22)"
        );
        assert_eq!(program.header("location"), ticket["confirmation"]);
        count += 2;
    }
    let stored = read_tickets(&server);
    assert_eq!(stored.len(), count);
    assert!(stored.iter().all(|ticket| ticket["policy_version"]["S"] == policy.version), "{:?}", stored[0]);
}

#[test]
fn respond_by_matches_policy() {
    let server = Server::start();
    let policy = read_policy(&server);
    let (address, _, operation) = operations(&policy).next().unwrap();
    let ticket = server.post_json(&address, &[], &Request::sample(operation, "a").json()).json();
    let received = chrono::DateTime::parse_from_rfc3339(ticket["received"].as_str().unwrap()).unwrap();
    let due = policy.calendar.respond_by(received.to_utc(), policy.levels.initial()).unwrap();
    assert_eq!(chrono::DateTime::parse_from_rfc3339(ticket["respond_by"].as_str().unwrap()).unwrap(), due);
}

#[test]
fn confirmation_shows_phone_only_for_falla() {
    let server = Server::start();
    let policy = read_policy(&server);
    for (address, kind, operation) in operations(&policy) {
        let response = server.post_form(&address, &Request::sample(operation, "a").pairs());
        let page = server.get(response.header("location")).body;
        save_page_for_html_validation(&format!("api-confirmation-{address}"), &page);
        let main = page.split("<main").nth(1).unwrap().split("</main>").next().unwrap();
        assert_eq!(main.contains("tel:"), kind == policy::TicketKind::Falla, "{address}: {main}");
    }
}

#[test]
fn confirmation_contains_no_personal_data() {
    let server = Server::start();
    let policy = read_policy(&server);
    for (address, _, operation) in operations(&policy) {
        let mut request = Request::sample(operation, "marca");
        request.set(operation, "empresa", &["Marcada SA"]);
        let response = server.post_form(&address, &request.pairs());
        let location = response.header("location");
        let page = server.get(location).body;
        let program = server.get_json(location).body;
        for text in [location, &page, &program] {
            for marker in ["marca", "Marcada", "empresa.mx", "8115225000"] {
                let shown = text.replace("tel:+528115225000", "");
                assert!(!shown.contains(marker), "{address}: «{marker}» in {shown}");
            }
        }
    }
}

#[test]
fn wrong_token_and_unknown_folio_return_same_404() {
    let server = Server::start();
    let policy = read_policy(&server);
    let (address, _, operation) = operations(&policy).next().unwrap();
    let mine = server.post_form(&address, &Request::sample(operation, "a").pairs());
    let other = server.post_form(&address, &Request::sample(operation, "b").pairs());
    let (path, token) = mine.header("location").split_once("?t=").unwrap();
    let (other, _) = other.header("location").split_once('?').unwrap();
    let wrong = [
        path.to_owned(),
        format!("{path}?t="),
        format!("{path}?t={}", &token[..token.len() - 1]),
        format!("{other}?t={token}"),
        format!("/api/tickets/222-222-222?t={token}"),
        format!("/api/tickets/nada?t={token}"),
        format!("{path}?t=%FF"),
    ];
    let answers: Vec<_> = wrong.iter().map(|path| server.get_json(path)).collect();
    let without_id = |answer: &crate::support::http::Response| {
        let mut body = answer.json();
        body.as_object_mut().unwrap().remove("request_id");
        (answer.status, body)
    };
    for answer in &answers {
        assert_eq!(without_id(answer), without_id(&answers[0]));
    }
    assert_eq!(answers[0].status, 404);
}

#[test]
fn duplicate_submission_is_stored_once() {
    let server = Server::start();
    let policy = read_policy(&server);
    let (address, _, operation) = operations(&policy).next().unwrap();
    let request = Request::sample(operation, "a");
    let first = server.post_form(&address, &request.pairs());
    let second = server.post_form(&address, &request.pairs());
    assert_eq!((first.status, second.status), (303, 303));
    assert_eq!(first.header("location"), second.header("location"));

    let key = [("idempotency-key", "\"clave-1\"")];
    let body = Request::sample(operation, "b").json();
    let first = server.post_json(&address, &key, &body);
    let second = server.post_json(&address, &key, &body);
    assert_eq!(first.json(), second.json());
    assert_eq!(second.header("idempotent-replayed"), "true");

    let other = server.post_json(&address, &key, &Request::sample(operation, "c").json());
    assert_eq!(other.status, 422, "{}", other.body);
    assert!(other.json()["type"].as_str().unwrap().ends_with("#clave-repetida"), "{}", other.body);
    assert_eq!(read_tickets(&server).len(), 2);
}

#[test]
fn concurrent_duplicates_store_one_ticket() {
    let server = Server::start();
    let policy = read_policy(&server);
    let (address, _, operation) = operations(&policy).next().unwrap();
    let pairs = Request::sample(operation, "a").pairs();
    let locations: std::collections::BTreeSet<String> = std::thread::scope(|scope| {
        let send = || server.post_form(&address, &pairs);
        let senders: Vec<_> = (0..20).map(|_| scope.spawn(send)).collect();
        let answers = senders.into_iter().map(|sender| sender.join().unwrap());
        answers.map(|answer| answer.header("location").to_owned()).collect()
    });
    assert_eq!(locations.len(), 1, "{locations:?}");
    assert_eq!(read_tickets(&server).len(), 1);
}

#[test]
fn acknowledged_ticket_survives_sigkill() {
    let mut server = Server::start();
    let policy = read_policy(&server);
    let (address, _, operation) = operations(&policy).next().unwrap();
    let body = Request::sample(operation, "a").json();
    let receipt = server.post_json(&address, &[("idempotency-key", "\"k\"")], &body).json();
    server.kill();
    let stored = read_tickets(&server);
    assert_eq!(stored.len(), 1);
    assert_eq!(stored[0]["folio"]["S"], receipt["folio"]);

    let server = server.restart_after_kill();
    let again = server.post_json(&address, &[("idempotency-key", "\"k\"")], &body);
    assert_eq!(again.json()["folio"], receipt["folio"]);
    let confirmation = server.get_json(receipt["confirmation"].as_str().unwrap());
    assert_eq!((confirmation.status, confirmation.json()["folio"].clone()), (200, receipt["folio"].clone()));
}

#[test]
fn ticket_stores_rows_and_normalized_answers() {
    let server = Server::start();
    let policy = read_policy(&server);
    let operation = policy.form("gsuite").unwrap().operation("alta").unwrap();
    let mut request = Request::sample(operation, "a");
    request.add_row("cuentas", &[("correo_principal", "Uno@empresa.mx")]);
    request.add_row("cuentas", &[("correo_principal", "dos@empresa.mx")]);
    let response = server.post_form("/api/tickets/gsuite/alta", &request.pairs());
    assert_eq!(response.status, 303, "{:?}", response.invalid_fields());
    assert!(server.get(response.header("location")).body.contains("3 cuentas"));
    let ticket = read_tickets(&server).remove(0);
    let rows = &ticket["rows"]["M"]["cuentas"]["L"];
    assert_eq!(rows.as_array().unwrap().len(), 3);
    assert_eq!(rows[1]["M"]["correo_principal"], json!({"S": "uno@empresa.mx"}));
    assert_eq!(ticket["kind"]["S"], "Alta");
    assert_eq!(ticket["queue"]["S"], "OPEN");
}
