//! Square brackets that the parser left as text: links that are not written as one, and footnotes.

use std::ops::Range;

use pulldown_cmark::{BrokenLink, LinkType};

use crate::markdown::rewrite::EventRewriter;

/// Square brackets that lead nowhere.
pub(crate) struct Unresolved {
    range: Range<usize>,
    kind: LinkType,
    name: String,
}

impl From<BrokenLink<'_>> for Unresolved {
    fn from(link: BrokenLink<'_>) -> Self {
        Self { range: link.span, kind: link.link_type, name: link.reference.into_string() }
    }
}

impl EventRewriter<'_> {
    /// Tells which square brackets were meant as links.
    pub(crate) fn watch_brackets(&mut self, unresolved: Vec<Unresolved>) {
        for Unresolved { range, kind, name } in unresolved {
            let (before, after) = (&self.cut.text[..range.start], &self.cut.text[range.end..]);
            if is_note(&name, self.passage.text) {
                // What stands before `:` is the note itself.
                if !after.starts_with(':') {
                    self.refuse_note(range);
                }
                continue;
            }
            let is_address =
                |text: &str| ["/", "http", "tel:", "#"].iter().any(|sign| text.starts_with(sign));
            let leads = after.trim_start_matches(' ').strip_prefix('(').is_some_and(is_address);
            if leads || is_address(&name) && before.ends_with(')') {
                let help = "el texto va entre corchetes y la dirección entre paréntesis, sin espacios: \
                            `[texto](/direccion/)`";
                self.slip(range.clone(), self.as_text(range, "no es un enlace"), help);
            } else if kind != LinkType::Shortcut && name.contains(char::is_alphabetic) {
                let why = format!("ninguna línea dice la dirección de `[{name}]`");
                let help = "escriba la dirección entre paréntesis: `[texto](/direccion/)`";
                self.slip(range.clone(), self.as_text(range, &why), help);
            }
        }
    }

    /// There are no footnotes: their text would be lost, or taken for an address.
    pub(crate) fn refuse_note(&mut self, range: Range<usize>) {
        let found = self.written(range.clone());
        let message = format!("`{found}`: no se pueden usar notas al pie");
        self.fault(range, "nota-al-pie", message, "diga lo mismo en el texto, entre paréntesis");
    }
}

/// Returns whether `[name]` is a footnote's mark in `text`, and no other use of the sign.
fn is_note(name: &str, text: &str) -> bool {
    name.strip_prefix('^').is_some_and(|note| {
        note.bytes().all(|b| b.is_ascii_digit()) || text.contains(&["[", name, "]:"].concat())
    })
}
