//! What may not be published, wherever it is written.

use std::ops::Range;

use memchr::memchr_iter;

use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::site::{Document, Ground};
use crate::source::File;

/// The departments' addresses are not published, for security: whoever needs one asks for it.
///
/// A form may show an example of an address, as long as it is not of a domain of the company's own.
pub(super) fn no_mail_address(ground: &Ground<'_>, published: &Published<'_>, faults: &mut Diagnostics) {
    let Published { file, text, .. } = published;
    let is_own = |mail: &str| own_domains(ground).iter().any(|domain| is_within(mail, domain));
    for range in mail_addresses(text) {
        let found = &text[range.clone()];
        if !is_of_forms(&file.path) || is_own(found) {
            let message = format!("«{found}» es una dirección de correo, y no se publican");
            let fault = Diagnostic::at(file, published.place(range), "correo", message);
            faults.push(fault.help("quítela y remita a un canal: `[canales](/canales/)`"));
        }
    }
}

/// What goes over `http://` can be read and changed on its way.
pub(super) fn no_insecure_address(_: &Ground<'_>, published: &Published<'_>, faults: &mut Diagnostics) {
    for range in addresses(published.text, "http://") {
        let message = format!("`{}`: la dirección no es segura", &published.text[range.clone()]);
        let fault = Diagnostic::at(published.file, published.place(range), "sin-https", message);
        faults.push(fault.help("escriba la dirección con `https://`"));
    }
}

/// A text that is published, and where it stands.
pub(super) struct Published<'a> {
    pub(super) file: &'a File,
    pub(super) text: &'a str,
    /// The place of the value that it is; without one, it is all of its file.
    value: Option<Place>,
}

impl<'a> Published<'a> {
    /// Returns all that `file` says.
    pub(super) fn whole(file: &'a File) -> Self {
        Self { file, text: file.text(), value: None }
    }

    /// Returns where the bytes `range` of it stand in its file.
    pub(super) fn place(&self, range: Range<usize>) -> Place {
        match self.value {
            Some(place) => within(self.file, place, self.text, range),
            None => Place::of(self.text, range),
        }
    }
}

/// Calls `tell` with every value of a YAML file.
pub(super) fn each_value(document: &Document, mut tell: impl FnMut(Published<'_>)) {
    let file = &*document.file;
    document.root.for_each_text(&mut |text, place| tell(Published { file, text, value: Some(place) }));
}

/// Returns the place of `range` of a value that begins at `place`; a value that is not written as it reads, because it
/// is folded or has escapes, is told as a whole.
fn within(file: &File, place: Place, text: &str, range: Range<usize>) -> Place {
    if range == (0..text.len()) {
        return place;
    }
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
fn own_domains(ground: &Ground<'_>) -> Vec<String> {
    let host = |address: &str| {
        let host = address.trim_start_matches("https://").split('/').next().unwrap_or_default();
        // The portal stands in a domain below the company's own.
        let labels: Vec<_> = host.split('.').collect();
        labels[labels.len().saturating_sub(2)..].join(".")
    };
    let addresses = ground.settings.iter().flat_map(|settings| [&settings.address, &settings.portal.address]);
    addresses.map(|address| host(address)).collect()
}

fn is_within(mail: &str, domain: &str) -> bool {
    let host = mail.split_once('@').map_or("", |(_, host)| host);
    host == domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
}

/// Returns where in `text` there are e-mail addresses, or `mailto:`.
fn mail_addresses(text: &str) -> Vec<Range<usize>> {
    let signs = memchr_iter(b'@', text.as_bytes());
    let addresses: Vec<_> = signs.filter_map(|at| mail_address(text, at)).collect();
    let schemes = memchr_iter(b':', text.as_bytes()).filter(|colon| text[..*colon].ends_with("mailto"));
    let schemes = schemes.map(|colon| colon - "mailto".len()..colon + 1);
    let schemes: Vec<_> =
        schemes.filter(|scheme| addresses.iter().all(|address| address.start != scheme.end)).collect();
    addresses.into_iter().chain(schemes).collect()
}

/// Returns where in `text` there are addresses that begin with `scheme`, as `http://`.
pub(super) fn addresses(text: &str, scheme: &str) -> Vec<Range<usize>> {
    let is_end = |c: char| c.is_whitespace() || matches!(c, ')' | '>' | '"' | '`');
    let address = |start: usize| {
        let end = text[start..].find(is_end).map_or(text.len(), |end| start + end);
        // A sentence's own sign is not part of the address.
        start..start + text[start..end].trim_end_matches(['.', ',', ';', ':']).len()
    };
    let name = scheme.trim_end_matches("://");
    let starts = memchr_iter(b':', text.as_bytes())
        .filter(|at| text[*at..].starts_with("://") && text[..*at].ends_with(name));
    starts.map(|at| address(at - name.len())).collect()
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
        assert_eq!(found("[x](mailto:a@b.mx) [y](mailto:z)"), ["a@b.mx", "mailto:"]);
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
