//! The codes of all diagnostics, with their explanations in Spanish.
//!
//! `codes.md` has a section for each code: a title of one line, then the explanation. A code with `(aviso)` after its
//! name is a warning.

use std::sync::LazyLock;

/// Whether a diagnostic prevents publishing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is written.
    Error,
    /// The site is written.
    Warning,
}

/// The code of a diagnostic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DiagnosticCode {
    /// Its name, such as `zona-desconocida`; it never changes.
    pub name: &'static str,
    /// Whether it prevents publishing.
    pub severity: Severity,
    /// Its meaning, in one line.
    pub title: &'static str,
    /// The causes and how to correct them, in Markdown.
    pub explanation: &'static str,
}

static CODES: LazyLock<Vec<DiagnosticCode>> = LazyLock::new(|| read(include_str!("codes.md")));

/// The suffix of a warning in the table.
const WARNING: &str = " (aviso)";

impl DiagnosticCode {
    /// Returns every code, in the order of the table.
    #[must_use]
    pub fn all() -> &'static [Self] {
        &CODES
    }

    /// Returns the code with this `name`.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        CODES.iter().find(|code| code.name == name)
    }

    /// Returns the name that is most similar to `name`.
    #[must_use]
    pub fn nearest(name: &str) -> Option<&'static str> {
        policy::text::suggest::closest_match(name, CODES.iter().map(|code| code.name))
    }
}

fn read(table: &'static str) -> Vec<DiagnosticCode> {
    table.split("\n## ").skip(1).filter_map(read_one).collect()
}

fn read_one(section: &'static str) -> Option<DiagnosticCode> {
    let (head, rest) = section.split_once('\n')?;
    let (title, explanation) = rest.trim().split_once("\n\n")?;
    let (name, severity) = match head.strip_suffix(WARNING) {
        Some(name) => (name, Severity::Warning),
        None => (head, Severity::Error),
    };
    Some(DiagnosticCode { name, severity, title, explanation })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_section_of_codes_is_a_unique_code() {
        let sections = include_str!("codes.md").matches("\n## ").count();
        let names: BTreeSet<_> = DiagnosticCode::all().iter().map(|code| code.name).collect();
        assert_eq!((DiagnosticCode::all().len(), names.len()), (sections, sections));
    }

    #[test]
    fn code_has_title_and_explanation() {
        for code in DiagnosticCode::all() {
            assert!(code.name.chars().all(|c| matches!(c, 'a'..='z' | '0'..='9' | '-')), "{}", code.name);
            let is_line = !code.title.contains('\n') && !code.title.ends_with('.') && code.title.len() < 100;
            assert!(is_line, "{}: «{}»", code.name, code.title);
            assert!(code.explanation.trim().len() > 40, "{}", code.name);
        }
    }

    #[test]
    fn code_has_severity() {
        let severity = |name| DiagnosticCode::named(name).map(|code| code.severity);
        assert_eq!(severity("zona-desconocida"), Some(Severity::Error));
        assert_eq!(severity("tiempo-prometido"), Some(Severity::Warning));
        assert_eq!(severity("zona"), None);
    }
}
