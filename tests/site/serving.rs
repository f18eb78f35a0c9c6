//! An editor saves, and the browser shows it; a mistake leaves the last good site where it is.

use std::io::{BufRead, BufReader, Lines};

use crate::support::folio::{Content, Server};

/// What the server tells the browsers, a line at a time.
struct Events(Lines<BufReader<ureq::BodyReader<'static>>>);

impl Events {
    #[track_caller]
    fn listen(server: &Server) -> Self {
        let answer = ureq::get(server.url("/_folio/events")).call().unwrap();
        let mut events = Self(BufReader::new(answer.into_body().into_reader()).lines());
        events.next_version();
        events
    }

    /// Waits for the next version of the site.
    #[track_caller]
    fn next_version(&mut self) -> String {
        self.0.by_ref().map(Result::unwrap).find(|line| line.starts_with("data:")).unwrap()
    }
}

#[test]
fn a_saved_change_is_built_and_told_to_the_browser() {
    let content = Content::copied();
    let server = Server::start_with(&content.dir());
    let mut events = Events::listen(&server);
    assert!(server.get("/horarios/").body.contains("17:30"));
    assert!(server.get("/").body.contains("/_folio/reload.js"));

    let content = content.with("hours.yaml", "17:30", "18:45");
    events.next_version();
    let page = server.get("/horarios/").body;
    assert!(page.contains("18:45") && !page.contains("17:30"), "{page}");

    let content = content.with("hours.yaml", "18:45", "7:00");
    assert!(server.get("/horarios/").body.contains("18:45"), "the last good site stays");
    let _content = content.with("hours.yaml", "7:00", "19:15");
    events.next_version();
    assert!(server.get("/horarios/").body.contains("19:15"));
}

#[test]
fn the_forms_follow_the_content_too() {
    let content = Content::copied();
    let server = Server::start_with(&content.dir());
    let mut events = Events::listen(&server);
    let _content =
        content.with("common.yaml", "Escriba el nombre de la empresa", "Diga qué empresa es la suya");
    events.next_version();
    let page = server.post_form("/api/tickets/gsuite/alta", &[]).body;
    assert!(page.contains("Diga qué empresa es la suya"), "{page}");
}
