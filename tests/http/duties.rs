//! What HTTP asks of the API, and what it must never tell.

use serde_json::json;

use super::{operations, policy, tickets};
use crate::support::answers::Request;
use crate::support::folio::{Server, keep_page};

const ALTA: &str = "/api/tickets/gsuite/alta";
const FORM: &str = "application/x-www-form-urlencoded";

#[test]
fn health_says_ok_and_nothing_of_versions() {
    let answer = Server::start().get_json("/api/health");
    assert_eq!((answer.status, answer.json()), (200, json!({"status": "ok"})));
}

#[test]
fn each_wrong_request_has_its_problem() {
    let server = Server::start();
    let problem = |path: &str, kind: &str, body: &[u8]| {
        let answer = server.post(path, kind, "application/json", &[], body);
        assert_eq!(
            answer.header("content-type"),
            "application/problem+json",
            "{path} {kind}: {}",
            answer.body
        );
        let problem = answer.json();
        assert_eq!(problem["status"], answer.status);
        assert!(!problem["title"].as_str().unwrap().is_empty());
        let code = problem["type"].as_str().unwrap().rsplit_once('#').unwrap().1.to_owned();
        assert!(
            server.get("/problemas/").body.contains(&format!("id=\"{code}\"")),
            "{code} is explained on a page"
        );
        (answer.status, code)
    };
    let told = |status: u16, code: &str| (status, code.to_owned());
    assert_eq!(problem("/api/tickets/gsuite/nada", FORM, b""), told(404, "no-encontrado"));
    assert_eq!(problem("/api/tickets/nada/alta", FORM, b""), told(404, "no-encontrado"));
    assert_eq!(problem("/api/nada", FORM, b""), told(404, "no-encontrado"));
    assert_eq!(problem("/api/health", FORM, b""), told(405, "metodo"));
    assert_eq!(problem(ALTA, "text/plain", b"empresa=x"), told(415, "tipo-de-contenido"));
    assert_eq!(problem(ALTA, "multipart/form-data; boundary=x", b"--x--"), told(415, "tipo-de-contenido"));
    assert_eq!(problem(ALTA, FORM, &vec![b'a'; 1024 * 1024]), told(413, "cuerpo-grande"));
    assert_eq!(problem(ALTA, FORM, b"empresa=%FF"), told(400, "cuerpo-ilegible"));
    assert_eq!(problem(ALTA, FORM, b"empresa=%G1"), told(400, "cuerpo-ilegible"));
    assert_eq!(problem(ALTA, "application/json", b"{"), told(400, "cuerpo-ilegible"));
    assert_eq!(problem(ALTA, "application/json", b"[]"), told(400, "cuerpo-ilegible"));
    let deep = [vec![b'['; 100_000], vec![b']'; 100_000]].concat();
    assert_eq!(problem(ALTA, "application/json", &deep), told(400, "cuerpo-ilegible"));
    assert_eq!(problem(ALTA, FORM, b""), told(422, "respuestas"));
    assert_eq!(problem(ALTA, "application/json", b"{\"estado\":\"cerrado\"}"), told(422, "respuestas"));
    assert!(tickets(&server).is_empty());
}

#[test]
fn a_browser_gets_a_page_for_each_problem() {
    let server = Server::start();
    let answer = server.get("/api/nada");
    assert_eq!(answer.status, 404);
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    assert!(answer.body.contains(answer.header("x-request-id")), "the page has the number to quote");
    keep_page("api-problem", &answer.body);
    let answer = server.post(ALTA, FORM, "text/html", &[], b"empresa=%FF");
    assert_eq!((answer.status, answer.header("content-type")), (400, "text/html; charset=utf-8"));
}

#[test]
fn a_key_is_a_short_text() {
    let server = Server::start();
    let policy = policy(&server);
    let (address, _, operation) = operations(&policy).next().unwrap();
    let body = Request::sample(operation, "a").json();
    let long = format!("\"{}\"", "k".repeat(300));
    for key in ["", "\"\"", "\"sin cerrar", long.as_str()] {
        let answer = server.post_json(&address, &[("idempotency-key", key)], &body);
        assert_eq!(answer.status, 400, "{key}: {}", answer.body);
    }
    assert!(tickets(&server).is_empty());
}

#[test]
fn every_answer_has_the_headers_of_production_and_none_is_kept() {
    let server = Server::start();
    for path in ["/", "/canales/", "/nada/", "/api/health", "/api/nada", "/assets/nada.css"] {
        let answer = server.get(path);
        assert!(answer.header("content-security-policy").starts_with("default-src 'none'"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert!(answer.header("strict-transport-security").contains("includeSubDomains"), "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), "", "{path}");
        if path.starts_with("/api/") {
            assert_eq!(answer.header("cache-control"), "no-store", "{path}");
            assert!(!answer.header("x-request-id").is_empty(), "{path}");
        }
    }
}

#[test]
fn what_was_answered_is_never_logged() {
    let server = Server::start();
    let policy = policy(&server);
    for (address, _, operation) in operations(&policy) {
        let mut request = Request::sample(operation, "secreto");
        for (_, field) in operation.fields() {
            request.make_apply(operation, field, "secreto");
        }
        request.set(operation, "empresa", &["secreto"]);
        let sent = server.post_form(&address, &request.pairs());
        server.get(sent.header("location"));
        request.set(operation, "telefono_contacto", &["secreto"]);
        assert_eq!(server.post_form(&address, &request.pairs()).status, 422);
    }
    let log = server.talk();
    assert!(log.lines().filter(|line| line.contains("request")).count() >= 30, "{log}");
    assert!(log.contains("telefono_contacto"), "the names of refused fields are logged: {log}");
    for mark in ["secreto", "empresa.mx", "5225000", "1522 5000"] {
        assert!(!log.contains(mark), "«{mark}» is logged: {log}");
    }
}
