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
pub(crate) mod words;

use std::collections::BTreeSet;

use policy::contract::ProblemCode;
use policy::{Form, Operation, PathSegment};

use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::model::{Document, Ground, Look, Site, page};
use crate::parse::yaml::Node;
use crate::read::source::File;

use crate::check::forbidden_text::Published;

const CHECKS: [(&str, Look); 12] = [
    ("addresses", address::one_for_each),
    ("pages", every_site_has_its_pages),
    ("menu", listed_pages_exist),
    ("channels", channels_are_told_apart),
    ("site", the_site_has_its_addresses),
    ("phone", words::the_phone_is_one),
    ("language", words::the_site_has_a_language),
    ("empty", words::none_are_missing),
    ("problems", every_problem_has_words),
    ("limits", limit::none_above_the_vendors),
    ("gaps", crate::check::placeholders::every_gap_is_filled),
    ("words", words_may_be_published),
];

/// What is looked for in each text that is published.
type Reading = fn(&Ground<'_>, &Published<'_>, &mut Diagnostics);

const READINGS: [(&str, Reading); 5] = [
    ("mail", crate::check::forbidden_text::no_mail_address),
    ("https", crate::check::forbidden_text::no_insecure_address),
    ("braces", crate::check::forbidden_text::no_braces_where_none_are_filled),
    ("quotes", crate::check::forbidden_text::no_curly_quotes_around),
    ("promises", promise::no_other_response_times),
];

/// Runs every check of the content, save those of the pages' own words: see [`words_of_page`].
pub(crate) fn before_rendering(ground: &Ground<'_>, faults: &mut Diagnostics) {
    for (_, check) in CHECKS {
        check(ground, faults);
    }
}

/// Checks the words of the page that `file` is. This is done where the page is made, on every core, and for that page
/// alone.
pub(crate) fn words_of_page(ground: &Ground<'_>, file: &File, faults: &mut Diagnostics) {
    read(ground, &Published::whole(file), faults);
}

/// Reads the values of the YAML files, and the notices: those that have ended, too, since they are content still.
fn words_may_be_published(ground: &Ground<'_>, faults: &mut Diagnostics) {
    for document in ground.documents.iter() {
        crate::check::forbidden_text::each_value(document, |value| read(ground, &value, faults));
    }
    for notice in ground.source.within("notices/", ".md") {
        read(ground, &Published::whole(notice), faults);
    }
}

fn read(ground: &Ground<'_>, published: &Published<'_>, faults: &mut Diagnostics) {
    for (_, reading) in READINGS {
        reading(ground, published, faults);
    }
}

/// Returns the forms' pages: their addresses, and the files in which they are written.
pub(crate) fn form_pages(site: &Site) -> impl Iterator<Item = (String, &Form, &Operation)> {
    site.policy.forms().iter().flat_map(|form| {
        form.operations.iter().map(move |operation| (form.address(operation), form, operation))
    })
}

/// A site without a home page, or without a page for what is not there, is not whole.
fn every_site_has_its_pages(ground: &Ground<'_>, faults: &mut Diagnostics) {
    for id in ["index", "404"].into_iter().filter(|id| ground.page(id).is_none()) {
        let path = format!("pages/{id}.md");
        let fault = Diagnostic::error(&path, "falta-archivo", format!("falta el archivo `{path}`"));
        faults.push(fault.help("créelo: todo sitio tiene portada y página de error"));
    }
}

/// The menu and the whole policy name pages that there are, each once; the whole cannot be a part of itself.
fn listed_pages_exist(ground: &Ground<'_>, faults: &mut Diagnostics) {
    let Some(document) = ground.documents.get("site.yaml") else { return };
    let known: Vec<_> = ground.pages().filter_map(page::id_of).filter(|id| *id != "404").collect();
    for list in ["menu", "politica", "alcance"] {
        let mut named = BTreeSet::new();
        for (id, place) in items(&document.root, list) {
            let told = |code, message| Diagnostic::at(&document.file, place, code, message);
            if !named.insert(id) {
                let message = format!("`{list}` nombra dos veces la página «{id}»");
                faults.push(told("pagina-repetida", message).help("quite una de las dos"));
                continue;
            }
            if id == "404" {
                let message =
                    format!("`{list}` nombra la página «404», que solo se ve donde una dirección no existe");
                faults.push(told("pagina-desconocida", message).help("quítela de la lista"));
                continue;
            }
            let Some(page) = ground.page(id) else {
                let message = format!("`{list}` nombra la página «{id}», que no existe");
                faults.push(told("pagina-desconocida", message).suggest(id, known.iter().copied()));
                continue;
            };
            if list == "politica" && page::joins(page.text()) {
                let message = format!(
                    "`politica` incluye la página «{id}», que reúne a las demás y no puede ser una de ellas"
                );
                faults.push(told("politica-circular", message).help("quítela de la lista"));
            }
        }
    }
}

/// Of two channels with one `id`, nothing would say which is meant.
fn channels_are_told_apart(ground: &Ground<'_>, faults: &mut Diagnostics) {
    let Some(document) = ground.documents.get("channels.yaml") else { return };
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
        let fault = Diagnostic::at(&document.file, place, "nombre-repetido", message);
        faults.push(fault.help("quite uno de los dos, o cambie su nombre"));
    }
}

fn items<'a>(root: &'a Node, key: &str) -> impl Iterator<Item = (&'a str, Span)> {
    root.items(key).iter().filter_map(|item| Some((item.text()?, item.place)))
}

fn the_site_has_its_addresses(ground: &Ground<'_>, faults: &mut Diagnostics) {
    let (Some(document), Some(settings)) = (ground.documents.get("site.yaml"), ground.settings) else {
        return;
    };
    let mut refuse = |path: &[&str], message: String, help: &str| {
        faults.push(at(document, path, "direccion", message).help(help));
    };
    // That an address is not secure is told wherever it is written.
    let is_told = |address: &str| address.starts_with("http://");
    let address = &settings.address;
    if !is_base(address) && !is_told(address) {
        let message = format!("`direccion` es «{address}»: no es la dirección de un sitio");
        refuse(&["direccion"], message, "escriba `https://` y el dominio, sin diagonal al final");
    }
    let portal = &settings.portal.address;
    if !is_complete(portal) && !is_told(portal) {
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
fn is_complete(address: &str) -> bool {
    address
        .strip_prefix("https://")
        .is_some_and(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace))
}

/// Returns whether `address` is that of a whole site, to which a path can be added.
fn is_base(address: &str) -> bool {
    is_complete(address) && address.matches('/').count() == 2
}

fn every_problem_has_words(ground: &Ground<'_>, faults: &mut Diagnostics) {
    let (Some(document), Some(words)) = (ground.documents.get("words.yaml"), ground.words) else { return };
    let codes = ProblemCode::ALL.map(ProblemCode::name);
    for code in codes.into_iter().filter(|code| !words.problems.contains_key(*code)) {
        let message = format!("falta `{code}` en `problemas`");
        let fault = at(document, &["problemas", code], "falta-clave", message);
        faults.push(fault.help(format!("agregue `{code}` con `titulo` y `detalle`: la API lo usa")));
    }
    for code in words.problems.keys().filter(|code| !codes.contains(&code.as_str())) {
        let message = format!("`{code}`: la API no tiene este problema");
        faults.push(at(document, &["problemas", code], "clave-desconocida", message).suggest(code, codes));
    }
}

/// Returns a fault at the value to which the keys `path` lead.
fn at(document: &Document, path: &[&str], code: &'static str, message: String) -> Diagnostic {
    let steps: Vec<_> = path.iter().map(|key| PathSegment::Key((*key).to_owned())).collect();
    Diagnostic::at(&document.file, document.root.place_of(&steps), code, message)
}

/// Returns a fault where `found` first stands in `file`, or about the file as a whole.
fn at_text(file: &File, found: &str, code: &'static str, message: String) -> Diagnostic {
    match file.text().find(found) {
        Some(start) => Diagnostic::at(file, Span::of(file.text(), start..start + found.len()), code, message),
        None => Diagnostic::error(&file.path, code, message),
    }
}
