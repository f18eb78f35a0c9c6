//! Expressions (`{{ … }}`) cut out of Markdown before it is parsed, so that neither reads the other's signs.
//!
//! Each leaves one character of Unicode's private use behind, which Markdown treats as a letter and which no keyboard
//! types. What stands in code is left alone: there, braces are only braces.

use std::iter;
use std::ops::Range;

use memchr::memchr;

/// The character that stands for the first expression; the next one for the second, and so on.
const FIRST: char = '\u{F0000}';
/// As many as there are characters of this plane for.
const MOST: usize = 0xFFFD;
/// What stands for each byte of braces that are not closed: text in which Markdown sees no sign.
const COVER: char = '.';

/// Markdown without its expressions.
#[derive(Debug, Default)]
pub(crate) struct Cut<'a> {
    /// What is left, with a character for each expression.
    pub(crate) text: String,
    /// The expressions with their braces, in order.
    pub(crate) expressions: Vec<Expression<'a>>,
    /// What is wrong with their braces.
    pub(crate) faults: Vec<(Range<usize>, BraceFault)>,
}

/// An expression and where it stood.
#[derive(Debug)]
pub(crate) struct Expression<'a> {
    /// With its braces.
    pub(crate) source: &'a str,
    /// Where it stood in the Markdown.
    pub(crate) range: Range<usize>,
    /// Where its character stands in the text that is left.
    at: usize,
}

/// What can be wrong with braces.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum BraceFault {
    /// `{{` without `}}` on its line.
    Unclosed,
    /// `{% … %}`, which only templates may use.
    Statement,
}

impl<'a> Cut<'a> {
    /// Cuts the expressions out of `markdown`.
    pub(crate) fn new(markdown: &'a str) -> Self {
        if memchr(b'{', markdown.as_bytes()).is_none() {
            return Self { text: markdown.to_owned(), ..Self::default() };
        }
        let mut cut = Self { text: String::with_capacity(markdown.len()), ..Self::default() };
        let mut fence: Option<&str> = None;
        let mut code = 0;
        let mut at = 0;
        for line in markdown.split_inclusive('\n') {
            let mark = fence_mark(line);
            match fence {
                Some(open) => {
                    cut.text.push_str(line);
                    if mark.starts_with(open) && line.trim() == mark {
                        fence = None;
                    }
                }
                None if mark.len() >= 3 => {
                    cut.text.push_str(line);
                    fence = Some(mark);
                }
                None => {
                    if line.trim().is_empty() {
                        code = 0;
                    }
                    cut.line(markdown, at..at + line.len(), &mut code);
                }
            }
            at += line.len();
        }
        cut
    }

    /// Returns which expression `c` stands for.
    pub(crate) fn index(&self, c: char) -> Option<usize> {
        let index = (c as usize).checked_sub(FIRST as usize)?;
        (index < self.expressions.len()).then_some(index)
    }

    /// Returns where the byte `at` of the text that is left stood in the Markdown.
    pub(crate) fn original(&self, at: usize) -> usize {
        match self.expressions.iter().rev().find(|expression| expression.at < at) {
            Some(before) => before.range.end + (at - before.at).saturating_sub(FIRST.len_utf8()),
            None => at,
        }
    }

    /// Cuts one line, the bytes `range`; `code` is the length of the run of backticks that opened code, or 0.
    fn line(&mut self, markdown: &'a str, range: Range<usize>, code: &mut usize) {
        let mut at = range.start;
        while at < range.end {
            let rest = &markdown[at..range.end];
            let length = match rest.as_bytes()[0] {
                b'`' => backticks(markdown, at, code),
                b'\\' if *code == 0 => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
                b'{' if *code == 0 && rest.starts_with("{{") => {
                    at += self.expression(rest, at);
                    continue;
                }
                b'{' if *code == 0 && rest.starts_with("{%") => {
                    self.faults.push((at..at + 2, BraceFault::Statement));
                    2
                }
                _ => rest.bytes().skip(1).position(is_sign).map_or(rest.len(), |next| 1 + next),
            };
            self.text.push_str(&markdown[at..at + length]);
            at += length;
        }
    }

    /// Cuts the expression with which `rest` begins, and returns its length.
    fn expression(&mut self, rest: &'a str, at: usize) -> usize {
        let line = rest.trim_end_matches('\n');
        let Some(end) = closing(line).filter(|_| self.expressions.len() < MOST) else {
            self.faults.push((at..at + line.len(), BraceFault::Unclosed));
            // What follows is covered, or it would be told a second time as what it is not; what comes later stays
            // where it is.
            self.text.extend(iter::repeat_n(COVER, line.len()));
            self.text.push_str(&rest[line.len()..]);
            return rest.len();
        };
        let character =
            u32::try_from(self.expressions.len()).ok().and_then(|n| char::from_u32(FIRST as u32 + n));
        let source = &rest[..end];
        self.expressions.push(Expression { source, range: at..at + end, at: self.text.len() });
        self.text.push(character.unwrap_or(FIRST));
        end
    }
}

/// Returns the backticks or tildes with which a line of fenced code begins or ends.
fn fence_mark(line: &str) -> &str {
    let text = line.trim_start_matches(' ');
    for sign in ['`', '~'] {
        let end = text.find(|c| c != sign).unwrap_or(text.len());
        // Backticks with more of them on the same line are code within a line.
        if end >= 3 && !(sign == '`' && text[end..].contains('`')) {
            return &text[..end];
        }
    }
    ""
}

/// Returns the length of the run of backticks at `at`, and notes whether code begins or ends with it.
fn backticks(markdown: &str, at: usize, code: &mut usize) -> usize {
    let length = run(&markdown[at..]);
    if *code == length {
        *code = 0;
    } else if *code == 0 && closes(&markdown[at + length..], length) {
        *code = length;
    }
    length
}

/// Returns whether something may begin with `b` that is not plain text.
fn is_sign(b: u8) -> bool {
    matches!(b, b'`' | b'\\' | b'{')
}

fn run(text: &str) -> usize {
    text.find(|c| c != '`').unwrap_or(text.len())
}

/// Returns whether a run of `length` backticks stands in the rest of the paragraph.
fn closes(rest: &str, length: usize) -> bool {
    let paragraph = &rest[..rest.find("\n\n").unwrap_or(rest.len())];
    let mut at = 0;
    while let Some(next) = paragraph[at..].find('`') {
        let found = run(&paragraph[at + next..]);
        if found == length {
            return true;
        }
        at += next + found;
    }
    false
}

/// Returns where the `}}` that closes the expression ends; braces within quotes do not close it.
fn closing(line: &str) -> Option<usize> {
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
    fn told(markdown: &str, text: &str, expressions: &[&str]) {
        let cut = Cut::new(markdown);
        let seen: String = cut.text.chars().map(|c| if cut.index(c).is_some() { '•' } else { c }).collect();
        let sources: Vec<_> = cut.expressions.iter().map(|expression| expression.source).collect();
        assert_eq!((seen.as_str(), sources.as_slice()), (text, expressions));
    }

    #[test]
    fn an_expression_leaves_a_character() {
        told(
            "a {{ x }} b {{y}}\n{{ <z a=\"}}\" b={true} /> }}",
            "a • b •\n•",
            &["{{ x }}", "{{y}}", "{{ <z a=\"}}\" b={true} /> }}"],
        );
    }

    #[test]
    fn an_argument_in_braces_may_stand_last() {
        told("{{ <z a={true}}} b", "• b", &["{{ <z a={true}}}"]);
    }

    #[test]
    fn code_keeps_its_braces() {
        told("`{{ x }}` {{ y }}", "`{{ x }}` •", &["{{ y }}"]);
        told("``a ` {{ x }}`` {{ y }}", "``a ` {{ x }}`` •", &["{{ y }}"]);
        told("```\n{{ x }}\n```\n{{ y }}", "```\n{{ x }}\n```\n•", &["{{ y }}"]);
        told("~~~ md\n{{ x }}\n~~~\n{{ y }}", "~~~ md\n{{ x }}\n~~~\n•", &["{{ y }}"]);
    }

    #[test]
    fn a_backtick_that_nothing_closes_is_only_a_backtick() {
        told("a ` b {{ x }}\n\n`", "a ` b •\n\n`", &["{{ x }}"]);
        told("a \\` {{ x }} `", "a \\` • `", &["{{ x }}"]);
    }

    #[test]
    fn braces_that_are_wrong_are_told() {
        let cut = Cut::new("año {{ x\n{% if %}");
        assert_eq!(cut.faults, [(5..9, BraceFault::Unclosed), (10..12, BraceFault::Statement)]);
        assert_eq!(cut.text, "año ....\n{% if %}");
    }

    #[test]
    fn a_place_in_what_is_left_is_known_in_what_was() {
        for markdown in ["a {{ x }} b {{ y }} c", "a {{ ñ\nb {{ y }} c", "a {{ x }} b {{ y\nc"] {
            let cut = Cut::new(markdown);
            for sign in ["a", "b", "c"] {
                let left = cut.text.find(sign).expect("it is left");
                assert_eq!(Some(cut.original(left)), markdown.find(sign));
            }
        }
    }
}
