//! What must be true of the whole content, and of the pages made from it, beyond what each file says for itself.
//!
//! Each check is a function with a name; all of them run, and all that they find is told together. A new rule is a line
//! in a table and a function.

use std::collections::BTreeMap;

use policy::{Form, Operation};

use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::site::{Document, Site};
use crate::source::File;
use crate::yaml::{Node, Value};

pub(crate) mod history;
pub(crate) mod pages;
mod published;

/// A check of the content, before anything is rendered.
type Check = fn(&Site, &mut Diagnostics);

const CHECKS: [(&str, Check); 6] = [
    ("addresses", one_address_for_each),
    ("menu", listed_pages_exist),
    ("site", the_site_has_its_addresses),
    ("problems", every_problem_has_words),
    ("mail", published::no_mail_address),
    ("https", published::no_insecure_address),
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

/// Runs every check of the content.
pub(crate) fn before_rendering(site: &Site, faults: &mut Diagnostics) {
    for (_, check) in CHECKS {
        check(site, faults);
    }
}

/// Returns the forms' pages: their addresses, and the files in which they are written.
pub(crate) fn form_pages(site: &Site) -> impl Iterator<Item = (String, &Form, &Operation)> {
    site.policy.forms().iter().flat_map(|form| {
        form.operations.iter().map(move |operation| (form.address(operation), form, operation))
    })
}

/// Two pages with one address would overwrite one another, and none may hide what the API or the assets answer.
fn one_address_for_each(site: &Site, faults: &mut Diagnostics) {
    let mut owners: BTreeMap<String, &str> = BTreeMap::new();
    for (address, form, _) in form_pages(site) {
        let file = site.documents.form(&form.id).map_or("forms/", |document| document.file.path.as_str());
        if let Some(other) = owners.insert(address.clone(), file) {
            let message = format!("`{address}`: también es la dirección de una página de `{other}`");
            faults.push(
                Diagnostic::error(file, "direccion-repetida", message).help("cambie uno de los dos `id`"),
            );
        }
    }
    owners.extend(site.versions.iter().map(|version| (version.address(), version.file.path.as_str())));
    for page in &site.pages {
        let address = &page.address;
        if let Some(other) = owners.insert(address.clone(), &page.file.path) {
            let message = format!("`{address}`: también es la dirección de una página de `{other}`");
            let fault = Diagnostic::error(&page.file.path, "direccion-repetida", message);
            faults.push(fault.help("cambie el nombre de este archivo"));
        }
        if address.starts_with("/api/") || address.starts_with("/assets/") {
            let message = format!("`{address}`: la dirección está reservada");
            let fault = Diagnostic::error(&page.file.path, "direccion-reservada", message);
            faults.push(fault.help("cambie el nombre de este archivo"));
        }
    }
    for id in ["index", "404"].into_iter().filter(|id| !is_written(site, id)) {
        let path = format!("pages/{id}.md");
        let fault = Diagnostic::error(&path, "falta-archivo", format!("falta el archivo `{path}`"));
        faults.push(fault.help("créelo: todo sitio tiene portada y página de error"));
    }
}

/// The menu and the whole policy name pages that there are; the whole cannot be a part of itself.
fn listed_pages_exist(site: &Site, faults: &mut Diagnostics) {
    let Some(document) = site.documents.get("site.yaml") else { return };
    for list in ["menu", "politica", "alcance"] {
        for (id, place) in items(&document.root, list) {
            let Some(page) = site.page(id) else {
                if is_written(site, id) {
                    continue;
                }
                let message = format!("`{list}`: la página «{id}» no existe");
                let fault = Diagnostic::at(&document.file, place, "pagina-desconocida", message);
                faults.push(fault.suggest(id, site.pages.iter().map(|page| page.id.as_str())));
                continue;
            };
            if list == "politica" && joins(page.body()) {
                let message =
                    format!("`politica`: la página «{id}» reúne a las demás y no puede ser una de ellas");
                let fault = Diagnostic::at(&document.file, place, "politica-circular", message);
                faults.push(fault.help("quítela de la lista"));
            }
        }
    }
}

/// Returns whether a page has a file; one that could not be read is told by itself, and not missed.
fn is_written(site: &Site, id: &str) -> bool {
    site.source.file(&format!("pages/{id}.md")).is_some()
}

/// Returns whether a page's Markdown joins other pages.
pub(crate) fn joins(markdown: &str) -> bool {
    markdown.contains("<politica")
}

fn items<'a>(root: &'a Node, key: &str) -> impl Iterator<Item = (&'a str, Place)> {
    let list = root.get(key).map(|(_, list)| &list.value);
    let items: &[Node] = if let Some(Value::List(items)) = list { items } else { &[] };
    items.iter().filter_map(|item| match &item.value {
        Value::Text(text) => Some((text.as_str(), item.place)),
        _ => None,
    })
}

fn the_site_has_its_addresses(site: &Site, faults: &mut Diagnostics) {
    let Some(document) = site.documents.get("site.yaml") else { return };
    let mut refuse = |path: &[&str], message: String, help: &str| {
        faults.push(at(document, path, "direccion", message).help(help));
    };
    let address = &site.settings.address;
    let is_base =
        address.strip_prefix("https://").is_some_and(|host| !host.is_empty() && !host.contains('/'));
    if !is_base {
        let message = format!("`direccion` es «{address}»: no es la dirección de un sitio");
        refuse(&["direccion"], message, "escriba `https://` y el dominio, sin diagonal al final");
    }
    let portal = &site.settings.portal.address;
    if !portal.starts_with("https://") {
        let message = format!("`direccion` es «{portal}»: no es una dirección completa y segura");
        refuse(&["portal", "direccion"], message, "escriba la dirección con `https://`");
    }
    let number = &site.settings.phone.number;
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

fn every_problem_has_words(site: &Site, faults: &mut Diagnostics) {
    let Some(document) = site.documents.get("words.yaml") else { return };
    for code in PROBLEMS.into_iter().filter(|code| !site.words.problems.contains_key(*code)) {
        let message = format!("falta `{code}` en `problemas`");
        let fault = at(document, &["problemas", code], "falta-clave", message);
        faults.push(fault.help(format!("agregue `{code}` con `titulo` y `detalle`: la API lo usa")));
    }
    for code in site.words.problems.keys().filter(|code| !PROBLEMS.contains(&code.as_str())) {
        let message = format!("`{code}`: la API no tiene este problema");
        faults.push(at(document, &["problemas", code], "clave-desconocida", message).suggest(code, PROBLEMS));
    }
}

/// Returns a fault at the value to which the keys `path` lead.
fn at(document: &Document, path: &[&str], code: &'static str, message: String) -> Diagnostic {
    let steps: Vec<_> = path.iter().map(|key| policy::Step::Key((*key).to_owned())).collect();
    Diagnostic::at(&document.file, document.root.place_of(&steps), code, message)
}

/// Returns a fault where `found` first stands in `file`, or about the file as a whole.
fn at_text(file: &File, found: &str, code: &'static str, message: String) -> Diagnostic {
    match file.text().find(found) {
        Some(start) => {
            Diagnostic::at(file, Place::of(file.text(), start..start + found.len()), code, message)
        }
        None => Diagnostic::error(&file.path, code, message),
    }
}
