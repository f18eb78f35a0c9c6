//! What may not be published, wherever it is written.

use std::ops::Range;

use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::site::Site;
use crate::source::File;
use crate::yaml::Node;

/// The departments' addresses are not published, for security: whoever needs one asks for it.
///
/// A form may show an example of an address, as long as it is not of a domain of the company's own.
pub(super) fn no_mail_address(site: &Site, faults: &mut Diagnostics) {
    let own = own_domains(site);
    let refuse = |fault: Diagnostic| fault.help("quítela: las direcciones de correo no se publican; remita a un canal");
    let message = |found: &str| format!("«{found}» es una dirección de correo");
    for document in site.documents.iter() {
        let may_show_examples = is_of_forms(&document.file.path);
        each_text(&document.file, &document.root, |text, place| {
            for range in mail_addresses(text) {
                let found = &text[range.clone()];
                if !(may_show_examples && !own.iter().any(|domain| is_within(found, domain))) {
                    faults.push(refuse(within(&document.file, place, text, range.clone(), "correo", message(found))));
                }
            }
        });
    }
    for page in &site.pages {
        let text = page.file.text();
        for range in mail_addresses(text) {
            let place = Place::of(text, range.clone());
            faults.push(refuse(Diagnostic::at(&page.file, place, "correo", message(&text[range]))));
        }
    }
}

/// What goes over `http://` can be read and changed on its way.
pub(super) fn no_insecure_address(site: &Site, faults: &mut Diagnostics) {
    const INSECURE: &str = "http://";
    let refuse = |fault: Diagnostic| fault.help("escriba la dirección con `https://`");
    let message = |text: &str, start: usize| {
        let end = text[start..].find(|c: char| c.is_whitespace() || matches!(c, ')' | '>' | '"' | '`'));
        format!("`{}`: la dirección no es segura", &text[start..end.map_or(text.len(), |end| start + end)])
    };
    for document in site.documents.iter() {
        each_text(&document.file, &document.root, |text, place| {
            for (start, _) in text.match_indices(INSECURE) {
                let range = start..start + INSECURE.len();
                faults.push(refuse(within(&document.file, place, text, range, "sin-https", message(text, start))));
            }
        });
    }
    for page in &site.pages {
        let text = page.file.text();
        for (start, _) in text.match_indices(INSECURE) {
            let place = Place::of(text, start..start + INSECURE.len());
            faults.push(refuse(Diagnostic::at(&page.file, place, "sin-https", message(text, start))));
        }
    }
}

fn each_text(_: &File, root: &Node, mut visit: impl FnMut(&str, Place)) {
    root.for_each_text(&mut visit);
}

/// Returns a fault at `range` of a value that begins at `place`; a quoted or folded value is told as a whole.
fn within(
    file: &File,
    place: Place,
    text: &str,
    range: Range<usize>,
    code: &'static str,
    message: String,
) -> Diagnostic {
    let inner = Place::of(text, range.clone());
    let moved = Place {
        line: place.line + inner.line - 1,
        column: place.column + inner.column - 1,
        length: inner.length,
    };
    let line = file.text().lines().nth(moved.line - 1).unwrap_or_default();
    let found: String = line.chars().skip(moved.column - 1).take(moved.length).collect();
    Diagnostic::at(file, if found == text[range] { moved } else { place }, code, message)
}

fn is_of_forms(path: &str) -> bool {
    path.starts_with("forms/") || matches!(path, "common.yaml" | "lists.yaml")
}

/// Returns the domains of the company: of its site and of its portal.
fn own_domains(site: &Site) -> Vec<String> {
    let host = |address: &str| {
        let host = address.trim_start_matches("https://").split('/').next().unwrap_or_default();
        // The portal stands in a domain below the company's own.
        let labels: Vec<_> = host.split('.').collect();
        labels[labels.len().saturating_sub(2)..].join(".")
    };
    [&site.settings.address, &site.settings.portal.address].map(|address| host(address)).into()
}

fn is_within(mail: &str, domain: &str) -> bool {
    let host = mail.split_once('@').map_or("", |(_, host)| host);
    host == domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
}

/// Returns where in `text` there are e-mail addresses, or `mailto:`.
fn mail_addresses(text: &str) -> impl Iterator<Item = Range<usize>> {
    let addresses = text.match_indices('@').filter_map(|(at, _)| mail_address(text, at));
    addresses.chain(text.match_indices("mailto:").map(|(at, found)| at..at + found.len()))
}

fn mail_address(text: &str, at: usize) -> Option<Range<usize>> {
    let is_local = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-');
    let is_host = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
    let local = text[..at].chars().rev().take_while(|c| is_local(*c)).map(char::len_utf8).sum::<usize>();
    let host: usize = text[at + 1..].chars().take_while(|c| is_host(*c)).map(char::len_utf8).sum();
    let host = text[at + 1..at + 1 + host].trim_end_matches(['.', '-']);
    let (name, ending) = host.rsplit_once('.')?;
    let is_address = local > 0 && !name.is_empty() && ending.len() >= 2 && ending.chars().all(char::is_alphabetic);
    is_address.then(|| at - local..at + 1 + host.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        mail_addresses(text).map(|range| &text[range]).collect()
    }

    #[test]
    fn mail_addresses_are_found_in_a_sentence() {
        assert_eq!(found("Escriba a soporte@ejemplo.com.mx. O a <ana.ñ@ejemplo.mx>"), [
            "soporte@ejemplo.com.mx",
            "ana.ñ@ejemplo.mx"
        ]);
        assert_eq!(found("[x](mailto:a@b.mx)"), ["a@b.mx", "mailto:"]);
    }

    #[test]
    fn what_only_has_the_sign_is_no_address() {
        assert_eq!(found("la parte antes de la @, @usuario, a@b, 3@4.5, @ejemplo.mx"), [""; 0]);
    }

    #[test]
    fn a_domain_holds_those_below_it() {
        assert!(is_within("a@correo.ejemplo.mx", "ejemplo.mx"));
        assert!(!is_within("a@otroejemplo.mx", "ejemplo.mx"));
    }
}
