//! What the library read, with its text and its place in the file.

use std::ops::Range;

use serde_saphyr::{DuplicateKeyPolicy, Location, MergeKeyPolicy, Options, Spanned};

use crate::diagnostic::Span;
use crate::parse::yaml::raw;
use crate::parse::yaml::raw::Raw;
use crate::parse::yaml::{Key, Node, Value};

/// Returns how the library is to read.
pub(crate) fn options() -> Options {
    serde_saphyr::options! {
        // Repeated keys are passed on, so that all of them can be told, and where the first one stands.
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        merge_keys: MergeKeyPolicy::AsOrdinary,
        strict_booleans: true,
        emit_comments: false,
        with_snippet: false,
    }
}

/// Gives to the values of the library their text and their place in the file.
pub(crate) struct Reader<'a> {
    pub(crate) text: &'a str,
    pub(crate) lines_before: usize,
}

impl Reader<'_> {
    /// Returns the byte at which the library stopped; of some errors it tells the line and the column alone.
    pub(crate) fn offset(&self, error: &serde_saphyr::Error) -> usize {
        let Some(location) = error.location() else { return 0 };
        let number = |number: u64| usize::try_from(number).unwrap_or(1).max(1) - 1;
        let lines = self.text.split_inclusive('\n').take(number(location.line()));
        let start: usize = lines.map(str::len).sum();
        let line = &self.text[start..];
        start + line.char_indices().nth(number(location.column())).map_or(line.len(), |(at, _)| at)
    }

    pub(crate) fn place_of(&self, error: &serde_saphyr::Error) -> Span {
        let nowhere = Span { line: self.lines_before + 1, column: 1, length: 0 };
        error.location().map_or(nowhere, |location| self.place(location))
    }

    /// Returns the place of the bytes `range`.
    pub(crate) fn place_in(&self, range: Range<usize>) -> Span {
        let place = Span::of(self.text, range);
        Span { line: place.line + self.lines_before, ..place }
    }

    pub(crate) fn node(&self, raw: Spanned<Raw>) -> Node {
        let value = match raw.value {
            Raw::Nothing => Value::Nothing,
            Raw::Text(text) => Value::Text(text),
            Raw::Typed => Value::Text(self.written(raw.referenced).to_owned()),
            Raw::List(items) => Value::List(items.into_iter().map(|item| self.node(item)).collect()),
            Raw::Map(entries) => Value::Map(
                entries.into_iter().map(|(key, value)| (self.key(key), self.node(value))).collect(),
            ),
        };
        Node { place: self.place(raw.referenced), value }
    }

    fn key(&self, key: Spanned<String>) -> Key {
        Key { place: self.place(key.referenced), text: key.value }
    }

    fn written(&self, location: Location) -> &str {
        raw::range(location).and_then(|range| self.text.get(range)).unwrap_or_default().trim_end()
    }

    fn place(&self, location: Location) -> Span {
        let written = self.written(location).lines().next().unwrap_or_default();
        Span {
            line: usize::try_from(location.line()).unwrap_or(1).max(1) + self.lines_before,
            column: usize::try_from(location.column()).unwrap_or(1).max(1),
            length: written.chars().count(),
        }
    }
}
