//! Abuse protection: rate limits, the honeypot field, cross-site requests, and authorized contacts.

use std::time::Instant;

use serde_json::{Value, json};

use super::{operations, read_policy, read_tickets};
use crate::support::answers::Request;
use crate::support::folio::{Server, real_content, run_in, stderr, stdout};
use crate::support::http::Response;

const FORM: &str = "application/x-www-form-urlencoded";

/// Returns the address of the first operation and a valid request.
fn sample(server: &Server, seed: &str) -> (String, Request) {
    let policy = read_policy(server);
    let (address, _, operation) = operations(&policy).next().unwrap();
    (address, Request::sample(operation, seed))
}

/// Returns the same answers with another requester.
fn request_from(request: &Request, email: &str) -> Value {
    let mut body = request.json();
    body["correo_solicitante"] = email.into();
    body
}

fn problem(answer: &Response) -> (u16, String) {
    let code = answer.json()["type"].as_str().unwrap().rsplit_once('#').unwrap().1.to_owned();
    (answer.status, code)
}

fn marks(ticket: &Value) -> Vec<&str> {
    let marks = ticket["marks"]["L"].as_array().map(Vec::as_slice).unwrap_or_default();
    marks.iter().map(|mark| mark["S"].as_str().unwrap()).collect()
}

#[test]
fn flood_from_one_address_is_stored_up_to_limit() {
    let server = Server::start_with_args(&real_content(), &["--rate", "20"]);
    let (address, request) = sample(&server, "a");
    let started = Instant::now();
    let answers: Vec<Response> = std::thread::scope(|scope| {
        let send = |from: u32| {
            let bodies =
                (from..100).step_by(10).map(|n| request_from(&request, &format!("persona{n}@empresa.mx")));
            bodies.map(|body| server.post_json(&address, &[], &body)).collect::<Vec<_>>()
        };
        let senders: Vec<_> = (0..10).map(|from| scope.spawn(move || send(from))).collect();
        senders.into_iter().flat_map(|sender| sender.join().unwrap()).collect()
    });
    let (accepted, invalid_fields): (Vec<_>, Vec<_>) =
        answers.iter().partition(|answer| answer.status == 201);
    // The limit is 20 in ten minutes; each half minute that passes admits one more.
    let max_accepted = 21 + usize::try_from(started.elapsed().as_secs() / 30).unwrap();
    assert!((20..=max_accepted).contains(&accepted.len()), "{} were accepted", accepted.len());
    assert_eq!(accepted.len() + invalid_fields.len(), 100);
    for answer in invalid_fields {
        assert_eq!(problem(answer), (429, "demasiadas".to_owned()));
        let seconds: u64 = answer.header("retry-after").parse().unwrap();
        assert!((10..=1_200).contains(&seconds), "{seconds}");
    }
    let stored = read_tickets(&server);
    assert_eq!(stored.len(), accepted.len());
    let marked = stored.iter().filter(|ticket| marks(ticket) == ["direccion"]).count();
    assert_eq!(marked, accepted.len() - 10, "requests above half of the limit are marked");
}

#[test]
fn honeypot_submission_is_marked_with_usual_response() {
    let server = Server::start();
    let (address, request) = sample(&server, "a");
    let usual = server.post_form(&address, &request.pairs());
    let (_, other) = sample(&server, "b");
    let mut pairs = other.pairs();
    pairs.push(("trampa".to_owned(), "https://otro.example".to_owned()));
    let trapped = server.post_form(&address, &pairs);
    assert_eq!((trapped.status, &trapped.body), (usual.status, &usual.body));
    assert_eq!(server.get(trapped.header("location")).status, 200);
    let mut all: Vec<Vec<String>> = read_tickets(&server)
        .iter()
        .map(|ticket| marks(ticket).into_iter().map(str::to_owned).collect())
        .collect();
    all.sort();
    assert_eq!(all, [vec![], vec!["trampa".to_owned()]]);
}

#[test]
fn every_form_has_a_honeypot_field() {
    let server = Server::start();
    for form in &read_policy(&server).forms {
        for operation in &form.operations {
            let address = form.address(operation);
            let page = server.get(&address);
            assert_eq!(page.status, 200, "{address}");
            assert_eq!(page.body.matches(r#"name="trampa""#).count(), 1, "{address}");
        }
    }
}

#[test]
fn cross_site_post_returns_400_and_stores_nothing() {
    let server = Server::start();
    let (address, request) = sample(&server, "a");
    let own = server.url("").trim_end_matches('/').to_owned();
    let invalid_fields: [&[(&str, &str)]; 7] = [
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "cross-site"), ("origin", &own)],
        &[("origin", "https://otro.example")],
        &[("origin", "null")],
        &[("origin", "http://127.0.0.1")],
        &[("referer", "https://otro.example/")],
    ];
    for headers in invalid_fields {
        let answer = server.post_json(&address, headers, &request.json());
        assert_eq!(problem(&answer), (400, "otro-origen".to_owned()), "{headers:?}");
        let vary = answer.header("vary");
        assert!(vary.contains("sec-fetch-site") && vary.contains("origin"), "{vary}");
        let page = server.post(&address, FORM, "text/html", headers, b"empresa=x");
        assert_eq!((page.status, page.header("content-type")), (400, "text/html; charset=utf-8"));
    }
    assert!(read_tickets(&server).is_empty());
    let accepted: [&[(&str, &str)]; 6] = [
        &[],
        &[("sec-fetch-site", "same-origin"), ("origin", "null")],
        &[("sec-fetch-site", "none")],
        &[("origin", &own)],
        &[("origin", "https://ipaxes.mx")],
        &[("referer", &format!("{own}/gsuite/alta/"))],
    ];
    for headers in accepted {
        assert_eq!(server.post_json(&address, headers, &request.json()).status, 201, "{headers:?}");
    }
    assert_eq!(
        server.post_form(&address, &request.pairs()).status,
        303,
        "the oldest browsers send none of these headers"
    );
}

#[test]
fn contact_import_sets_verification_silently() {
    let mut server = Server::start();
    let (address, request) = sample(&server, "a");
    let before = server.post_json(&address, &[], &request_from(&request, "nadie@empresa.mx"));
    assert_eq!(before.status, 201);

    let import = |server: &mut Server, csv: &str| {
        server.kill();
        let folder = server.data_file().parent().unwrap().to_owned();
        std::fs::write(folder.join("contactos.csv"), csv).unwrap();
        run_in(&folder, &["contacts", "import", "contactos.csv", "--data", "tickets.db"])
    };
    let csv = "empresa,correo\nAcero,ana@empresa.mx\nAcero,beto@empresa.mx\nVidrio,ana@empresa.mx\n";
    let output = import(&mut server, csv);
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(0), ""), "{}", stderr(&output));
    assert_eq!(stderr(&output), "empresas: 2; contactos: 3 (3 nuevos, 0 quitados)\n");
    let output = import(&mut server, csv);
    assert_eq!(stderr(&output), "empresas: 2; contactos: 3 (0 nuevos, 0 quitados)\n");
    let output = import(&mut server, "empresa,correo\nACERO,carla@empresa.mx\n");
    assert_eq!(stderr(&output), "empresas: 1; contactos: 1 (1 nuevos, 2 quitados)\n");
    let output =
        import(&mut server, "empresa,correo\nVidrio,dora@empresa.mx\nVidrio,sin arroba\n,x@empresa.mx\n");
    assert_eq!(output.status.code(), Some(1));
    for text in ["contactos.csv:3: «sin arroba»", "contactos.csv:4: falta la empresa", "no se importó nada"]
    {
        assert!(stderr(&output).contains(text), "{}", stderr(&output));
    }

    let server = server.restart_after_kill();
    let mut shapes = Vec::new();
    for email in ["ana@empresa.mx", "Carla@Empresa.mx", "beto@empresa.mx", "dora@empresa.mx"] {
        let answer = server.post_json(&address, &[], &request_from(&request, email));
        let shape: Vec<String> = answer.json().as_object().unwrap().keys().cloned().collect();
        shapes.push((answer.status, shape));
    }
    assert!(shapes.iter().all(|shape| *shape == shapes[0] && shape.0 == 201), "{shapes:?}");
    let mut found: Vec<(String, String)> = read_tickets(&server)
        .iter()
        .map(|ticket| {
            let email = ticket["answers"]["M"]["correo_solicitante"]["S"].as_str().unwrap();
            (email.to_owned(), ticket["verification"]["S"].as_str().unwrap().to_owned())
        })
        .collect();
    found.sort();
    let expected = [
        ("ana@empresa.mx", "AUTHORIZED"),
        ("beto@empresa.mx", "PENDING"),
        ("carla@empresa.mx", "AUTHORIZED"),
        ("dora@empresa.mx", "PENDING"),
        ("nadie@empresa.mx", "UNKNOWN"),
    ];
    assert_eq!(found, expected.map(|(email, how)| (email.to_owned(), how.to_owned())));
}

#[test]
fn guard_table_stores_no_plain_addresses() {
    let mut server = Server::start();
    let (address, request) = sample(&server, "a");
    assert_eq!(server.post_json(&address, &[], &request_from(&request, "secreta@empresa.mx")).status, 201);
    server.kill();
    let database = dynoxide::Database::new(server.data_file().to_str().unwrap()).unwrap();
    let scan = serde_json::from_value(json!({"TableName": "folio-guard"})).unwrap();
    let found = serde_json::to_value(database.scan(scan).unwrap()).unwrap();
    assert_eq!(
        found["Items"].as_array().unwrap().len(),
        2,
        "the address and the requester are counted: {found}"
    );
    let text = found.to_string();
    for mark in ["secreta", "empresa.mx", "127.0.0.1"] {
        assert!(!text.contains(mark), "«{mark}» is stored: {text}");
    }
    for item in found["Items"].as_array().unwrap() {
        assert!(item["expires"]["N"].is_string(), "{item}");
    }
}

#[test]
fn lookalike_domain_marks_ticket() {
    let server = Server::start();
    let (address, request) = sample(&server, "a");
    for (email, expected) in [
        ("ana@\u{440}\u{430}\u{443}\u{440}\u{430}l.com", vec!["imitacion"]),
        ("ana@\u{441}\u{43e}\u{441}\u{43e}.com", vec!["imitacion"]),
        ("ana@peña.com.mx", vec![]),
    ] {
        let before = read_tickets(&server);
        assert_eq!(server.post_json(&address, &[], &request_from(&request, email)).status, 201, "{email}");
        let stored = read_tickets(&server);
        let new = stored.iter().find(|ticket| !before.contains(ticket)).unwrap();
        assert_eq!(marks(new), expected, "{email}");
    }
}
