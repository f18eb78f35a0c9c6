//! A stretch of Markdown and where in `content/` it stands, so that what is wrong in it can be told there.

use std::ops::Range;

use crate::diagnostic::{Diagnostic, Span};
use crate::read::source::File;

/// Markdown of a page or of a value in YAML.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MarkdownSource<'a> {
    /// The Markdown.
    pub(crate) text: &'a str,
    /// The title of the page on which it is read.
    pub(crate) title: &'a str,
    /// The file in which it stands.
    pub(crate) file: &'a File,
    /// Where in the file it begins.
    pub(crate) start: SourceOrigin,
}

/// Where a passage begins in its file.
#[derive(Clone, Copy, Debug)]
pub(crate) enum SourceOrigin {
    /// At this byte; from there on the file is the passage.
    Byte(usize),
    /// At this place, as a value of YAML.
    Value(Span),
}

impl MarkdownSource<'_> {
    /// Returns a fault at the bytes `range` of the Markdown.
    pub(crate) fn diagnostic(
        &self,
        range: Range<usize>,
        code: &'static str,
        message: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::at(self.file, self.span(range), code, message)
    }

    /// Returns where the bytes `range` of the Markdown stand in its file.
    pub(crate) fn span(&self, range: Range<usize>) -> Span {
        match self.start {
            SourceOrigin::Byte(start) => Span::of(self.file.text(), start + range.start..start + range.end),
            SourceOrigin::Value(place) => place.within(self.file, self.text, range),
        }
    }
}
