//! Malicious requests: methods, paths, headers and texts.

use std::io::{Read, Write};
use std::net::TcpStream;

use policy::{Kind, Operation};
use serde_json::{Value, json};

use super::{operations, read_items, read_policy, read_tickets};
use crate::support::answers::Request;
use crate::support::folio::Server;

const ALTA: &str = "/api/tickets/gsuite/alta";

/// Sends `head` (without its last line) and `body` unchanged. Returns status, head and body of the response.
pub(super) fn send_raw(server: &Server, head: &str, body: &[u8]) -> (u16, String, String) {
    let address = server.url("/").replace("http://", "");
    let mut stream = TcpStream::connect(address.trim_end_matches('/')).unwrap();
    let host = if head.to_lowercase().contains("\nhost:") { "" } else { "Host: localhost\r\n" };
    let length = format!("Content-Length: {}\r\n", body.len());
    let head = format!("{}\r\n{host}{length}Connection: close\r\n\r\n", head.replace('\n', "\r\n"));
    stream.write_all(&[head.as_bytes(), body].concat()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, head.to_lowercase(), body.to_owned())
}

#[test]
fn unsupported_method_returns_405_with_allow() {
    let server = Server::start();
    for method in ["TRACE", "PUT", "DELETE", "PATCH", "OPTIONS", "GET", "HEAD", "FOLIO"] {
        let (status, head, _) = send_raw(&server, &format!("{method} {ALTA} HTTP/1.1"), b"");
        assert_eq!(status, 405, "{method}");
        assert!(head.contains("\r\nallow: post"), "{method}: {head}");
    }
    for path in ["/api/health", "/api/openapi.json", "/api/tickets/F37-K29-QX4", "/", "/canales/"] {
        for method in ["TRACE", "PUT", "DELETE", "POST"] {
            let (status, head, _) = send_raw(&server, &format!("{method} {path} HTTP/1.1"), b"");
            assert_eq!(status, 405, "{method} {path}");
            assert!(head.replace(", ", ",").contains("\r\nallow: get,head"), "{method} {path}: {head}");
        }
    }
}

#[test]
fn unknown_path_returns_404_without_leaks() {
    let server = Server::start();
    for path in [
        "/.git/config",
        "/.env",
        "/api/.git/config",
        "/api/",
        "/api/tickets",
        "/api/tickets/",
        "/assets/",
        "/assets",
        "/../Cargo.toml",
        "/canales/../../api/policy.json",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/..%2f..%2fetc%2fpasswd",
        "/canales/%00",
        "/api/tickets/gsuite%2falta",
        "/api//tickets",
        "//evil.example/canales",
        "/\\evil.example",
        "/api/tickets/F37-K29-QX4",
        "/api/tickets/222-222-222?t=",
    ] {
        let (status, head, body) = send_raw(&server, &format!("GET {path} HTTP/1.1\nAccept: text/html"), b"");
        // An address that is not a URI may be rejected before routing.
        assert!(status == 404 || (status == 400 && path.contains('\\')), "{path}: {status} {head}");
        assert!(!head.contains("\r\nlocation:"), "{path}: {head}");
        for leak in ["root:", "[package]", "Index of", "policy.json", "repositoryformatversion"] {
            assert!(!body.contains(leak), "{path}: {body}");
        }
    }
}

/// Headers and parameters of a client neither change the response nor add a redirect.
#[test]
fn forged_headers_do_not_change_response() {
    let server = Server::start();
    let policy = read_policy(&server);
    let operation = policy.form("gsuite").unwrap().operation("alta").unwrap();
    let claims = [
        "Host: evil.example",
        "Host: localhost\nX-Forwarded-Host: evil.example\nX-Forwarded-Proto: javascript",
        "Host: localhost\nX-Forwarded-For: 203.0.113.7, evil.example",
        "Host: localhost\nForwarded: for=203.0.113.7;host=evil.example",
        "Host: localhost\nCloudFront-Viewer-Address: 203.0.113.7:1\nX-Origin-Verify: evil.example",
        "Host: localhost\nX-HTTP-Method-Override: DELETE\nX-Original-URL: /evil.example",
    ];
    for (i, claim) in claims.into_iter().enumerate() {
        for accept in ["application/json", "text/html"] {
            let body = Request::sample(operation, &format!("c{i}{}", accept.len())).json().to_string();
            let head = format!(
                "POST {ALTA}?next=//evil.example&url=https://evil.example HTTP/1.1\n{claim}\nAccept: {accept}\n\
                 Content-Type: application/json"
            );
            let (status, head, body) = send_raw(&server, &head, body.as_bytes());
            assert_eq!(status, if accept == "text/html" { 303 } else { 201 }, "{claim}: {body}");
            assert!(head.contains("\r\nlocation: /api/tickets/"), "{claim}: {head}");
            assert!(!format!("{head}{body}").contains("evil.example"), "{claim}: {head} {body}");
        }
    }
    assert_eq!(read_tickets(&server).len(), 2 * claims.len());
    assert!(
        read_items(&server).iter().all(|item| !item.to_string().contains("203.0.113.7")),
        "a client address is stored"
    );
}

#[test]
fn unknown_or_malformed_json_is_rejected() {
    let server = Server::start();
    let policy = read_policy(&server);
    let operation = policy.form("gsuite").unwrap().operation("alta").unwrap();
    let members = [
        ("pk", json!("T#1")),
        ("id", json!("x")),
        ("estado", json!("cerrado")),
        ("level", json!("emergencia")),
        ("next", json!("//evil.example")),
        ("__proto__", json!("x")),
    ];
    for (name, value) in members {
        let mut body = Request::sample(operation, "a").json();
        body[name] = value;
        let answer = server.post_json(ALTA, &[], &body);
        assert_eq!(answer.status, 422, "{name}: {}", answer.body);
    }
    let mut body = Request::sample(operation, "a").json();
    body["licencias"] = json!({"$gt": ""});
    assert_eq!(server.post_json(ALTA, &[], &body).status, 400);
    for body in ["{\"prioridad\": 1e999}", "{\"empresa\": \"a\", \"empresa\": \"b\"}", "{\"empresa\": NaN}"] {
        let answer = server.post(ALTA, "application/json", "application/json", &[], body.as_bytes());
        assert_eq!(answer.status, 400, "{body}");
    }
    for address in ["a@b.mx\r\nBcc: x@y.mx", "a@b.mx%0aBcc:x@y.mx", "a@b.mx\u{2028}x", "a@b.mx,x@y.mx"] {
        let mut body = Request::sample(operation, "a").json();
        body["correo_solicitante"] = json!(address);
        assert_eq!(server.post_json(ALTA, &[], &body).status, 422, "{address:?}");
    }
    assert!(read_tickets(&server).is_empty());
}

/// Formulas, markup, templates and escapes, each long enough for any free-text field.
const HOSTILE_TEXTS: [&str; 10] = [
    "=1+1 y diez más",
    "@SUM(A1:A9) y más",
    "+1+1 y diez más",
    "-1+1|cmd y diez más",
    "\u{ff1d}1+1 y diez más",
    "{{7*7}} ${jndi:ldap://x} %s%n",
    "[x](javascript:alert(7)) :v #pk \"}}",
    "%3Cscript%3E%253Cb%253E",
    "\"><script>alert(7)</script>",
    "</textarea></title><img src=x onerror=alert(7)>",
];

/// Sets every free-text field that accepts `text`. Returns the number of these fields.
fn set_texts(request: &mut Request, operation: &Operation, text: &str) -> usize {
    let mut count = 0;
    for (_, field) in operation.fields().filter(|(_, field)| field.when.is_none()) {
        let length = u32::try_from(text.chars().count()).unwrap();
        let takes = match &field.kind {
            Kind::Text { min, max, without } => {
                (*min..=*max).contains(&length) && !text.chars().any(|c| without.contains(c))
            }
            Kind::Paragraph { min, max } => (*min..=*max).contains(&length),
            Kind::Verbatim { max } => length <= *max,
            _ => false,
        };
        if takes {
            request.set(operation, &field.id, &[text]);
            count += 1;
        }
    }
    count
}

#[test]
fn free_text_is_stored_verbatim_and_escaped_in_html() {
    let server = Server::start();
    let policy = read_policy(&server);
    let mut stored = 0;
    for (address, _, operation) in operations(&policy) {
        for text in HOSTILE_TEXTS {
            let mut request = Request::sample(operation, "h");
            let fields = set_texts(&mut request, operation, text);
            assert!(fields > 0, "{address} has no free text for {text}");
            let answer = server.post_form(&address, &request.pairs());
            assert_eq!(answer.status, 303, "{address} {text}: {:?}", answer.invalid_fields());
            let confirmation = server.get(answer.header("location")).body;
            assert!(!confirmation.contains("alert(7)"), "{address}: a confirmation contains no answer");
            stored += 1;
            let of_address = |item: &Value| {
                let item = item.to_string();
                item.matches(&json!(text).to_string()).count() >= fields
            };
            assert_eq!(read_tickets(&server).len(), stored, "{address} {text}");
            assert!(
                read_tickets(&server).iter().any(of_address),
                "{address}: «{text}» is not stored verbatim"
            );

            request.set(operation, "telefono_contacto", &["123"]);
            let page = server.post_form(&address, &request.pairs());
            assert_eq!(page.status, 422, "{address} {text}");
            assert_is_text(&page.body, &format!("{address} {text}"));
        }
    }
}

/// In an attribute the quote is escaped, so that `<` opens no tag; in text `<` is escaped.
#[track_caller]
fn assert_is_text(page: &str, at: &str) {
    let opened = page.matches("<script>alert(7)").count();
    let quoted = page.matches("&quot;><script>alert(7)").count();
    assert_eq!(opened, quoted, "{at}");
    assert!(!page.contains("href=\"javascript:") && !page.contains("href='javascript:"), "{at}");
    let closed = page.matches("</textarea></title><img").count();
    assert_eq!(closed, page.matches("value=\"</textarea></title><img").count(), "{at}");
}
