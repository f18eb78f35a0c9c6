//! Checks of the whole content and of the built pages, beyond the shape of each file.
//!
//! Every check is a function in a table; all of them run, and all their diagnostics are reported together. A new check
//! needs a line in a table, a function, a section in `codes.md`, and a case: see `CONTRIBUTING.md`.

pub(crate) mod address;
pub(crate) mod external_links;
pub(crate) mod forbidden_text;
pub(crate) mod history;
pub(crate) mod limit;
pub(crate) mod links;
pub(crate) mod pages;
pub(crate) mod partial;
pub(crate) mod placeholders;
pub(crate) mod promise;
pub(crate) mod site_texts;

use std::collections::BTreeSet;

use policy::contract::ProblemCode;

use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::model::{CheckContext, page};
use crate::read::source::File;

use crate::check::forbidden_text::{PublishedText, for_each_value};

/// A check of the content.
type ContentCheck = fn(&CheckContext<'_>, &mut Diagnostics);

const CHECKS: [ContentCheck; 12] = [
    address::check_unique_addresses,
    check_required_pages,
    check_listed_pages,
    check_unique_channels,
    check_site_addresses,
    site_texts::check_phone_consistent,
    site_texts::check_language_tag,
    site_texts::check_texts_not_empty,
    check_problem_texts,
    limit::check_vendor_limits,
    placeholders::check_placeholders,
    check_published_texts,
];

/// A check of one published text.
type TextCheck = fn(&PublishedText<'_>, &mut Diagnostics);

const TEXT_CHECKS: [TextCheck; 5] = [
    forbidden_text::check_mail_addresses,
    forbidden_text::check_insecure_addresses,
    forbidden_text::check_unrendered_braces,
    forbidden_text::check_curly_quotes,
    promise::check_promised_times,
];

/// Runs every check of the content, except those of page texts: see [`check_page_text`].
pub(crate) fn check_content(context: &CheckContext<'_>, diagnostics: &mut Diagnostics) {
    for check in CHECKS {
        check(context, diagnostics);
    }
}

/// Checks the text of the page in `file`. The builder calls it for each page, so that it runs in parallel and only for
/// changed pages.
pub(crate) fn check_page_text(context: &CheckContext<'_>, file: &File, diagnostics: &mut Diagnostics) {
    check_text(&PublishedText::from_file(*context, file), diagnostics);
}

/// Checks the values of the YAML files, and all notices, including those that have ended.
fn check_published_texts(context: &CheckContext<'_>, diagnostics: &mut Diagnostics) {
    for_each_value(*context, |value| check_text(&value, diagnostics));
    for notice in context.source.within("notices/", ".md") {
        check_text(&PublishedText::from_file(*context, notice), diagnostics);
    }
}

fn check_text(published: &PublishedText<'_>, diagnostics: &mut Diagnostics) {
    for check in TEXT_CHECKS {
        check(published, diagnostics);
    }
}

/// Reports a missing home page and a missing page for unknown addresses.
fn check_required_pages(context: &CheckContext<'_>, diagnostics: &mut Diagnostics) {
    for id in ["index", "404"].into_iter().filter(|id| context.page(id).is_none()) {
        let path = format!("pages/{id}.md");
        let diagnostic = Diagnostic::error(&path, "falta-archivo", format!("falta el archivo `{path}`"));
        diagnostics.push(diagnostic.help("créelo: todo sitio tiene portada y página de error"));
    }
}

/// Checks that `menu`, `politica` and `alcance` name existing pages once, and that the whole policy does not include
/// itself.
fn check_listed_pages(context: &CheckContext<'_>, diagnostics: &mut Diagnostics) {
    let Some(document) = context.documents.get("site.yaml") else { return };
    let known: Vec<_> = context.pages().filter_map(page::page_id).filter(|id| *id != "404").collect();
    for list in ["menu", "politica", "alcance"] {
        let mut named = BTreeSet::new();
        for (id, span) in document.root.items(list).iter().filter_map(|id| Some((id.text()?, id.span))) {
            let diagnostic_at = |code, message| Diagnostic::at(&document.file, span, code, message);
            if !named.insert(id) {
                let message = format!("`{list}` nombra dos veces la página «{id}»");
                diagnostics.push(diagnostic_at("pagina-repetida", message).help("quite una de las dos"));
                continue;
            }
            if id == "404" {
                let message =
                    format!("`{list}` nombra la página «404», que solo se ve donde una dirección no existe");
                diagnostics.push(diagnostic_at("pagina-desconocida", message).help("quítela de la lista"));
                continue;
            }
            let Some(page) = context.page(id) else {
                let message = format!("`{list}` nombra la página «{id}», que no existe");
                diagnostics
                    .push(diagnostic_at("pagina-desconocida", message).suggest(id, known.iter().copied()));
                continue;
            };
            if list == "politica" && page::includes_other_pages(page.text()) {
                let message = format!(
                    "`politica` incluye la página «{id}», que reúne a las demás y no puede ser una de ellas"
                );
                diagnostics.push(diagnostic_at("politica-circular", message).help("quítela de la lista"));
            }
        }
    }
}

/// Reports channels that have the same `id`.
fn check_unique_channels(context: &CheckContext<'_>, diagnostics: &mut Diagnostics) {
    let Some(document) = context.documents.get("channels.yaml") else { return };
    let mut ids = BTreeSet::new();
    for id in document.root.items("canales").iter().filter_map(|channel| channel.get("id")) {
        if let Some(text) = id.text().filter(|text| !ids.insert(*text)) {
            let message = format!("el canal «{text}» aparece dos veces");
            let diagnostic = Diagnostic::at(&document.file, id.span, "nombre-repetido", message);
            diagnostics.push(diagnostic.help("quite uno de los dos, o cambie su nombre"));
        }
    }
}

fn check_site_addresses(context: &CheckContext<'_>, diagnostics: &mut Diagnostics) {
    let Some((document, settings)) = context.settings() else { return };
    let mut report = |path: &[&str], message: String, help: &str| {
        diagnostics.push(document.diagnostic_at(path, "direccion", message).help(help));
    };
    // The check of published texts reports an `http://` address.
    let is_insecure = |address: &str| address.starts_with("http://");
    let address = &settings.address;
    if !is_site_address(address) && !is_insecure(address) {
        let message = format!("`direccion` es «{address}»: no es la dirección de un sitio");
        report(&["direccion"], message, "escriba `https://` y el dominio, sin diagonal al final");
    }
    let portal = &settings.portal.address;
    if !is_secure_address(portal) && !is_insecure(portal) {
        let message = format!("`direccion` es «{portal}»: no es una dirección completa y segura");
        report(&["portal", "direccion"], message, "escriba la dirección con `https://`, sin espacios");
    }
    let number = &settings.phone.number;
    let digits = number.strip_prefix('+').unwrap_or_default();
    if !(8..=15).contains(&digits.len()) || !digits.chars().all(|c| c.is_ascii_digit()) {
        let message = format!("`numero` es «{number}»: no se puede marcar");
        report(
            &["telefono", "numero"],
            message,
            "escriba `+`, la clave del país y el número, solo con cifras",
        );
    }
}

/// Returns whether `address` is a complete `https://` address.
fn is_secure_address(address: &str) -> bool {
    let rest = address.strip_prefix("https://").unwrap_or_default();
    !rest.is_empty() && !rest.contains(char::is_whitespace)
}

/// Returns whether `address` is that of a whole site, without a path.
fn is_site_address(address: &str) -> bool {
    is_secure_address(address) && address.matches('/').count() == 2
}

fn check_problem_texts(context: &CheckContext<'_>, diagnostics: &mut Diagnostics) {
    let (Some(document), Some(texts)) = (context.documents.get("words.yaml"), context.texts) else { return };
    let codes = ProblemCode::all().map(ProblemCode::name);
    let described: Vec<_> = texts.problems().map(|(code, ..)| code).collect();
    for code in codes.into_iter().filter(|code| !described.contains(code)) {
        let message = format!("falta `{code}` en `problemas`");
        let diagnostic = document.diagnostic_at(&["problemas", code], "falta-clave", message);
        let help = format!("agregue `{code}` con `titulo` y `detalle`: la API lo usa");
        diagnostics.push(diagnostic.help(help));
    }
    for code in described.into_iter().filter(|code| !codes.contains(code)) {
        let message = format!("`{code}`: la API no tiene este problema");
        diagnostics.push(
            document.diagnostic_at(&["problemas", code], "clave-desconocida", message).suggest(code, codes),
        );
    }
}

/// Returns a diagnostic at the first `found` in `file`, or about the whole file.
fn diagnostic_at_text(file: &File, found: &str, code: &'static str, message: String) -> Diagnostic {
    match file.text().find(found) {
        Some(start) => {
            Diagnostic::at(file, Span::new(file.text(), start..start + found.len()), code, message)
        }
        None => Diagnostic::error(&file.path, code, message),
    }
}
