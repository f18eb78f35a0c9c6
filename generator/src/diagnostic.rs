//! Errors and warnings for editors: position, message and help.
//!
//! Diagnostics are plain data; the command prints them. [`Diagnostics`] collects those of all files, in reading order
//! and without duplicates.

pub mod code;
pub(crate) mod markdown_source;

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

use crate::diagnostic::code::{DiagnosticCode, Severity};
use crate::read::source::File;

/// A range within one line. Lines and columns count from 1; columns and length count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The line in the file.
    pub line: usize,
    /// The column of the first character.
    pub column: usize,
    /// How many characters; 0 marks a point.
    pub length: usize,
}

/// An error or a warning about a file.
///
/// The order of the fields is the order in which diagnostics are sorted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Diagnostic {
    /// The path of the file within `content/`.
    pub file: String,
    /// The span in the file; `None` for the whole file.
    pub span: Option<Span>,
    /// Whether it prevents publishing.
    pub severity: Severity,
    /// Its code, such as `clave-desconocida`; [`DiagnosticCode`] lists all.
    pub code: &'static str,
    /// The message.
    pub message: String,
    /// The help: how to correct it.
    pub help: Option<String>,
    /// The message of the library that read the file.
    pub cause: Option<String>,
    /// The text of the line, or an empty text without a span.
    pub line_text: String,
}

impl Span {
    /// Returns the span of the bytes `range` of `text`, up to the end of the first line.
    #[must_use]
    pub fn new(text: &str, range: Range<usize>) -> Self {
        let start = text.floor_char_boundary(range.start);
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let end = text.floor_char_boundary(range.end).clamp(start, line_end);
        Self {
            line: text[..start].matches('\n').count() + 1,
            column: text[line_start..start].chars().count() + 1,
            length: text[start..end].chars().count(),
        }
    }

    /// Returns the span of the first line of `text`.
    pub(crate) fn first_line(text: &str) -> Self {
        Self { line: 1, column: 1, length: text.lines().next().unwrap_or_default().chars().count() }
    }

    /// Returns the span of `part` in the value at this span of `text`, or this span if `part` is not found.
    ///
    /// A placeholder without a closing brace does not match one with it.
    pub(crate) fn part_of(self, text: &str, part: &str) -> Self {
        let line = line_start(text, self.line);
        let before =
            text[line..].chars().take(self.column.saturating_sub(1)).map(char::len_utf8).sum::<usize>();
        let start = line + before;
        let mut ends = text[start..].match_indices(part).map(|(at, _)| start + at + part.len());
        let end = ends.find(|end| !text[*end..].starts_with('}'));
        end.map_or(self, |end| Self::new(text, end - part.len()..end))
    }

    /// Returns the span of the bytes `range` of `text`, the value of `file` at this span. Returns this span if the
    /// file has the value in another notation (folded, or with escapes).
    pub(crate) fn within(self, file: &File, text: &str, range: Range<usize>) -> Self {
        if range == (0..text.len()) {
            return self;
        }
        let inner = Self::new(text, range.clone());
        let line = self.line + inner.line - 1;
        let written = file.text().lines().nth(line - 1).unwrap_or_default();
        let shown: String =
            text[text.floor_char_boundary(range.start)..].chars().take(inner.length).collect();
        // The opening quote is not part of the value.
        let columns = [self.column + inner.column - 1, self.column + inner.column];
        let stands_at =
            |column: &usize| written.chars().skip(column - 1).take(inner.length).eq(shown.chars());
        let column = columns.into_iter().find(stands_at);
        column.map_or(self, |column| Self { line, column, length: inner.length })
    }
}

/// Returns the first byte of the line `line` of `text`.
fn line_start(text: &str, line: usize) -> usize {
    text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum()
}

impl Diagnostic {
    /// Returns a diagnostic about the whole of `file`, with the severity of its code.
    #[must_use]
    pub fn error(file: &str, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            span: None,
            severity: DiagnosticCode::named(code).map_or(Severity::Error, |code| code.severity),
            code,
            message: message.into(),
            help: None,
            cause: None,
            line_text: String::new(),
        }
    }

    /// Returns a diagnostic at `span` of `file`.
    #[must_use]
    pub fn at(file: &File, span: Span, code: &'static str, message: impl Into<String>) -> Self {
        let line = span.line.saturating_sub(1);
        let line_text = file.text().lines().nth(line).unwrap_or_default().to_owned();
        Self { span: Some(span), line_text, ..Self::error(&file.path, code, message) }
    }

    /// Adds the help.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Suggests the most similar name, or lists the known names if they are few.
    #[must_use]
    pub fn suggest<'a>(self, found: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> Self {
        const FEW: usize = 12;
        if let Some(name) = policy::text::suggest::closest_match(found, known.clone()) {
            return self.help(format!("¿quiso decir `{name}`?"));
        }
        let names: Vec<_> = known.into_iter().map(|name| format!("`{name}`")).collect();
        if names.is_empty() || names.len() > FEW {
            return self;
        }
        self.help(format!("existe: {}", names.join(", ")))
    }

    /// Adds the message of a library.
    #[must_use]
    pub fn cause(mut self, cause: impl Into<String>) -> Self {
        self.cause = Some(cause.into());
        self
    }
}

/// `file:line:column: message`.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(span) = self.span {
            write!(f, ":{}:{}", span.line, span.column)?;
        }
        write!(f, ": {}", self.message)
    }
}

/// The diagnostics of all files, in the order of files, lines and columns, without duplicates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics(BTreeSet<Diagnostic>);

impl Diagnostics {
    /// Adds a diagnostic.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.insert(diagnostic);
    }

    /// Returns the diagnostics in order.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Diagnostic> {
        self.0.iter()
    }

    /// Returns the number of diagnostics.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns whether there are no diagnostics.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns whether one of them prevents publishing.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, diagnostics: I) {
        self.0.extend(diagnostics);
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::collections::btree_set::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// One line for each diagnostic.
impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for diagnostic in &self.0 {
            writeln!(f, "{diagnostic}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::source::FileContent;

    fn file(text: &str) -> File {
        File { path: "hours.yaml".to_owned(), content: FileContent::Text(text.to_owned()) }
    }

    #[test]
    fn span_counts_characters_not_bytes() {
        assert_eq!(Span::new("año\nseñal: x", 11..12), Span { line: 2, column: 6, length: 1 });
    }

    #[test]
    fn span_ends_with_its_line() {
        assert_eq!(Span::new("uno\ndos\n", 1..6), Span { line: 1, column: 2, length: 2 });
    }

    #[test]
    fn part_of_returns_span_of_part() {
        let text = "ñ: {x}\nd: |\n  ñ\n  ñ {x}\n";
        let value = Span { line: 2, column: 4, length: 1 };
        assert_eq!(value.part_of(text, "{x}"), Span { line: 4, column: 5, length: 3 });
        assert_eq!(value.part_of(text, "{y}"), value);
        assert_eq!(value.part_of("\nd: {x} {x", "{x"), Span { line: 2, column: 8, length: 2 });
    }

    #[test]
    fn span_is_clamped_when_range_exceeds_text() {
        assert_eq!(Span::new("ñ", 1..9), Span { line: 1, column: 1, length: 1 });
    }

    #[test]
    fn display_shows_file_line_and_column() {
        let span = Span { line: 2, column: 3, length: 1 };
        let diagnostic = Diagnostic::at(&file("a\nb c"), span, "x", "no existe");
        assert_eq!(diagnostic.to_string(), "hours.yaml:2:3: no existe");
        assert_eq!(diagnostic.line_text, "b c");
    }

    #[test]
    fn diagnostics_are_sorted_and_unique() {
        let at = |line| Span { line, column: 1, length: 1 };
        let mut all = Diagnostics::default();
        for line in [3, 1, 3] {
            all.push(Diagnostic::at(&file("a\nb\nc"), at(line), "x", "mal"));
        }
        assert_eq!(all.to_string(), "hours.yaml:1:1: mal\nhours.yaml:3:1: mal\n");
    }

    #[test]
    fn has_errors_is_false_when_only_warnings() {
        let mut all = Diagnostics::default();
        all.push(Diagnostic::error("a.yaml", "tiempo-prometido", "mal"));
        assert!(!all.has_errors());
        all.push(Diagnostic::error("a.yaml", "x", "mal"));
        assert!(all.has_errors());
    }

    #[test]
    fn suggest_names_nearest_or_lists_known() {
        let near = Diagnostic::error("a", "x", "mal").suggest("hora", ["horario", "niveles"]);
        assert_eq!(near.help.as_deref(), Some("¿quiso decir `horario`?"));
        let far = Diagnostic::error("a", "x", "mal").suggest("zzz", ["horario", "niveles"]);
        assert_eq!(far.help.as_deref(), Some("existe: `horario`, `niveles`"));
    }
}
