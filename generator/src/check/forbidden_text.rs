//! Reports text that may not be published.

use std::ops::Range;

use memchr::memchr_iter;

use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::model::CheckContext;
use crate::parse::front_matter;
use crate::parse::yaml;
use crate::read::source::File;

/// Reports e-mail addresses, which are not published for security.
///
/// A form may show an example of an address, but not one of the company's own domains.
pub(crate) fn check_mail_addresses(published: &PublishedText<'_>, diagnostics: &mut Diagnostics) {
    let PublishedText { context, file, text, .. } = published;
    let is_own = |mail: &str| own_domains(context).iter().any(|domain| is_within(mail, domain));
    for range in find_mail_addresses(text) {
        let found = &text[range.clone()];
        if !is_form_data(&file.path) || is_own(found) {
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

/// Reports `http://` addresses, because others can read and change the traffic.
pub(crate) fn check_insecure_addresses(published: &PublishedText<'_>, diagnostics: &mut Diagnostics) {
    for range in find_addresses(published.text, "http://") {
        let message = format!("`{}`: la dirección no es segura", &published.text[range.clone()]);
        let diagnostic = Diagnostic::at(published.file, published.span(range), "sin-https", message);
        diagnostics.push(diagnostic.help("escriba la dirección con `https://`"));
    }
}

/// Reports braces of expressions in text that is not rendered.
pub(crate) fn check_unrendered_braces(published: &PublishedText<'_>, diagnostics: &mut Diagnostics) {
    let plain = &published.text[..published.rendered];
    let is_comment = |at: usize| plain[..at].rsplit('\n').next().is_some_and(|line| line.starts_with('#'));
    let mut end = 0;
    for at in memchr_iter(b'{', plain.as_bytes()) {
        let is_mark = plain[at..].starts_with("{{") || plain[at..].starts_with("{%");
        if at >= end && is_mark && !(published.value.is_none() && is_comment(at)) {
            end = at + 2;
            let span = published.span(at..end);
            if !is_reported(diagnostics, published.file, span) {
                diagnostics.push(yaml::braces(published.file, span));
            }
        }
    }
}

/// Returns whether the check of placeholders has reported the braces at `span`.
fn is_reported(diagnostics: &Diagnostics, file: &File, span: Span) -> bool {
    let is_at = |reported: Span| {
        reported.line == span.line
            && (reported.column..reported.column + reported.length).contains(&span.column)
    };
    let mut placeholders = diagnostics.iter().filter(|diagnostic| diagnostic.code == "nombre-entre-llaves");
    placeholders.any(|diagnostic| diagnostic.file == file.path && diagnostic.span.is_some_and(is_at))
}

/// Reports curly quotes around a value: YAML does not remove them.
pub(crate) fn check_curly_quotes(published: &PublishedText<'_>, diagnostics: &mut Diagnostics) {
    for (start, value) in published.plain_values() {
        let is_wrapped = |[open, close]: [char; 2]| {
            let inner = value.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
            inner.is_some_and(|inner| !inner.contains([open, close]))
        };
        if [['“', '”'], ['‘', '’']].into_iter().any(is_wrapped) {
            let message = "las comillas curvas se publican con el texto";
            let span = published.span(start..start + value.len());
            let diagnostic = Diagnostic::at(published.file, span, "comillas-curvas", message);
            diagnostics
                .push(diagnostic.help("escriba comillas rectas, `\"`, o quítelas; para citar, use «»"));
        }
    }
}

/// A published text and its position.
pub(crate) struct PublishedText<'a> {
    pub(crate) context: CheckContext<'a>,
    pub(crate) file: &'a File,
    pub(crate) text: &'a str,
    /// The first byte that is rendered as Markdown.
    rendered: usize,
    /// The span of the YAML value; `None` for a whole file.
    value: Option<Span>,
}

impl<'a> PublishedText<'a> {
    /// Returns the text of `file`, a page or a notice.
    pub(crate) fn from_file(context: CheckContext<'a>, file: &'a File) -> Self {
        let rendered = front_matter::body_start(file).unwrap_or_default();
        Self { context, file, text: file.text(), rendered, value: None }
    }

    /// Returns the span of the bytes `range`.
    pub(crate) fn span(&self, range: Range<usize>) -> Span {
        match self.value {
            Some(span) => span.within(self.file, self.text, range),
            None => Span::new(self.text, range),
        }
    }

    /// Returns the values that are not rendered, with their first bytes: a YAML value, or those of the front matter.
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

    /// Returns whether the byte `at` is rendered as Markdown, with its expressions.
    pub(crate) fn is_rendered(&self, at: usize) -> bool {
        at >= self.rendered
    }
}

/// Calls `visit` with every value of the YAML files.
pub(crate) fn for_each_value<'a>(context: CheckContext<'a>, mut visit: impl FnMut(PublishedText<'a>)) {
    for document in context.documents.iter() {
        let file = &*document.file;
        document.root.for_each_text(None, &mut |key, text, span| {
            let is_rendered = is_form(&file.path) && key.is_some_and(|key| key.text == "introduccion");
            let rendered = if is_rendered { 0 } else { text.len() };
            visit(PublishedText { context, file, text, rendered, value: Some(span) });
        });
    }
}

fn is_form(path: &str) -> bool {
    path.starts_with("forms/")
}

fn is_form_data(path: &str) -> bool {
    is_form(path) || matches!(path, "common.yaml" | "lists.yaml")
}

/// Returns the company's domains: those of its site and of its portal.
fn own_domains(context: &CheckContext<'_>) -> Vec<String> {
    let host = |address: &str| {
        let host = address.trim_start_matches("https://").split('/').next().unwrap_or_default();
        // The portal is on a subdomain.
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

/// Returns the ranges of the e-mail addresses in `text`, and of `mailto:`.
fn find_mail_addresses(text: &str) -> Vec<Range<usize>> {
    let signs = memchr_iter(b'@', text.as_bytes());
    let addresses: Vec<_> = signs.filter_map(|at| mail_address_at(text, at)).collect();
    let schemes = memchr_iter(b':', text.as_bytes()).filter(|colon| text[..*colon].ends_with("mailto"));
    let schemes = schemes.map(|colon| colon - "mailto".len()..colon + 1);
    let schemes: Vec<_> =
        schemes.filter(|scheme| addresses.iter().all(|address| address.start != scheme.end)).collect();
    addresses.into_iter().chain(schemes).collect()
}

/// Returns the ranges of the addresses in `text` that begin with `scheme`, such as `http://`.
pub(crate) fn find_addresses(text: &str, scheme: &str) -> Vec<Range<usize>> {
    let is_end = |c: char| c.is_whitespace() || matches!(c, ')' | '>' | '"' | '`');
    let address = |start: usize| {
        let end = text[start..].find(is_end).map_or(text.len(), |end| start + end);
        // Punctuation after an address belongs to the sentence.
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
    fn mail_addresses_are_found_in_sentences() {
        assert_eq!(
            found("Escriba a soporte@ejemplo.com.mx. O a <ana.ñ@ejemplo.mx>"),
            ["soporte@ejemplo.com.mx", "ana.ñ@ejemplo.mx"]
        );
        assert_eq!(found("[x](mailto:a@b.mx) [y](mailto:z)"), ["a@b.mx", "mailto:"]);
    }

    #[test]
    fn text_with_at_sign_is_no_mail_address() {
        assert_eq!(found("la parte antes de la @, @usuario, a@b, 3@4.5, @ejemplo.mx"), [""; 0]);
    }

    #[test]
    fn domain_includes_subdomains() {
        assert!(is_within("a@correo.ejemplo.mx", "ejemplo.mx"));
        assert!(!is_within("a@otroejemplo.mx", "ejemplo.mx"));
    }
}
