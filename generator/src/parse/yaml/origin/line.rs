//! A line of a YAML file and its parts.

use std::ops::Range;

/// A line of `text`, without its line break.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line<'a> {
    pub(crate) text: &'a str,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl<'a> Line<'a> {
    /// Returns the line of the byte `at`.
    pub(crate) fn at(text: &'a str, at: usize) -> Self {
        let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
        let end = text[at..].find('\n').map_or(text.len(), |length| at + length);
        Self { text, start, end }
    }

    /// Returns the nearest line above that is not blank and not a comment.
    pub(crate) fn before(self) -> Option<Self> {
        let before = Self::at(self.text, self.start.checked_sub(1)?);
        let content = before.raw().trim_start();
        if content.is_empty() || content.starts_with('#') { before.before() } else { Some(before) }
    }

    pub(crate) fn raw(self) -> &'a str {
        &self.text[self.start..self.end]
    }

    /// Returns the number of spaces at its start.
    pub(crate) fn indent(self) -> usize {
        self.raw().len() - self.raw().trim_start_matches(' ').len()
    }

    /// Returns the range of its content, without the spaces around it.
    pub(crate) fn content(self) -> Range<usize> {
        let start = self.end - self.raw().trim_start().len();
        start..start + self.text[start..self.end].trim_end().len()
    }

    /// Returns the range of its key and value, after the dashes of a list.
    pub(crate) fn entry(self) -> Range<usize> {
        let content = self.content();
        let mut start = content.start;
        while let Some(rest) = self.text[start..content.end].strip_prefix("- ") {
            start = content.end - rest.trim_start().len();
        }
        start..content.end
    }

    /// Returns the range of its value, after the dashes and the key.
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

    /// Returns the position of the colon after its key, even if no space follows it.
    pub(crate) fn colon(self) -> Option<usize> {
        let entry = self.entry();
        let is_of_key = |sign: char| sign.is_alphanumeric() || matches!(sign, '_' | '-');
        let length = self.text[entry.clone()].find(|sign| !is_of_key(sign))?;
        let at = entry.start + length;
        let begins = self.text[entry].starts_with(char::is_alphabetic);
        (begins && self.text[at..].starts_with(':')).then_some(at)
    }
}
