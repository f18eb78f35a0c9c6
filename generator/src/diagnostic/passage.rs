//! A stretch of Markdown and where in `content/` it stands, so that what is wrong in it can be told there.

use std::ops::Range;

use crate::diagnostic::{Diagnostic, Span};
use crate::read::source::File;

/// Markdown of a page or of a value in YAML.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Passage<'a> {
    /// The Markdown.
    pub(crate) text: &'a str,
    /// The title of the page on which it is read.
    pub(crate) title: &'a str,
    /// The file in which it stands.
    pub(crate) file: &'a File,
    /// Where in the file it begins.
    pub(crate) start: Start,
}

/// Where a passage begins in its file.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Start {
    /// At this byte; from there on the file is the passage.
    Byte(usize),
    /// At this place, as a value of YAML.
    Value(Span),
}

impl Passage<'_> {
    /// Returns a fault at the bytes `range` of the Markdown.
    pub(crate) fn fault(
        &self,
        range: Range<usize>,
        code: &'static str,
        message: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::at(self.file, self.place(range), code, message)
    }

    /// Returns where the bytes `range` of the Markdown stand in its file.
    pub(crate) fn place(&self, range: Range<usize>) -> Span {
        match self.start {
            Start::Byte(start) => Span::of(self.file.text(), start + range.start..start + range.end),
            Start::Value(place) => place.within(self.file, self.text, range),
        }
    }
}
