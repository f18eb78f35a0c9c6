//! Every version of the policy is kept, can be read for good, and none comes about unsaid.

use crate::support::folio::{Content, data, keep_page, talk};

const NEW: &[&str] = &["new", "version", "--summary", "Atendemos hasta las 18:45."];

/// Content whose hours changed on a day, and were recorded then.
fn changed() -> Content {
    let content = Content::copied().with("hours.yaml", "17:30", "18:45").with(
        "site.yaml",
        "version: 2024-05-27",
        "version: 2026-12-01",
    );
    let said = content.run(NEW);
    assert_eq!((said.status.code(), data(&said).as_str()), (Some(0), "content/history/2026-12-01.md\n"));
    content
}

#[track_caller]
fn built(content: &Content, path: &str) -> String {
    let said = content.run(&["build"]);
    assert_eq!(said.status.code(), Some(0), "{}", talk(&said));
    std::fs::read_to_string(content.beside("dist/site").join(path)).unwrap()
}

#[test]
fn a_promise_that_changes_without_a_version_is_a_fault() {
    let content = Content::copied().with("hours.yaml", "17:30", "18:45");
    for verb in ["check", "build"] {
        let said = content.run(&[verb]);
        assert_eq!(said.status.code(), Some(1), "{}", talk(&said));
        assert!(talk(&said).contains("error[promesa-cambiada]: cambió el horario"), "{}", talk(&said));
    }
    assert_eq!(changed().run(&["check"]).status.code(), Some(0));
}

#[test]
fn a_version_that_was_published_is_not_overwritten() {
    let said = Content::copied().run(NEW);
    assert_eq!(said.status.code(), Some(1));
    assert!(talk(&said).contains("history/2024-05-27.md` ya existe"), "{}", talk(&said));
}

#[test]
fn a_summary_that_says_nothing_is_refused() {
    let content = Content::copied().with("site.yaml", "version: 2024-05-27", "version: 2026-12-01");
    for summary in ["", " ", "Ahora {{ <horario /> }}"] {
        let said = content.run(&["new", "version", "--summary", summary]);
        assert_eq!(said.status.code(), Some(2), "{}", talk(&said));
        assert!(talk(&said).contains("no sirve como resumen"), "{}", talk(&said));
    }
    assert!(!content.dir().join("history/2026-12-01.md").exists());
}

#[test]
fn who_overwrites_a_version_in_force_is_told_so() {
    let of = |date: &str| {
        let content = Content::copied().with("site.yaml", "version: 2024-05-27", &format!("version: {date}"));
        let first = content.run(&["new", "version", "--summary", "Primera."]);
        assert_eq!(first.status.success(), date != "2024-05-27", "{}", talk(&first));
        talk(&content.run(&["new", "version", "--replace"]))
    };
    assert!(
        of("2024-05-27").starts_with("esta versión ya rige, y lo que cambió en ella no sale en /historial/")
    );
    assert!(of("9999-12-31").starts_with("revise el texto"));
}

#[test]
fn a_version_says_what_changed_since_the_one_before() {
    let content = changed();
    let page = built(&content, "historial/2026-12-01/index.html");
    keep_page("version", &page);
    let marked = "de 08:30 a <del><span class=\"hidden\">Se quitó: </span>17:30</del> \
                  <ins><span class=\"hidden\">Se agregó: </span>18:45</ins> h";
    assert!(page.contains(marked), "{page}");
    assert!(page.contains("Atendemos hasta las 18:45."));
    let before = built(&content, "historial/2024-05-27/index.html");
    assert!(before.contains("de 08:30 a 17:30") && before.contains("href=\"/historial/2026-12-01/\""));
}

#[test]
fn every_version_is_an_entry_of_the_feed() {
    let feed = built(&changed(), "historial/feed.xml");
    let expected = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
        <feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"es-MX\">\n\
        <title>Avisos de nuevas versiones (Atom)</title>\n\
        <id>https://ipaxes.mx/historial/feed.xml</id>\n\
        <link rel=\"self\" type=\"application/atom+xml\" href=\"https://ipaxes.mx/historial/feed.xml\"/>\n\
        <link rel=\"alternate\" type=\"text/html\" href=\"https://ipaxes.mx/historial/\"/>\n\
        <author><name>IPAXES</name></author>\n\
        <updated>2026-12-01T00:00:00-06:00</updated>\n\
        <entry>\n<title>Política de soporte del 1 de diciembre de 2026</title>\n\
        <id>https://ipaxes.mx/historial/2026-12-01/</id>\n\
        <link href=\"https://ipaxes.mx/historial/2026-12-01/\"/>\n\
        <updated>2026-12-01T00:00:00-06:00</updated>\n\
        <summary>Atendemos hasta las 18:45.</summary>\n</entry>\n";
    assert!(feed.starts_with(expected), "{feed}");
    assert_eq!(feed.matches("<entry>").count(), 2);
}

#[test]
fn the_list_has_the_newest_version_first() {
    let page = built(&changed(), "historial/index.html");
    let at = |date: &str| page.find(&format!("href=\"/historial/{date}/\"")).unwrap();
    assert!(at("2026-12-01") < at("2024-05-27"));
}
