//! A line of a YAML file, and what stands where in it.

use std::ops::Range;

/// A line of `text`, without its end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line<'a> {
    pub(crate) text: &'a str,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl<'a> Line<'a> {
    /// Returns the one in which the byte `at` stands.
    pub(crate) fn at(text: &'a str, at: usize) -> Self {
        let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
        let end = text[at..].find('\n').map_or(text.len(), |length| at + length);
        Self { text, start, end }
    }

    /// Returns the nearest one above it that says something.
    pub(crate) fn before(self) -> Option<Self> {
        let before = Self::at(self.text, self.start.checked_sub(1)?);
        let said = before.written().trim_start();
        if said.is_empty() || said.starts_with('#') { before.before() } else { Some(before) }
    }

    pub(crate) fn written(self) -> &'a str {
        &self.text[self.start..self.end]
    }

    /// Returns how many spaces it begins with.
    pub(crate) fn indent(self) -> usize {
        self.written().len() - self.written().trim_start_matches(' ').len()
    }

    /// Returns where what it says stands, without the spaces around it.
    pub(crate) fn said(self) -> Range<usize> {
        let start = self.end - self.written().trim_start().len();
        start..start + self.text[start..self.end].trim_end().len()
    }

    /// Returns where its key and value stand, after the dashes of a list.
    pub(crate) fn entry(self) -> Range<usize> {
        let said = self.said();
        let mut start = said.start;
        while let Some(rest) = self.text[start..said.end].strip_prefix("- ") {
            start = said.end - rest.trim_start().len();
        }
        start..said.end
    }

    /// Returns where its value stands, after its dashes and its key.
    pub(crate) fn value(self) -> Range<usize> {
        let entry = self.entry();
        let written = &self.text[entry.clone()];
        match written.find(": ") {
            Some(colon) if !written.starts_with(['"', '\'', '{', '[', '#']) => {
                entry.end - written[colon + 2..].trim_start().len()..entry.end
            }
            _ => entry,
        }
    }

    /// Returns where its key ends, at the colon, whether or not a space follows it.
    pub(crate) fn colon(self) -> Option<usize> {
        let entry = self.entry();
        let is_of_key = |sign: char| sign.is_alphanumeric() || matches!(sign, '_' | '-');
        let length = self.text[entry.clone()].find(|sign| !is_of_key(sign))?;
        let at = entry.start + length;
        let begins = self.text[entry].starts_with(char::is_alphabetic);
        (begins && self.text[at..].starts_with(':')).then_some(at)
    }
}
