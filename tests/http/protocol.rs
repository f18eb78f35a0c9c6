//! HTTP rules of the API: status, headers, problems, and logs without client input.

use serde_json::json;

use super::{operations, read_policy, read_tickets};
use crate::support::answers::Request;
use crate::support::folio::{Server, save_page_for_html_validation};

const ALTA: &str = "/api/tickets/gsuite/alta";
const FORM: &str = "application/x-www-form-urlencoded";

#[test]
fn health_returns_ok_without_version() {
    let answer = Server::start().get_json("/api/health");
    assert_eq!((answer.status, answer.json()), (200, json!({"status": "ok"})));
}

#[test]
fn invalid_requests_return_matching_problem() {
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
            "{code} is on the problem page"
        );
        (answer.status, code)
    };
    let expected = |status: u16, code: &str| (status, code.to_owned());
    assert_eq!(problem("/api/tickets/gsuite/nada", FORM, b""), expected(404, "no-encontrado"));
    assert_eq!(problem("/api/tickets/nada/alta", FORM, b""), expected(404, "no-encontrado"));
    assert_eq!(problem("/api/nada", FORM, b""), expected(404, "no-encontrado"));
    assert_eq!(problem("/api/health", FORM, b""), expected(405, "metodo"));
    assert_eq!(problem(ALTA, "text/plain", b"empresa=x"), expected(415, "tipo-de-contenido"));
    assert_eq!(
        problem(ALTA, "multipart/form-data; boundary=x", b"--x--"),
        expected(415, "tipo-de-contenido")
    );
    assert_eq!(problem(ALTA, FORM, &vec![b'a'; 1024 * 1024]), expected(413, "cuerpo-grande"));
    assert_eq!(problem(ALTA, FORM, b"empresa=%FF"), expected(400, "cuerpo-ilegible"));
    assert_eq!(problem(ALTA, FORM, b"empresa=%G1"), expected(400, "cuerpo-ilegible"));
    assert_eq!(problem(ALTA, "application/json", b"{"), expected(400, "cuerpo-ilegible"));
    assert_eq!(problem(ALTA, "application/json", b"[]"), expected(400, "cuerpo-ilegible"));
    let deep = [vec![b'['; 100_000], vec![b']'; 100_000]].concat();
    assert_eq!(problem(ALTA, "application/json", &deep), expected(400, "cuerpo-ilegible"));
    assert_eq!(problem(ALTA, FORM, b""), expected(422, "respuestas"));
    assert_eq!(problem(ALTA, "application/json", b"{\"estado\":\"cerrado\"}"), expected(422, "respuestas"));
    assert!(read_tickets(&server).is_empty());
}

#[test]
fn browser_gets_html_problem_page() {
    let server = Server::start();
    let answer = server.get("/api/nada");
    assert_eq!(answer.status, 404);
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    assert!(answer.body.contains(answer.header("x-request-id")), "the page contains the request id");
    save_page_for_html_validation("api-problem", &answer.body);
    let answer = server.post(ALTA, FORM, "text/html", &[], b"empresa=%FF");
    assert_eq!((answer.status, answer.header("content-type")), (400, "text/html; charset=utf-8"));
}

#[test]
fn invalid_idempotency_key_returns_400() {
    let server = Server::start();
    let policy = read_policy(&server);
    let (address, _, operation) = operations(&policy).next().unwrap();
    let body = Request::sample(operation, "a").json();
    let long = format!("\"{}\"", "k".repeat(300));
    for key in ["", "\"\"", "\"sin cerrar", long.as_str()] {
        let answer = server.post_json(&address, &[("idempotency-key", key)], &body);
        assert_eq!(answer.status, 400, "{key}: {}", answer.body);
    }
    assert!(read_tickets(&server).is_empty());
}

#[test]
fn responses_have_production_headers_and_no_store() {
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
fn log_contains_no_answers() {
    let server = Server::start();
    let policy = read_policy(&server);
    for (address, _, operation) in operations(&policy) {
        let mut request = Request::sample(operation, "secreto");
        for (_, field) in operation.fields() {
            request.satisfy_condition(operation, field, "secreto");
        }
        request.set(operation, "empresa", &["secreto"]);
        let response = server.post_form(&address, &request.pairs());
        server.get(response.header("location"));
        request.set(operation, "telefono_contacto", &["secreto"]);
        assert_eq!(server.post_form(&address, &request.pairs()).status, 422);
    }
    let log = server.stderr();
    assert!(log.lines().filter(|line| line.contains("request")).count() >= 30, "{log}");
    assert!(log.contains("telefono_contacto"), "the names of invalid fields are logged: {log}");
    for marker in ["secreto", "empresa.mx", "5225000", "1522 5000"] {
        assert!(!log.contains(marker), "«{marker}» is logged: {log}");
    }
}

/// Sends a marker in every part of a request, with characters that would break a log line.
#[test]
fn log_contains_no_client_input_and_one_line_per_request() {
    let server = Server::start();
    let policy = read_policy(&server);
    let marker = "marca\n\u{1b}[31mmarca\r\n{\"level\":\"ERROR\"}\u{2028}marca";
    let mut requests = 0;
    for (address, _, operation) in operations(&policy) {
        let mut body = Request::sample(operation, "marca").json();
        for (rows, field) in operation.fields() {
            let member = match rows {
                Some(rows) => &mut body[&rows.id][0][&field.id],
                None => &mut body[&field.id],
            };
            *member = json!(marker);
        }
        assert_eq!(server.post_json(&address, &[], &body).status, 422, "{address}");
        body[marker] = json!(marker);
        assert_eq!(server.post_json(&address, &[("idempotency-key", "\"marca\"")], &body).status, 422);
        let shape = json!({marker: {marker: marker}});
        assert_eq!(server.post_json(&address, &[("idempotency-key", "marca marca")], &shape).status, 400);
        let broken = format!("{{\"{}\": marca}}", "marca".repeat(9));
        server.post(&address, "application/json", "text/html", &[], broken.as_bytes());
        server.post(&address, FORM, "text/html", &[], b"marca=%0Amarca&accion=quitar.marca.1");
        server.post(&address, "text/marca", "text/html", &[], b"marca");
        server.post_json(&format!("{address}?marca=%0A%1B[31mmarca"), &[], &json!({}));
        requests += 7;
    }
    for head in [
        "GET /api/marca%0A%1B[31mmarca HTTP/1.1",
        "GET /api/tickets/marca?t=marca HTTP/1.1",
        "MARCA /api/health HTTP/1.1",
        "GET /api/health?marca HTTP/1.1\nUser-Agent: marca \u{9b}31m\nCookie: marca\nReferer: http://marca/",
        "GET /api/health HTTP/1.1\nX-Request-Id: marca\nX-Amzn-Trace-Id: marca\nAccept: marca",
        "GET /api/health HTTP/1.1\nHost: marca.example",
    ] {
        let (_, head, body) = super::hostile::send_raw(&server, head, b"");
        assert!(!format!("{head}{body}").contains("marca"), "{head} {body}");
        requests += 1;
    }
    let log = server.stderr();
    assert!(!log.to_lowercase().contains("marca"), "{log}");
    assert!(log.chars().all(|c| c == '\n' || !c.is_control()), "{log:?}");
    let lines: Vec<&str> = log.lines().filter(|line| line.contains(" api::request: ")).collect();
    assert_eq!(lines.len(), requests, "one line for each request: {log}");
    assert_eq!(log.lines().count(), requests + 2, "plus the build and the start: {log}");
}

/// The request id is in a header of every response, and in the body of every problem.
#[test]
fn every_response_has_a_unique_request_id() {
    let server = Server::start();
    let policy = read_policy(&server);
    let (address, _, operation) = operations(&policy).next().unwrap();
    let fine = Request::sample(operation, "a").json().to_string();
    let long = vec![b'a'; 1024 * 1024];
    let cases: [(&str, &str, &[u8]); 6] = [
        (&address, "application/json", fine.as_bytes()),
        (&address, "application/json", b"{"),
        (&address, "text/plain", b""),
        (&address, FORM, &long),
        ("/api/health", FORM, b""),
        ("/api/nada", FORM, b""),
    ];
    let mut ids = std::collections::BTreeSet::new();
    for (path, kind, body) in cases {
        for accept in ["application/json", "text/html"] {
            let answer = server.post(path, kind, accept, &[], body);
            let id = answer.header("x-request-id");
            assert_eq!(id.len(), 16, "{path} {kind}");
            assert!(
                answer.status < 400 || answer.body.contains(id),
                "{path} {kind} {accept}: {}",
                answer.body
            );
            assert!(ids.insert(id.to_owned()), "{id} occurs twice");
        }
    }
    let invalid_fields = server.post_json(&address, &[], &json!({}));
    assert_eq!(invalid_fields.json()["request_id"], invalid_fields.header("x-request-id"));
    let page = server.post_form(&address, &[]);
    assert_eq!((page.status, page.header("x-request-id").len()), (422, 16));
}
