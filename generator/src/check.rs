//! What must be true of the whole content, and of the pages made from it, beyond what each file says for itself.
//!
//! Each check is a function with a name; all of them run, and all that they find is told together. A new rule is a line
//! in a table, a function, and a section of the table of codes.

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

use policy::PathSegment;

use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::model::{CheckContext, Document, page};
use crate::parse::yaml::Node;
use crate::read::source::File;

use crate::check::forbidden_text::PublishedText;

/// Looks for errors in the content.
type ContentCheck = fn(&CheckContext<'_>, &mut Diagnostics);

const CHECKS: [(&str, ContentCheck); 12] = [
    ("addresses", address::check_unique_addresses),
    ("pages", check_required_pages),
    ("menu", check_listed_pages),
    ("channels", check_unique_channels),
    ("site", check_site_addresses),
    ("phone", site_texts::check_phone_consistent),
    ("language", site_texts::check_language_tag),
    ("empty", site_texts::check_texts_not_empty),
    ("problems", check_problem_texts),
    ("limits", limit::check_vendor_limits),
    ("gaps", crate::check::placeholders::check_placeholders),
    ("words", check_published_texts),
];

/// What is looked for in each text that is published.
type TextCheck = fn(&CheckContext<'_>, &PublishedText<'_>, &mut Diagnostics);

const TEXT_CHECKS: [(&str, TextCheck); 5] = [
    ("mail", crate::check::forbidden_text::check_mail_addresses),
    ("https", crate::check::forbidden_text::check_insecure_addresses),
    ("braces", crate::check::forbidden_text::check_unrendered_braces),
    ("quotes", crate::check::forbidden_text::check_curly_quotes),
    ("promises", promise::check_promised_times),
];

/// What the API may have to say; each has a title and a detail in `words.yaml`.
pub(crate) const PROBLEMS: [&str; 14] = [
    "no-encontrado",
    "metodo",
    "cuerpo-grande",
    "tipo-de-contenido",
    "cuerpo-ilegible",
    "clave-ilegible",
    "clave-repetida",
    "otro-origen",
    "demasiadas",
    "respuestas",
    "por-confirmar",
    "no-disponible",
    "en-pausa",
    "interno",
];

/// Runs every check of the content, save those of the pages' own words: see [`check_page_text`].
pub(crate) fn check_content(context: &CheckContext<'_>, diagnostics: &mut Diagnostics) {
    for (_, check) in CHECKS {
        check(context, diagnostics);
    }
}

/// Checks the words of the page that `file` is. This is done where the page is made, on every core, and for that page
/// alone.
pub(crate) fn check_page_text(context: &CheckContext<'_>, file: &File, diagnostics: &mut Diagnostics) {
    read(context, &PublishedText::whole(file), diagnostics);
}

/// Reads the values of the YAML files, and the notices: those that have ended, too, since they are content still.
fn check_published_texts(context: &CheckContext<'_>, diagnostics: &mut Diagnostics) {
    for document in context.documents.iter() {
        crate::check::forbidden_text::for_each_value(document, |value| read(context, &value, diagnostics));
    }
    for notice in context.source.within("notices/", ".md") {
        read(context, &PublishedText::whole(notice), diagnostics);
    }
}

fn read(context: &CheckContext<'_>, published: &PublishedText<'_>, diagnostics: &mut Diagnostics) {
    for (_, reading) in TEXT_CHECKS {
        reading(context, published, diagnostics);
    }
}

/// A site without a home page, or without a page for what is not there, is not whole.
fn check_required_pages(context: &CheckContext<'_>, diagnostics: &mut Diagnostics) {
    for id in ["index", "404"].into_iter().filter(|id| context.page(id).is_none()) {
        let path = format!("pages/{id}.md");
        let diagnostic = Diagnostic::error(&path, "falta-archivo", format!("falta el archivo `{path}`"));
        diagnostics.push(diagnostic.help("créelo: todo sitio tiene portada y página de error"));
    }
}

/// The menu and the whole policy name pages that there are, each once; the whole cannot be a part of itself.
fn check_listed_pages(context: &CheckContext<'_>, diagnostics: &mut Diagnostics) {
    let Some(document) = context.documents.get("site.yaml") else { return };
    let known: Vec<_> = context.pages().filter_map(page::page_id).filter(|id| *id != "404").collect();
    for list in ["menu", "politica", "alcance"] {
        let mut named = BTreeSet::new();
        for (id, place) in items(&document.root, list) {
            let told = |code, message| Diagnostic::at(&document.file, place, code, message);
            if !named.insert(id) {
                let message = format!("`{list}` nombra dos veces la página «{id}»");
                diagnostics.push(told("pagina-repetida", message).help("quite una de las dos"));
                continue;
            }
            if id == "404" {
                let message =
                    format!("`{list}` nombra la página «404», que solo se ve donde una dirección no existe");
                diagnostics.push(told("pagina-desconocida", message).help("quítela de la lista"));
                continue;
            }
            let Some(page) = context.page(id) else {
                let message = format!("`{list}` nombra la página «{id}», que no existe");
                diagnostics.push(told("pagina-desconocida", message).suggest(id, known.iter().copied()));
                continue;
            };
            if list == "politica" && page::joins(page.text()) {
                let message = format!(
                    "`politica` incluye la página «{id}», que reúne a las demás y no puede ser una de ellas"
                );
                diagnostics.push(told("politica-circular", message).help("quítela de la lista"));
            }
        }
    }
}

/// Of two channels with one `id`, nothing would say which is meant.
fn check_unique_channels(context: &CheckContext<'_>, diagnostics: &mut Diagnostics) {
    let Some(document) = context.documents.get("channels.yaml") else { return };
    let mut ids = BTreeSet::new();
    for (index, channel) in document.root.items("canales").iter().enumerate() {
        let Some(id) = channel.text_of("id").filter(|id| !ids.insert(*id)) else { continue };
        let steps = [
            PathSegment::Key("canales".to_owned()),
            PathSegment::Index(index),
            PathSegment::Key("id".to_owned()),
        ];
        let place = document.root.place_of(&steps);
        let message = format!("el canal «{id}» aparece dos veces");
        let diagnostic = Diagnostic::at(&document.file, place, "nombre-repetido", message);
        diagnostics.push(diagnostic.help("quite uno de los dos, o cambie su nombre"));
    }
}

fn items<'a>(root: &'a Node, key: &str) -> impl Iterator<Item = (&'a str, Span)> {
    root.items(key).iter().filter_map(|item| Some((item.text()?, item.place)))
}

fn check_site_addresses(context: &CheckContext<'_>, diagnostics: &mut Diagnostics) {
    let (Some(document), Some(settings)) = (context.documents.get("site.yaml"), context.settings) else {
        return;
    };
    let mut refuse = |path: &[&str], message: String, help: &str| {
        diagnostics.push(at(document, path, "direccion", message).help(help));
    };
    // That an address is not secure is told wherever it is written.
    let is_told = |address: &str| address.starts_with("http://");
    let address = &settings.address;
    if !is_site_address(address) && !is_told(address) {
        let message = format!("`direccion` es «{address}»: no es la dirección de un sitio");
        refuse(&["direccion"], message, "escriba `https://` y el dominio, sin diagonal al final");
    }
    let portal = &settings.portal.address;
    if !is_secure_address(portal) && !is_told(portal) {
        let message = format!("`direccion` es «{portal}»: no es una dirección completa y segura");
        refuse(&["portal", "direccion"], message, "escriba la dirección con `https://`, sin espacios");
    }
    let number = &settings.phone.number;
    let digits = number.strip_prefix('+').unwrap_or_default();
    if !(8..=15).contains(&digits.len()) || !digits.chars().all(|c| c.is_ascii_digit()) {
        let message = format!("`numero` es «{number}»: no se puede marcar");
        refuse(
            &["telefono", "numero"],
            message,
            "escriba `+`, la clave del país y el número, solo con cifras",
        );
    }
}

/// Returns whether `address` is all that leads to a place on another site.
fn is_secure_address(address: &str) -> bool {
    address
        .strip_prefix("https://")
        .is_some_and(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace))
}

/// Returns whether `address` is that of a whole site, to which a path can be added.
fn is_site_address(address: &str) -> bool {
    is_secure_address(address) && address.matches('/').count() == 2
}

fn check_problem_texts(context: &CheckContext<'_>, diagnostics: &mut Diagnostics) {
    let (Some(document), Some(texts)) = (context.documents.get("words.yaml"), context.texts) else { return };
    let described: Vec<_> = texts.problems().map(|(code, ..)| code).collect();
    for code in PROBLEMS.into_iter().filter(|code| !described.contains(code)) {
        let message = format!("falta `{code}` en `problemas`");
        let diagnostic = at(document, &["problemas", code], "falta-clave", message);
        diagnostics
            .push(diagnostic.help(format!("agregue `{code}` con `titulo` y `detalle`: la API lo usa")));
    }
    for code in described.into_iter().filter(|code| !PROBLEMS.contains(code)) {
        let message = format!("`{code}`: la API no tiene este problema");
        diagnostics
            .push(at(document, &["problemas", code], "clave-desconocida", message).suggest(code, PROBLEMS));
    }
}

/// Returns a diagnostic at the value to which the keys `path` lead.
fn at(document: &Document, path: &[&str], code: &'static str, message: String) -> Diagnostic {
    let steps: Vec<_> = path.iter().map(|key| PathSegment::Key((*key).to_owned())).collect();
    Diagnostic::at(&document.file, document.root.place_of(&steps), code, message)
}

/// Returns a diagnostic where `found` first stands in `file`, or about the file as a whole.
fn at_text(file: &File, found: &str, code: &'static str, message: String) -> Diagnostic {
    match file.text().find(found) {
        Some(start) => Diagnostic::at(file, Span::of(file.text(), start..start + found.len()), code, message),
        None => Diagnostic::error(&file.path, code, message),
    }
}
