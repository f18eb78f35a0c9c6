//! What may not be published, wherever it is written.

use std::ops::Range;

use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::site::Site;
use crate::source::File;

/// The departments' addresses are not published, for security: whoever needs one asks for it.
///
/// A form may show an example of an address, as long as it is not of a domain of the company's own.
pub(super) fn no_mail_address(site: &Site, faults: &mut Diagnostics) {
    let own = own_domains(site);
    let is_own = |mail: &str| own.iter().any(|domain| is_within(mail, domain));
    each_found(site, mail_addresses, |file, found, place| {
        if !is_of_forms(&file.path) || is_own(found) {
            let message = format!("«{found}» es una dirección de correo");
            let fault = Diagnostic::at(file, place, "correo", message);
            faults.push(fault.help("quítela: las direcciones de correo no se publican; remita a un canal"));
        }
    });
}

/// What goes over `http://` can be read and changed on its way.
pub(super) fn no_insecure_address(site: &Site, faults: &mut Diagnostics) {
    each_found(site, insecure_addresses, |file, found, place| {
        let message = format!("`{found}`: la dirección no es segura");
        let fault = Diagnostic::at(file, place, "sin-https", message);
        faults.push(fault.help("escriba la dirección con `https://`"));
    });
}

/// Calls `tell` with whatever `find` finds in what is published, and where it stands.
fn each_found(site: &Site, find: fn(&str) -> Vec<Range<usize>>, mut tell: impl FnMut(&File, &str, Place)) {
    for document in site.documents.iter() {
        document.root.for_each_text(&mut |text, place| {
            for range in find(text) {
                tell(&document.file, &text[range.clone()], within(&document.file, place, text, range));
            }
        });
    }
    for page in &site.pages {
        let text = page.file.text();
        for range in find(text) {
            tell(&page.file, &text[range.clone()], Place::of(text, range));
        }
    }
}

/// Returns the place of `range` of a value that begins at `place`; a value that is not written as it reads, because it
/// is folded or has escapes, is told as a whole.
fn within(file: &File, place: Place, text: &str, range: Range<usize>) -> Place {
    let inner = Place::of(text, range.clone());
    let line = place.line + inner.line - 1;
    let written = file.text().lines().nth(line - 1).unwrap_or_default();
    // The quote that opens a value is not part of it.
    for column in [place.column + inner.column - 1, place.column + inner.column] {
        let found: String = written.chars().skip(column - 1).take(inner.length).collect();
        if found == text[range.clone()] {
            return Place { line, column, length: inner.length };
        }
    }
    place
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
fn mail_addresses(text: &str) -> Vec<Range<usize>> {
    let addresses = text.match_indices('@').filter_map(|(at, _)| mail_address(text, at));
    addresses.chain(text.match_indices("mailto:").map(|(at, found)| at..at + found.len())).collect()
}

/// Returns where in `text` there are addresses that begin with `http://`.
fn insecure_addresses(text: &str) -> Vec<Range<usize>> {
    let is_end = |c: char| c.is_whitespace() || matches!(c, ')' | '>' | '"' | '`');
    let address =
        |(start, _): (usize, &str)| start..text[start..].find(is_end).map_or(text.len(), |end| start + end);
    text.match_indices("http://").map(address).collect()
}

fn mail_address(text: &str, at: usize) -> Option<Range<usize>> {
    let is_local = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-');
    let is_host = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
    let local = text[..at].chars().rev().take_while(|c| is_local(*c)).map(char::len_utf8).sum::<usize>();
    let host: usize = text[at + 1..].chars().take_while(|c| is_host(*c)).map(char::len_utf8).sum();
    let host = text[at + 1..at + 1 + host].trim_end_matches(['.', '-']);
    let (name, ending) = host.rsplit_once('.')?;
    let is_address =
        local > 0 && !name.is_empty() && ending.len() >= 2 && ending.chars().all(char::is_alphabetic);
    is_address.then(|| at - local..at + 1 + host.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        mail_addresses(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn mail_addresses_are_found_in_a_sentence() {
        assert_eq!(
            found("Escriba a soporte@ejemplo.com.mx. O a <ana.ñ@ejemplo.mx>"),
            ["soporte@ejemplo.com.mx", "ana.ñ@ejemplo.mx"]
        );
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
