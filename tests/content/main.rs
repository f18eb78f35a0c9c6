//! The real content: every page and form exists, and nothing is published that must not be.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::support::folio::{Content, real_content, run_in, save_page_for_html_validation, stderr, tree};

/// Returns the pages of the real site by address.
fn build_pages() -> BTreeMap<String, String> {
    let folder = tempfile::tempdir().unwrap();
    let content = real_content();
    let built = run_in(folder.path(), &["build", "--content", content.to_str().unwrap()]);
    assert_eq!(built.status.code(), Some(0), "{}", stderr(&built));
    let files = tree(&folder.path().join("dist/site"));
    let pages = files.into_iter().filter(|(path, _)| path.extension().is_some_and(|ending| ending == "html"));
    let address = |path: PathBuf| format!("/{}", path.to_str().unwrap().trim_end_matches("index.html"));
    pages.map(|(path, bytes)| (address(path), String::from_utf8(bytes).unwrap())).collect()
}

#[test]
fn site_contains_every_policy_page_and_form() {
    let pages = build_pages();
    let addresses = [
        "/",
        "/canales/",
        "/horarios/",
        "/tickets/",
        "/niveles-de-servicio/",
        "/comunicacion/",
        "/limitaciones/",
        "/alcances-saas/",
        "/fallas-externas/",
        "/politica/",
        "/historial/",
        "/historial/2024-05-27/",
        "/problemas/",
        "/404.html",
        "/falla/",
    ];
    let forms = ["corp", "gsuite", "office365"]
        .into_iter()
        .flat_map(|form| ["", "alta/", "baja/", "cambio/"].map(|operation| format!("/{form}/{operation}")));
    let wanted: Vec<String> = addresses.into_iter().map(str::to_owned).chain(forms).collect();
    for address in &wanted {
        assert!(pages.contains_key(address), "{address} is missing");
    }
    for (address, page) in &pages {
        save_page_for_html_validation(&format!("site{address}"), page);
    }
    assert_eq!(pages.len(), wanted.len(), "{:?}", pages.keys());
}

#[test]
fn json_schemas_match_folio_schema() {
    let content = Content::copy_of_real();
    let before = tree(&content.dir().join(".schema"));
    assert!(before.len() > 8);
    assert_eq!(content.run(&["schema"]).status.code(), Some(0));
    let after = tree(&content.dir().join(".schema"));
    let changed: Vec<_> =
        after.iter().filter(|(path, text)| before.get(*path) != Some(text)).map(|(path, _)| path).collect();
    assert!(changed.is_empty(), "run `folio schema`: {changed:?}");
}

#[test]
fn every_yaml_file_names_its_schema() {
    let files = tree(&real_content())
        .into_iter()
        .filter(|(path, _)| path.extension().is_some_and(|ending| ending == "yaml"));
    for (path, text) in files {
        let text = String::from_utf8(text).unwrap();
        let named = text.lines().find_map(|line| line.strip_prefix("# yaml-language-server: $schema="));
        let schema = real_content().join(&path).parent().unwrap().join(named.unwrap_or("nothing"));
        assert!(schema.is_file(), "{} has no schema: {named:?}", path.display());
    }
}

#[test]
fn forms_post_to_their_route_without_inline_script() {
    for (address, page) in build_pages() {
        let form = address.trim_matches('/');
        let is_form = page.contains("<form");
        assert_eq!(
            is_form,
            form == "falla" || form.contains('/') && !form.starts_with("historial"),
            "{address}"
        );
        if is_form {
            let target = if form == "falla" { "falla/falla" } else { form };
            assert!(page.contains(&format!("action=\"/api/tickets/{target}\"")), "{address}");
        }
        // The content security policy allows only separate script files with their hash.
        for script in page.split("<script").skip(1) {
            let is_ours = script.starts_with(" type=\"module\" src=\"/assets/")
                && script.contains(" integrity=\"sha384-");
            assert!(is_ours, "{address}: <script{}", script.split('>').next().unwrap_or_default());
        }
        assert!(!page.contains("style=\""), "{address} has a style that the security policy refuses");
    }
}

#[test]
fn forms_have_no_password_or_priority_field() {
    for (address, page) in build_pages() {
        assert!(!page.contains("type=\"password\""), "{address}");
        for name in ["contrasena", "password", "prioridad"] {
            assert!(!page.contains(&format!("name=\"{name}\"")), "{address} has a field {name}");
        }
    }
}

#[test]
fn pages_publish_no_email_addresses() {
    for (address, page) in build_pages() {
        assert!(!page.contains("mailto:"), "{address}");
        assert!(!page.to_lowercase().contains("@ipaxes"), "{address}");
        let is_form = page.contains("<form");
        let words = page.split([' ', '"', '<', '>', '(', ')', '\n']);
        let emails: Vec<&str> = words.filter(|word| word.contains('@') && word.contains('.')).collect();
        assert!(is_form || emails.is_empty(), "{address} publishes {emails:?}");
    }
}

#[test]
fn policy_page_contains_every_section() {
    let pages = build_pages();
    let joined = &pages["/politica/"];
    let main = |page: &str| page.split("<main").nth(1).unwrap().split("</main>").next().unwrap().to_owned();
    for address in [
        "/canales/",
        "/horarios/",
        "/tickets/",
        "/niveles-de-servicio/",
        "/limitaciones/",
        "/fallas-externas/",
    ] {
        let page = main(&pages[address]);
        let paragraphs: Vec<&str> =
            page.split("<p>").skip(1).filter_map(|text| text.split("</p>").next()).collect();
        assert!(!paragraphs.is_empty(), "{address}");
        for paragraph in paragraphs {
            let start = paragraph.split('<').next().unwrap();
            assert!(joined.contains(start), "{address}: «{start}» is not in the whole policy");
        }
    }
}
