//! Extracts expressions (`{{ … }}`) from Markdown before it is parsed, so that neither syntax disturbs the other.
//!
//! Each expression leaves a character of Unicode's private use area, which Markdown treats as a letter. Code is left
//! alone: braces in it have no meaning.

use std::iter;
use std::ops::Range;

use memchr::memchr;

/// The placeholder of the first expression; the following characters are those of the others.
const FIRST_PLACEHOLDER: char = '\u{F0000}';
/// The number of characters in this private use area.
const MAX_EXPRESSIONS: usize = 0xFFFD;
/// Replaces each byte of an unclosed expression: text without meaning in Markdown.
const FILLER_CHAR: char = '.';

/// Markdown with its expressions replaced by placeholders.
#[derive(Debug, Default)]
pub(crate) struct ExtractedExpressions<'a> {
    /// The Markdown, with a placeholder for each expression.
    pub(crate) text: String,
    /// The expressions with their braces, in order.
    pub(crate) expressions: Vec<Expression<'a>>,
    /// The invalid braces.
    pub(crate) errors: Vec<(Range<usize>, BraceError)>,
}

/// An expression and its position.
#[derive(Debug)]
pub(crate) struct Expression<'a> {
    /// With its braces.
    pub(crate) source: &'a str,
    /// Its position in the Markdown.
    pub(crate) range: Range<usize>,
    /// The position of its placeholder in the text.
    at: usize,
}

/// An error in braces.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum BraceError {
    /// `{{` without `}}` on its line.
    Unclosed,
    /// `{% … %}`, which is reserved for templates.
    Statement,
}

impl<'a> ExtractedExpressions<'a> {
    /// Extracts the expressions of `markdown`.
    pub(crate) fn new(markdown: &'a str) -> Self {
        if memchr(b'{', markdown.as_bytes()).is_none() {
            return Self { text: markdown.to_owned(), ..Self::default() };
        }
        let mut extracted = Self { text: String::with_capacity(markdown.len()), ..Self::default() };
        let mut fence: Option<&str> = None;
        let mut code = 0;
        let mut at = 0;
        for line in markdown.split_inclusive('\n') {
            let marker = fence_marker(line);
            match fence {
                Some(open) => {
                    extracted.text.push_str(line);
                    if marker.starts_with(open) && line.trim() == marker {
                        fence = None;
                    }
                }
                None if marker.len() >= 3 => {
                    extracted.text.push_str(line);
                    fence = Some(marker);
                }
                None => {
                    if line.trim().is_empty() {
                        code = 0;
                    }
                    extracted.extract_line(markdown, at..at + line.len(), &mut code);
                }
            }
            at += line.len();
        }
        extracted
    }

    /// Returns the index of the expression whose placeholder is `c`.
    pub(crate) fn index(&self, c: char) -> Option<usize> {
        let index = (c as usize).checked_sub(FIRST_PLACEHOLDER as usize)?;
        (index < self.expressions.len()).then_some(index)
    }

    /// Returns the position in the Markdown of the byte `at` of the text.
    pub(crate) fn source_position(&self, at: usize) -> usize {
        match self.expressions.iter().rev().find(|expression| expression.at < at) {
            Some(before) => before.range.end + (at - before.at).saturating_sub(FIRST_PLACEHOLDER.len_utf8()),
            None => at,
        }
    }

    /// Returns `html` with each placeholder replaced by the value of its expression.
    pub(crate) fn restore(&self, html: &str, values: &[String]) -> String {
        let mut restored = String::with_capacity(html.len() + values.iter().map(String::len).sum::<usize>());
        for c in html.chars() {
            match self.index(c) {
                Some(index) => restored.push_str(&values[index]),
                None => restored.push(c),
            }
        }
        restored
    }

    /// Extracts the expressions of a line; `code` is the length of the run of backticks that opened code, or 0.
    fn extract_line(&mut self, markdown: &'a str, range: Range<usize>, code: &mut usize) {
        let mut at = range.start;
        while at < range.end {
            let rest = &markdown[at..range.end];
            let length = match rest.as_bytes()[0] {
                b'`' => scan_backticks(markdown, at, code),
                b'\\' if *code == 0 => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
                b'{' if *code == 0 && rest.starts_with("{{") => {
                    at += self.extract_expression(rest, at);
                    continue;
                }
                b'{' if *code == 0 && rest.starts_with("{%") => {
                    self.errors.push((at..at + 2, BraceError::Statement));
                    2
                }
                _ => rest.bytes().skip(1).position(can_begin_markup).map_or(rest.len(), |next| 1 + next),
            };
            self.text.push_str(&markdown[at..at + length]);
            at += length;
        }
    }

    /// Extracts the expression at the start of `rest`, and returns its length.
    fn extract_expression(&mut self, rest: &'a str, at: usize) -> usize {
        let line = rest.trim_end_matches('\n');
        let Some(end) = expression_end(line).filter(|_| self.expressions.len() < MAX_EXPRESSIONS) else {
            self.errors.push((at..at + line.len(), BraceError::Unclosed));
            // The filler hides the rest of the line from Markdown, which would report it a second time, and keeps the
            // positions of the text after it.
            self.text.extend(iter::repeat_n(FILLER_CHAR, line.len()));
            self.text.push_str(&rest[line.len()..]);
            return rest.len();
        };
        let character = u32::try_from(self.expressions.len())
            .ok()
            .and_then(|n| char::from_u32(FIRST_PLACEHOLDER as u32 + n));
        let source = &rest[..end];
        self.expressions.push(Expression { source, range: at..at + end, at: self.text.len() });
        self.text.push(character.unwrap_or(FIRST_PLACEHOLDER));
        end
    }
}

/// Returns the backticks or tildes of a line that opens or closes a code block; empty for another line.
fn fence_marker(line: &str) -> &str {
    let text = line.trim_start_matches(' ');
    for sign in ['`', '~'] {
        let end = text.find(|c| c != sign).unwrap_or(text.len());
        // Backticks with more of them on the same line are inline code.
        if end >= 3 && !(sign == '`' && text[end..].contains('`')) {
            return &text[..end];
        }
    }
    ""
}

/// Returns the length of the run of backticks at `at`, and updates `code` when the run opens or closes code.
fn scan_backticks(markdown: &str, at: usize, code: &mut usize) -> usize {
    let length = run_length(&markdown[at..]);
    if *code == length {
        *code = 0;
    } else if *code == 0 && closes(&markdown[at + length..], length) {
        *code = length;
    }
    length
}

/// Returns whether `b` can begin code, an escape or an expression.
fn can_begin_markup(b: u8) -> bool {
    matches!(b, b'`' | b'\\' | b'{')
}

fn run_length(text: &str) -> usize {
    text.find(|c| c != '`').unwrap_or(text.len())
}

/// Returns whether the rest of the paragraph has a run of `length` backticks.
fn closes(rest: &str, length: usize) -> bool {
    let paragraph = &rest[..rest.find("\n\n").unwrap_or(rest.len())];
    let mut at = 0;
    while let Some(next) = paragraph[at..].find('`') {
        let found = run_length(&paragraph[at + next..]);
        if found == length {
            return true;
        }
        at += next + found;
    }
    false
}

/// Returns the end of the `}}` that closes the expression; braces in quotes do not close it.
fn expression_end(line: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in line.char_indices().skip(2) {
        match quote {
            Some(open) => quote = Some(open).filter(|open| *open != c),
            None if matches!(c, '"' | '\'') => quote = Some(c),
            None if line[at..].starts_with("}}") => {
                // `{true}}}` closes an argument first.
                let last = line[at..].find(|c| c != '}').map_or(line.len(), |end| at + end);
                return Some(last);
            }
            None => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_extracted(markdown: &str, text: &str, expressions: &[&str]) {
        let extracted = ExtractedExpressions::new(markdown);
        let visible: String =
            extracted.text.chars().map(|c| if extracted.index(c).is_some() { '•' } else { c }).collect();
        let sources: Vec<_> = extracted.expressions.iter().map(|expression| expression.source).collect();
        assert_eq!((visible.as_str(), sources.as_slice()), (text, expressions));
    }

    #[test]
    fn expression_is_replaced_by_a_placeholder() {
        assert_extracted(
            "a {{ x }} b {{y}}\n{{ <z a=\"}}\" b={true} /> }}",
            "a • b •\n•",
            &["{{ x }}", "{{y}}", "{{ <z a=\"}}\" b={true} /> }}"],
        );
    }

    #[test]
    fn expression_can_end_with_an_argument_in_braces() {
        assert_extracted("{{ <z a={true}}} b", "• b", &["{{ <z a={true}}}"]);
    }

    #[test]
    fn code_keeps_its_braces() {
        assert_extracted("`{{ x }}` {{ y }}", "`{{ x }}` •", &["{{ y }}"]);
        assert_extracted("``a ` {{ x }}`` {{ y }}", "``a ` {{ x }}`` •", &["{{ y }}"]);
        assert_extracted("```\n{{ x }}\n```\n{{ y }}", "```\n{{ x }}\n```\n•", &["{{ y }}"]);
        assert_extracted("~~~ md\n{{ x }}\n~~~\n{{ y }}", "~~~ md\n{{ x }}\n~~~\n•", &["{{ y }}"]);
    }

    #[test]
    fn unclosed_backtick_does_not_open_code() {
        assert_extracted("a ` b {{ x }}\n\n`", "a ` b •\n\n`", &["{{ x }}"]);
        assert_extracted("a \\` {{ x }} `", "a \\` • `", &["{{ x }}"]);
    }

    #[test]
    fn invalid_braces_are_reported() {
        let extracted = ExtractedExpressions::new("año {{ x\n{% if %}");
        assert_eq!(extracted.errors, [(5..9, BraceError::Unclosed), (10..12, BraceError::Statement)]);
        assert_eq!(extracted.text, "año ....\n{% if %}");
    }

    #[test]
    fn source_position_maps_back_to_the_markdown() {
        for markdown in ["a {{ x }} b {{ y }} c", "a {{ ñ\nb {{ y }} c", "a {{ x }} b {{ y\nc"] {
            let extracted = ExtractedExpressions::new(markdown);
            for sign in ["a", "b", "c"] {
                let left = extracted.text.find(sign).expect("it is left");
                assert_eq!(Some(extracted.source_position(left)), markdown.find(sign));
            }
        }
    }
}
