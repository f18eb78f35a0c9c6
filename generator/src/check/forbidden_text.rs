//! What may not be published, wherever it is written.

use std::ops::Range;

use memchr::memchr_iter;

use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::model::{CheckContext, Document};
use crate::parse::front_matter;
use crate::parse::yaml;
use crate::read::source::File;

/// The departments' addresses are not published, for security: whoever needs one asks for it.
///
/// A form may show an example of an address, as long as it is not of a domain of the company's own.
pub(crate) fn check_mail_addresses(
    context: &CheckContext<'_>,
    published: &PublishedText<'_>,
    diagnostics: &mut Diagnostics,
) {
    let PublishedText { file, text, .. } = published;
    let is_own = |mail: &str| own_domains(context).iter().any(|domain| is_within(mail, domain));
    for range in find_mail_addresses(text) {
        let found = &text[range.clone()];
        if !is_of_forms(&file.path) || is_own(found) {
            let message = format!("«{found}» es una dirección de correo, y no se publican");
            let help = if published.is_rendered(range.start) {
                "quítela y remita a un canal: `[canales](/canales/)`"
            } else {
                "quítela y diga por qué canal se escribe"
            };
            let diagnostic = Diagnostic::at(file, published.span(range), "correo", message);
            diagnostics.push(diagnostic.help(help));
        }
    }
}

/// What goes over `http://` can be read and changed on its way.
pub(crate) fn check_insecure_addresses(
    _: &CheckContext<'_>,
    published: &PublishedText<'_>,
    diagnostics: &mut Diagnostics,
) {
    for range in addresses(published.text, "http://") {
        let message = format!("`{}`: la dirección no es segura", &published.text[range.clone()]);
        let diagnostic = Diagnostic::at(published.file, published.span(range), "sin-https", message);
        diagnostics.push(diagnostic.help("escriba la dirección con `https://`"));
    }
}

/// Braces mean something where Markdown is rendered; anywhere else they are published as they stand.
pub(crate) fn check_unrendered_braces(
    _: &CheckContext<'_>,
    published: &PublishedText<'_>,
    diagnostics: &mut Diagnostics,
) {
    let plain = &published.text[..published.rendered];
    let is_comment = |at: usize| plain[..at].rsplit('\n').next().is_some_and(|line| line.starts_with('#'));
    let mut end = 0;
    for at in memchr_iter(b'{', plain.as_bytes()) {
        let is_mark = plain[at..].starts_with("{{") || plain[at..].starts_with("{%");
        if at >= end && is_mark && !(published.value.is_none() && is_comment(at)) {
            end = at + 2;
            let place = published.span(at..end);
            if !is_told(diagnostics, published.file, place) {
                diagnostics.push(yaml::braces(published.file, place));
            }
        }
    }
}

/// Returns whether the braces at `place` were told as a gap with one brace too many.
fn is_told(diagnostics: &Diagnostics, file: &File, place: Span) -> bool {
    let is_at = |told: Span| {
        told.line == place.line && (told.column..told.column + told.length).contains(&place.column)
    };
    let mut gaps = diagnostics.iter().filter(|diagnostic| diagnostic.code == "nombre-entre-llaves");
    gaps.any(|diagnostic| diagnostic.file == file.path && diagnostic.place.is_some_and(is_at))
}

/// Curly quotes around a value are none for YAML, and are published with it.
pub(crate) fn check_curly_quotes(
    _: &CheckContext<'_>,
    published: &PublishedText<'_>,
    diagnostics: &mut Diagnostics,
) {
    for (start, value) in published.plain_values() {
        let is_wrapped = |[open, close]: [char; 2]| {
            let inner = value.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
            inner.is_some_and(|inner| !inner.contains([open, close]))
        };
        if [['“', '”'], ['‘', '’']].into_iter().any(is_wrapped) {
            let message = "las comillas curvas se publican con el texto";
            let diagnostic = Diagnostic::at(
                published.file,
                published.span(start..start + value.len()),
                "comillas-curvas",
                message,
            );
            diagnostics
                .push(diagnostic.help("escriba comillas rectas, `\"`, o quítelas; para citar, use «»"));
        }
    }
}

/// A text that is published, and where it stands.
pub(crate) struct PublishedText<'a> {
    pub(crate) file: &'a File,
    pub(crate) text: &'a str,
    /// The byte of the text from which on it is rendered as Markdown.
    rendered: usize,
    /// The place of the value that it is; without one, it is all of its file.
    value: Option<Span>,
}

impl<'a> PublishedText<'a> {
    /// Returns all that `file`, a page or a notice, says.
    pub(crate) fn whole(file: &'a File) -> Self {
        Self { file, text: file.text(), rendered: front_matter::body(file).unwrap_or_default(), value: None }
    }

    /// Returns where the bytes `range` of it stand in its file.
    pub(crate) fn span(&self, range: Range<usize>) -> Span {
        match self.value {
            Some(place) => place.within(self.file, self.text, range),
            None => Span::of(self.text, range),
        }
    }

    /// Returns the values that are not rendered, with where they begin: the whole of one, or those of the front matter.
    fn plain_values(&self) -> impl Iterator<Item = (usize, &'a str)> {
        let plain = &self.text[..self.rendered];
        let whole = self.value.map(|_| (0, plain));
        let head = if whole.is_some() { "" } else { plain };
        let values = memchr_iter(b':', head.as_bytes()).map(|colon| {
            let line = head[colon + 1..].lines().next().unwrap_or_default();
            (colon + 1 + line.len() - line.trim_start().len(), line.trim())
        });
        whole.into_iter().chain(values)
    }

    /// Returns whether what stands at the byte `at` of it is rendered as Markdown, with its expressions.
    pub(crate) fn is_rendered(&self, at: usize) -> bool {
        at >= self.rendered
    }
}

/// Calls `tell` with every value of a YAML file.
pub(crate) fn for_each_value(document: &Document, mut tell: impl FnMut(PublishedText<'_>)) {
    let file = &*document.file;
    document.root.for_each_text(&mut |key, text, place| {
        let is_rendered = is_form(&file.path) && key.is_some_and(|key| key.text == "introduccion");
        let rendered = if is_rendered { 0 } else { text.len() };
        tell(PublishedText { file, text, rendered, value: Some(place) });
    });
}

fn is_form(path: &str) -> bool {
    path.starts_with("forms/")
}

fn is_of_forms(path: &str) -> bool {
    is_form(path) || matches!(path, "common.yaml" | "lists.yaml")
}

/// Returns the domains of the company: of its site and of its portal.
fn own_domains(context: &CheckContext<'_>) -> Vec<String> {
    let host = |address: &str| {
        let host = address.trim_start_matches("https://").split('/').next().unwrap_or_default();
        // The portal stands in a domain below the company's own.
        let labels: Vec<_> = host.split('.').collect();
        labels[labels.len().saturating_sub(2)..].join(".")
    };
    let addresses =
        context.settings.iter().flat_map(|settings| [&settings.address, &settings.portal.address]);
    addresses.map(|address| host(address)).collect()
}

fn is_within(mail: &str, domain: &str) -> bool {
    let host = mail.split_once('@').map_or("", |(_, host)| host);
    host == domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
}

/// Returns where in `text` there are e-mail addresses, or `mailto:`.
fn find_mail_addresses(text: &str) -> Vec<Range<usize>> {
    let signs = memchr_iter(b'@', text.as_bytes());
    let addresses: Vec<_> = signs.filter_map(|at| mail_address_at(text, at)).collect();
    let schemes = memchr_iter(b':', text.as_bytes()).filter(|colon| text[..*colon].ends_with("mailto"));
    let schemes = schemes.map(|colon| colon - "mailto".len()..colon + 1);
    let schemes: Vec<_> =
        schemes.filter(|scheme| addresses.iter().all(|address| address.start != scheme.end)).collect();
    addresses.into_iter().chain(schemes).collect()
}

/// Returns where in `text` there are addresses that begin with `scheme`, as `http://`.
pub(crate) fn addresses(text: &str, scheme: &str) -> Vec<Range<usize>> {
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

fn mail_address_at(text: &str, at: usize) -> Option<Range<usize>> {
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
        find_mail_addresses(text).into_iter().map(|range| &text[range]).collect()
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
