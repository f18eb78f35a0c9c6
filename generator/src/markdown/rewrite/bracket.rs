//! Square brackets that the parser left as text: malformed links, and footnotes.

use std::ops::Range;

use pulldown_cmark::{BrokenLink, LinkType};

use crate::markdown::rewrite::EventRewriter;

/// A reference without a definition.
pub(crate) struct BrokenReference {
    range: Range<usize>,
    kind: LinkType,
    name: String,
}

impl From<BrokenLink<'_>> for BrokenReference {
    fn from(link: BrokenLink<'_>) -> Self {
        Self { range: link.span, kind: link.link_type, name: link.reference.into_string() }
    }
}

impl EventRewriter<'_> {
    /// Reports the references that were probably meant as links, and footnotes.
    pub(crate) fn check_broken_references(&mut self, references: Vec<BrokenReference>) {
        for BrokenReference { range, kind, name } in references {
            let (before, after) = (&self.extracted.text[..range.start], &self.extracted.text[range.end..]);
            if is_footnote(&name, self.source.text) {
                // Before `:` it is the definition of the footnote.
                if !after.starts_with(':') {
                    self.report_footnote(range);
                }
                continue;
            }
            let is_address =
                |text: &str| ["/", "http", "tel:", "#"].iter().any(|sign| text.starts_with(sign));
            let leads = after.trim_start_matches(' ').strip_prefix('(').is_some_and(is_address);
            if leads || is_address(&name) && before.ends_with(')') {
                let help = "el texto va entre corchetes y la dirección entre paréntesis, sin espacios: \
                            `[texto](/direccion/)`";
                let message = self.published_as_text(range.clone(), "no es un enlace");
                self.warn_unless_history(range, message, help);
            } else if kind != LinkType::Shortcut && name.contains(char::is_alphabetic) {
                let why = format!("ninguna línea dice la dirección de `[{name}]`");
                let help = "escriba la dirección entre paréntesis: `[texto](/direccion/)`";
                self.warn_unless_history(range.clone(), self.published_as_text(range, &why), help);
            }
        }
    }

    /// Reports a footnote. Its text would be lost or read as an address, since footnotes are not supported.
    pub(crate) fn report_footnote(&mut self, range: Range<usize>) {
        let found = self.raw_text(range.clone());
        let message = format!("`{found}`: no se pueden usar notas al pie");
        self.report(range, "nota-al-pie", message, "diga lo mismo en el texto, entre paréntesis");
    }
}

/// Returns whether `[name]` refers to a footnote in `text`.
fn is_footnote(name: &str, text: &str) -> bool {
    name.strip_prefix('^').is_some_and(|note| {
        note.bytes().all(|b| b.is_ascii_digit()) || text.contains(&["[", name, "]:"].concat())
    })
}
