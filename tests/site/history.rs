//! Versions of the policy: recorded, archived and never overwritten.

use crate::support::folio::{Content, save_page_for_html_validation, stderr, stdout};

const NEW: &[&str] = &["new", "version", "--summary", "Atendemos hasta las 18:45."];

/// Returns content whose hours changed and were recorded as a new version.
fn content_with_new_version() -> Content {
    let content = Content::copy_of_real().with("hours.yaml", "17:30", "18:45").with(
        "site.yaml",
        "version: 2024-05-27",
        "version: 2026-12-01",
    );
    let output = content.run(NEW);
    assert_eq!(
        (output.status.code(), stdout(&output).as_str()),
        (Some(0), "content/history/2026-12-01.md\n")
    );
    content
}

#[track_caller]
fn build_page(content: &Content, path: &str) -> String {
    let output = content.run(&["build"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    std::fs::read_to_string(content.sibling("dist/site").join(path)).unwrap()
}

#[test]
fn changed_policy_without_new_version_is_an_error() {
    let content = Content::copy_of_real().with("hours.yaml", "17:30", "18:45");
    for verb in ["check", "build"] {
        let output = content.run(&[verb]);
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        assert!(
            stderr(&output).contains("error[promesa-cambiada]: cambió el horario"),
            "{}",
            stderr(&output)
        );
    }
    assert_eq!(content_with_new_version().run(&["check"]).status.code(), Some(0));
}

#[test]
fn new_version_does_not_overwrite_published_version() {
    let output = Content::copy_of_real().run(NEW);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("history/2024-05-27.md` ya existe"), "{}", stderr(&output));
}

#[test]
fn empty_version_summary_is_rejected() {
    let content = Content::copy_of_real().with("site.yaml", "version: 2024-05-27", "version: 2026-12-01");
    for summary in ["", " ", "Ahora {{ <horario /> }}"] {
        let output = content.run(&["new", "version", "--summary", summary]);
        assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
        assert!(stderr(&output).contains("no sirve como resumen"), "{}", stderr(&output));
    }
    assert!(!content.dir().join("history/2026-12-01.md").exists());
}

#[test]
fn replacing_version_in_force_warns() {
    let of = |date: &str| {
        let content =
            Content::copy_of_real().with("site.yaml", "version: 2024-05-27", &format!("version: {date}"));
        let first = content.run(&["new", "version", "--summary", "Primera."]);
        assert_eq!(first.status.success(), date != "2024-05-27", "{}", stderr(&first));
        stderr(&content.run(&["new", "version", "--replace"]))
    };
    assert!(
        of("2024-05-27").starts_with("esta versión ya rige, y lo que cambió en ella no sale en /historial/")
    );
    assert!(of("9999-12-31").starts_with("revise el texto"));
}

#[test]
fn version_page_marks_changes_since_previous() {
    let content = content_with_new_version();
    let page = build_page(&content, "historial/2026-12-01/index.html");
    save_page_for_html_validation("version", &page);
    let marked = "de 08:30 a <del><span class=\"hidden\">Se quitó: </span>17:30</del> \
                  <ins><span class=\"hidden\">Se agregó: </span>18:45</ins> h";
    assert!(page.contains(marked), "{page}");
    assert!(page.contains("Atendemos hasta las 18:45."));
    let before = build_page(&content, "historial/2024-05-27/index.html");
    assert!(before.contains("de 08:30 a 17:30") && before.contains("href=\"/historial/2026-12-01/\""));
}

#[test]
fn feed_has_an_entry_per_version() {
    let feed = build_page(&content_with_new_version(), "historial/feed.xml");
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
fn history_lists_newest_version_first() {
    let page = build_page(&content_with_new_version(), "historial/index.html");
    let at = |date: &str| page.find(&format!("href=\"/historial/{date}/\"")).unwrap();
    assert!(at("2026-12-01") < at("2024-05-27"));
}
