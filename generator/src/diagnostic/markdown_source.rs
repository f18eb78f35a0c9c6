//! Markdown and its position in `content/`, for the spans of diagnostics.

use std::ops::Range;

use crate::diagnostic::{Diagnostic, Span};
use crate::read::source::File;

/// The Markdown of a page or of a YAML value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MarkdownSource<'a> {
    /// The Markdown.
    pub(crate) text: &'a str,
    /// The title of the page that shows it.
    pub(crate) title: &'a str,
    /// Its file.
    pub(crate) file: &'a File,
    /// Its position in the file.
    pub(crate) start: SourceOrigin,
}

/// The position of Markdown in its file.
#[derive(Clone, Copy, Debug)]
pub(crate) enum SourceOrigin {
    /// The Markdown is the rest of the file from this byte.
    Byte(usize),
    /// The Markdown is the YAML value at this span.
    Value(Span),
}

impl<'a> MarkdownSource<'a> {
    /// Returns the rest of `file` from the byte `start`.
    pub(crate) fn from_file(file: &'a File, start: usize, title: &'a str) -> Self {
        Self { text: &file.text()[start..], title, file, start: SourceOrigin::Byte(start) }
    }

    /// Returns a diagnostic at the bytes `range` of the Markdown.
    pub(crate) fn diagnostic(
        &self,
        range: Range<usize>,
        code: &'static str,
        message: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::at(self.file, self.span(range), code, message)
    }

    /// Returns the span of the bytes `range` of the Markdown.
    pub(crate) fn span(&self, range: Range<usize>) -> Span {
        match self.start {
            SourceOrigin::Byte(start) => Span::new(self.file.text(), start + range.start..start + range.end),
            SourceOrigin::Value(span) => span.within(self.file, self.text, range),
        }
    }
}
