//! What an editor is told about their files: where, what, and what to do.
//!
//! Diagnostics are plain data; the command draws them. All diagnostics of all files are collected in [`Diagnostics`], which
//! keeps them in reading order and tells none twice.

pub mod code;
pub(crate) mod markdown_source;

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

use crate::diagnostic::code::{DiagnosticCode, Severity};
use crate::read::source::File;

/// A stretch of one line. Lines and columns count from 1, columns and length in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The line in the file.
    pub line: usize,
    /// The column of the first character.
    pub column: usize,
    /// How many characters; 0 marks a point.
    pub length: usize,
}

/// One diagnostic in one file.
///
/// The order of the fields is the order in which diagnostics are told.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Diagnostic {
    /// The path of the file within `content/`.
    pub file: String,
    /// Where in the file; none when the whole file is meant.
    pub place: Option<Span>,
    /// Whether it keeps the site from being published.
    pub severity: Severity,
    /// The kind of diagnostic, as `clave-desconocida`: one of the table of codes.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// What a library that reads the file said, in its own words.
    pub cause: Option<String>,
    /// The whole line at `place`, empty without one.
    pub line_text: String,
}

impl Span {
    /// Returns the place of the bytes `range` of `text`, as far as their first line goes.
    #[must_use]
    pub fn of(text: &str, range: Range<usize>) -> Self {
        let start = floor(text, range.start);
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let end = floor(text, range.end).clamp(start, line_end);
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

    /// Returns where `part` of the value at this place of `text` stands; the place itself when it is written otherwise.
    ///
    /// A name whose brace does not close is not the same name with its brace.
    pub(crate) fn part_of(self, text: &str, part: &str) -> Self {
        let line = start_of_line(text, self.line);
        let before =
            text[line..].chars().take(self.column.saturating_sub(1)).map(char::len_utf8).sum::<usize>();
        let start = line + before;
        let mut ends = text[start..].match_indices(part).map(|(at, _)| start + at + part.len());
        let end = ends.find(|end| !text[*end..].starts_with('}'));
        end.map_or(self, |end| Self::of(text, end - part.len()..end))
    }

    /// Returns the place of the bytes `range` of `text`, which is the value of `file` that begins here, or of its first
    /// line that has any; this place itself when the value is not written as it reads, because it is folded or has
    /// escapes.
    pub(crate) fn within(self, file: &File, text: &str, range: Range<usize>) -> Self {
        if range == (0..text.len()) {
            return self;
        }
        let inner = Self::of(text, range.clone());
        let line = self.line + inner.line - 1;
        let written = file.text().lines().nth(line - 1).unwrap_or_default();
        let said: String = text[floor(text, range.start)..].chars().take(inner.length).collect();
        // The quote that opens a value is not part of it.
        let columns = [self.column + inner.column - 1, self.column + inner.column];
        let stands_at = |column: &usize| written.chars().skip(column - 1).take(inner.length).eq(said.chars());
        let column = columns.into_iter().find(stands_at);
        column.map_or(self, |column| Self { line, column, length: inner.length })
    }
}

/// Returns where in `text` its line `line` begins.
fn start_of_line(text: &str, line: usize) -> usize {
    text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum()
}

/// A range that comes from a library may lie outside `text` or within a character.
fn floor(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at.min(text.len()))
}

impl Diagnostic {
    /// Returns a diagnostic about `file` as a whole, as grave as the table of codes says.
    #[must_use]
    pub fn error(file: &str, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            place: None,
            severity: DiagnosticCode::named(code).map_or(Severity::Error, |code| code.severity),
            code,
            message: message.into(),
            help: None,
            cause: None,
            line_text: String::new(),
        }
    }

    /// Returns a diagnostic at `place` of `file`.
    #[must_use]
    pub fn at(file: &File, place: Span, code: &'static str, message: impl Into<String>) -> Self {
        let line = place.line.saturating_sub(1);
        let line_text = file.text().lines().nth(line).unwrap_or_default().to_owned();
        Self { place: Some(place), line_text, ..Self::error(&file.path, code, message) }
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Suggests the name that was probably meant, or lists those that there are when they are few.
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

    /// Adds what a library said.
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
        if let Some(place) = self.place {
            write!(f, ":{}:{}", place.line, place.column)?;
        }
        write!(f, ": {}", self.message)
    }
}

/// All that is wrong, in the order of files, lines and columns, each diagnostic once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics(BTreeSet<Diagnostic>);

impl Diagnostics {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.insert(diagnostic);
    }

    /// Returns them in order.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Diagnostic> {
        self.0.iter()
    }

    /// Returns how many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns whether one of them keeps the site from being published.
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

/// One line for each, as [`Diagnostic`] displays.
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
    fn columns_count_characters_not_bytes() {
        assert_eq!(Span::of("año\nseñal: x", 11..12), Span { line: 2, column: 6, length: 1 });
    }

    #[test]
    fn a_place_ends_with_its_line() {
        assert_eq!(Span::of("uno\ndos\n", 1..6), Span { line: 1, column: 2, length: 2 });
    }

    #[test]
    fn a_part_of_a_value_has_its_own_place() {
        let text = "ñ: {x}\nd: |\n  ñ\n  ñ {x}\n";
        let value = Span { line: 2, column: 4, length: 1 };
        assert_eq!(value.part_of(text, "{x}"), Span { line: 4, column: 5, length: 3 });
        assert_eq!(value.part_of(text, "{y}"), value);
        assert_eq!(value.part_of("\nd: {x} {x", "{x"), Span { line: 2, column: 8, length: 2 });
    }

    #[test]
    fn a_range_beyond_the_text_is_its_end() {
        assert_eq!(Span::of("ñ", 1..9), Span { line: 1, column: 1, length: 1 });
    }

    #[test]
    fn the_short_form_names_file_line_and_column() {
        let place = Span { line: 2, column: 3, length: 1 };
        let diagnostic = Diagnostic::at(&file("a\nb c"), place, "x", "no existe");
        assert_eq!(diagnostic.to_string(), "hours.yaml:2:3: no existe");
        assert_eq!(diagnostic.line_text, "b c");
    }

    #[test]
    fn diagnostics_come_in_reading_order_and_once() {
        let at = |line| Span { line, column: 1, length: 1 };
        let mut all = Diagnostics::default();
        for line in [3, 1, 3] {
            all.push(Diagnostic::at(&file("a\nb\nc"), at(line), "x", "mal"));
        }
        assert_eq!(all.to_string(), "hours.yaml:1:1: mal\nhours.yaml:3:1: mal\n");
    }

    #[test]
    fn a_warning_does_not_keep_from_publishing() {
        let mut all = Diagnostics::default();
        all.push(Diagnostic::error("a.yaml", "tiempo-prometido", "mal"));
        assert!(!all.has_errors());
        all.push(Diagnostic::error("a.yaml", "x", "mal"));
        assert!(all.has_errors());
    }

    #[test]
    fn the_nearest_name_is_suggested() {
        let near = Diagnostic::error("a", "x", "mal").suggest("hora", ["horario", "niveles"]);
        assert_eq!(near.help.as_deref(), Some("¿quiso decir `horario`?"));
        let far = Diagnostic::error("a", "x", "mal").suggest("zzz", ["horario", "niveles"]);
        assert_eq!(far.help.as_deref(), Some("existe: `horario`, `niveles`"));
    }
}
