//! Checks of the texts that editors write: blank texts and placeholders.

use crate::error::{Location, PolicyErrorKind};
use crate::text::template::{placeholder_name, unknown_placeholders};

/// Placeholders of messages and row labels. In a text without placeholders they are a mistake; other names in braces
/// may be meant literally.
const MESSAGE_PLACEHOLDERS: [&str; 4] = ["minimo", "maximo", "externos", "renglon"];

impl Location<'_> {
    /// Adds an error if `text` is blank, and one for each placeholder that is not in `known`.
    pub(crate) fn check_text(&self, text: &str, known: &[&str]) {
        self.check_blank(text);
        for found in unknown_placeholders(text, known) {
            self.add_unknown_placeholder(found, known);
        }
    }

    /// Adds an error if `text`, the value of `key`, is blank, and one for each message placeholder in it.
    pub(crate) fn check_plain<'t>(&self, key: &str, text: impl Into<Option<&'t String>>) {
        let Some(text) = text.into() else { return };
        let at = self.key(key);
        at.check_blank(text);
        for found in unknown_placeholders(text, &[]) {
            if MESSAGE_PLACEHOLDERS.contains(&placeholder_name(found)) {
                at.add_unknown_placeholder(found, &[]);
            }
        }
    }

    /// Adds an error: nothing replaces the placeholder `found`, as it is written; `known` are replaced.
    pub(crate) fn add_unknown_placeholder(&self, found: &str, known: &[&str]) {
        let known = known.iter().map(|name| (*name).to_owned()).collect();
        self.add(PolicyErrorKind::UnknownPlaceholder { found: found.to_owned(), known });
    }

    fn check_blank(&self, text: &str) {
        if text.trim().is_empty() {
            self.add(PolicyErrorKind::Blank);
        }
    }
}
