//! Everything that can be wrong in `content/`, by name: one table, in the editor's words.
//!
//! The table is `code/codes.md`. Each of its sections is a code, what it means in one line, and how it comes about and
//! is mended; a code with `(aviso)` after it does not keep the site from being published.

use std::sync::LazyLock;

/// Whether a diagnostic keeps the site from being published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is written.
    Error,
    /// The site is written, and may not be what was meant.
    Warning,
}

/// A kind of diagnostic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DiagnosticCode {
    /// Its name, as `zona-desconocida`; stable, for searching.
    pub name: &'static str,
    /// Whether it keeps the site from being published.
    pub severity: Severity,
    /// What it means, in one line.
    pub title: &'static str,
    /// How it comes about and what to do, in Markdown.
    pub explanation: &'static str,
}

static CODES: LazyLock<Vec<DiagnosticCode>> = LazyLock::new(|| read(include_str!("codes.md")));

/// What stands after the name of a code that is a warning.
const WARNING: &str = " (aviso)";

impl DiagnosticCode {
    /// Returns every code, in the order of the table.
    #[must_use]
    pub fn all() -> &'static [Self] {
        &CODES
    }

    /// Returns the code called `name`.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        CODES.iter().find(|code| code.name == name)
    }

    /// Returns the name that was probably meant by `name`, if one is like it.
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
    fn every_section_of_the_table_is_a_code_of_its_own() {
        let sections = include_str!("codes.md").matches("\n## ").count();
        let names: BTreeSet<_> = DiagnosticCode::all().iter().map(|code| code.name).collect();
        assert_eq!((DiagnosticCode::all().len(), names.len()), (sections, sections));
    }

    #[test]
    fn a_code_is_a_line_and_an_explanation() {
        for code in DiagnosticCode::all() {
            assert!(code.name.chars().all(|c| matches!(c, 'a'..='z' | '0'..='9' | '-')), "{}", code.name);
            let is_line = !code.title.contains('\n') && !code.title.ends_with('.') && code.title.len() < 100;
            assert!(is_line, "{}: «{}»", code.name, code.title);
            assert!(code.explanation.trim().len() > 40, "{}", code.name);
        }
    }

    #[test]
    fn a_code_knows_whether_it_is_a_warning() {
        let severity = |name| DiagnosticCode::named(name).map(|code| code.severity);
        assert_eq!(severity("zona-desconocida"), Some(Severity::Error));
        assert_eq!(severity("tiempo-prometido"), Some(Severity::Warning));
        assert_eq!(severity("zona"), None);
    }
}
