//! The preview: a change is built and shown; an error keeps the last good site.

use std::io::{BufRead, BufReader, Lines};

use serde_json::Value;

use crate::support::folio::{Content, Server, save_page_for_html_validation, tree};

/// The server-sent events, line by line.
struct Events(Lines<BufReader<ureq::BodyReader<'static>>>);

impl Events {
    #[track_caller]
    fn listen(server: &Server) -> Self {
        let answer = ureq::get(server.url("/_preview/events")).call().unwrap();
        let mut events = Self(BufReader::new(answer.into_body().into_reader()).lines());
        events.next();
        events
    }

    /// Waits for the next event.
    #[track_caller]
    fn next(&mut self) -> Value {
        let lines = self.0.by_ref().map(Result::unwrap);
        let line = { lines }.find_map(|line| line.strip_prefix("data:").map(str::to_owned)).unwrap();
        serde_json::from_str(&line).unwrap()
    }

    /// Waits for the next build and returns the number of its version.
    #[track_caller]
    fn next_version(&mut self) -> u64 {
        let event = self.next();
        assert_eq!(event["fault"], Value::Null, "{event}");
        event["version"].as_u64().unwrap()
    }
}

#[test]
fn saved_change_is_rebuilt_and_pushed_to_browser() {
    let content = Content::copy_of_real();
    let server = Server::start_with(&content.dir());
    let mut events = Events::listen(&server);
    assert!(server.get("/horarios/").body.contains("17:30"));

    let content = content.with("hours.yaml", "17:30", "18:45");
    let version = events.next_version();
    let page = server.get("/horarios/").body;
    assert!(page.contains("18:45") && !page.contains("17:30"), "{page}");
    assert!(page.contains(&format!("data-version=\"{version}\"")), "{page}");

    let _content = content.with("pages/horarios.md", "---\n\n", "---\n\nUna frase nueva.\n\n");
    assert!(events.next_version() > version);
    assert!(server.get("/horarios/").body.contains("Una frase nueva."));
}

#[test]
fn build_error_is_pushed_until_fixed() {
    let content = Content::copy_of_real();
    let server = Server::start_with(&content.dir());
    let mut events = Events::listen(&server);
    let before = server.get("/horarios/").body;

    let content = content.with("hours.yaml", "17:30", "7:00");
    let reported = events.next();
    let fault = reported["fault"].as_str().unwrap();
    assert!(fault.contains("hours.yaml:") && server.stderr().contains(fault), "{fault}\n{}", server.stderr());
    assert_eq!(server.get("/horarios/").body, before, "the last good site stays");

    let _content = content.with("hours.yaml", "7:00", "17:30");
    assert_eq!(
        events.next_version(),
        reported["version"].as_u64().unwrap(),
        "the same site keeps its version"
    );
    assert_eq!(server.get("/horarios/").body, before);
}

#[test]
fn incremental_rebuild_equals_clean_build() {
    let content = Content::copy_of_real();
    let server = Server::start_with(&content.dir());
    let mut events = Events::listen(&server);
    let content = content.with("channels.yaml", "resumen: ", "resumen: Nuevo. ");
    events.next_version();
    let content = content.with("pages/canales.md", "---\n\n", "---\n\nUna frase nueva.\n\n");
    events.next_version();
    let content = content.with("forms/falla.yaml", "Reportar una falla", "Avisar de una falla");
    events.next_version();
    std::fs::copy(content.dir().join("pages/corp.md"), content.dir().join("pages/otra.md")).unwrap();
    events.next_version();
    assert_eq!(server.get("/otra/").status, 200);
    std::fs::remove_file(content.dir().join("pages/otra.md")).unwrap();
    events.next_version();
    assert_eq!(server.get("/otra/").status, 404);
    assert_eq!(content.run(&["build"]).status.code(), Some(0));
    assert!(tree(&server.dist()) == tree(&content.sibling("dist")), "a clean build writes something else");
}

#[test]
fn api_reloads_forms_after_change() {
    let content = Content::copy_of_real();
    let server = Server::start_with(&content.dir());
    let mut events = Events::listen(&server);
    let _content =
        content.with("common.yaml", "Escriba el nombre de la empresa", "Diga qué empresa es la suya");
    events.next_version();
    let page = server.post_form("/api/tickets/gsuite/alta", &[]).body;
    assert!(page.contains("Diga qué empresa es la suya"), "{page}");
}

#[test]
fn preview_script_obeys_csp_and_is_not_written_to_disk() {
    let server = Server::start();
    let policy = "script-src 'self'";
    for (address, kind) in [
        ("/", "text/html; charset=utf-8"),
        ("/_preview/preview.js", "text/javascript; charset=utf-8"),
        ("/_preview/preview.css", "text/css; charset=utf-8"),
        ("/_preview/errores/falla/falla", "text/html; charset=utf-8"),
    ] {
        let answer = server.get(address);
        assert_eq!((answer.status, answer.header("content-type")), (200, kind), "{address}");
        assert!(answer.header("content-security-policy").contains(policy), "{address}");
    }
    assert!(server.get("/").body.contains("<script type=\"module\" src=\"/_preview/preview.js\""));
    assert_eq!(server.get("/_preview/nada").status, 404);
    for (path, bytes) in tree(&server.dist()) {
        assert!(!String::from_utf8_lossy(&bytes).contains("_preview"), "{}", path.display());
    }
}

#[test]
fn error_gallery_shows_every_form_message() {
    let server = Server::start();
    let page = server.get("/_preview/errores/gsuite/alta").body;
    save_page_for_html_validation("errores-gsuite-alta", &page);
    let slot = |name: &str| {
        let (_, rest) = page.split_once(&format!("data-fault=\"{name}\">")).unwrap();
        rest.split_once("</p>").unwrap().0.to_owned()
    };
    assert_eq!(
        slot("cuentas"),
        "falta: Agregue al menos una cuenta\nmaximo: Puede incluir hasta 50 cuentas por solicitud"
    );
    assert!(slot("cuentas.1.nombre").contains("falta: Escriba el nombre\nlargo: "), "{page}");
    assert!(
        slot("empresa").starts_with("corto: El nombre de la empresa debe tener 2 caracteres o más\n"),
        "{page}"
    );
    assert!(page.contains("<li>repetida: "), "{page}");
    assert!(!page.contains("<details data-fold") || page.contains("open=\"\""), "{page}");
    assert_eq!(server.get("/_preview/errores/gsuite/nada").status, 404);
}
