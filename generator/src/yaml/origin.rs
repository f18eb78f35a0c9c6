//! Where a mistake is that the YAML reader notices elsewhere: quotes and brackets left open, a second document, a tab.

use std::ops::Range;

use super::syntax::{
    BRACKET, COLON, DOCUMENT, ESCAPE, INDENTATION, NO_COLON, QUOTES_CLOSED, QUOTES_OPEN, TAB, Words,
};

/// Returns what is wrong in `text`, and where; the reader stopped at the byte `at` and has `words` for it.
///
/// Returns no place when that of the reader is the best.
pub(super) fn of(text: &str, at: usize, words: Words) -> (Words, Option<Range<usize>>) {
    let at = text.floor_char_boundary(at.min(text.len()));
    let line = line_of(text, at);
    let open = left_open(text, line.start);
    match (words, open) {
        (QUOTES_CLOSED, Some((start, '"' | '\''))) => (QUOTES_OPEN, Some(start..line_of(text, start).end)),
        (COLON | BRACKET | INDENTATION | NO_COLON, Some((start, '[' | '{'))) => {
            (BRACKET, Some(start..start + 1))
        }
        (COLON, _) => deeper(text, line, at).map_or((COLON, None), |key| (INDENTATION, Some(key))),
        (NO_COLON, _) => (NO_COLON, Some(trimmed(text, line))),
        (DOCUMENT, _) => (DOCUMENT, text[..line.end].rfind("\n---").map(|start| start + 1..start + 4)),
        (ESCAPE, _) => (ESCAPE, escape(text, at)),
        // The reader places a tab after it, or at the value before it, which may stand lines above.
        (TAB, _) => {
            let tab = text[line.start..].find('\t').map(|tab| line.start + tab);
            (TAB, tab.map(|tab| tab..tab + 1))
        }
        _ => (words, None),
    }
}

fn line_of(text: &str, at: usize) -> Range<usize> {
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    start..text[at..].find('\n').map_or(text.len(), |length| at + length)
}

fn trimmed(text: &str, line: Range<usize>) -> Range<usize> {
    let written = &text[line.clone()];
    let indent = written.len() - written.trim_start().len();
    line.start + indent..line.start + written.trim_end().len()
}

/// Returns the key before the colon at `at`, when it is the first of its line: then the line is indented too deeply.
fn deeper(text: &str, line: Range<usize>, at: usize) -> Option<Range<usize>> {
    let key = trimmed(text, line.start..at);
    let is_key = !key.is_empty() && !text[key.clone()].contains([':', '"', '\'', '{', '[']);
    is_key.then_some(key)
}

/// Returns the `\` from `at` on that stands before something that it does not escape, with that.
fn escape(text: &str, at: usize) -> Option<Range<usize>> {
    let mut signs = text[at..].char_indices();
    while let Some((start, sign)) = signs.next() {
        if sign == '\\' {
            let (after, escaped) = signs.next()?;
            if !"0abt\tnvfre \"/\\N_LPxuU\n".contains(escaped) {
                return Some(at + start..at + after + escaped.len_utf8());
            }
        }
    }
    None
}

/// Returns the sign with which the last quotes or brackets begin that are still open where the line at `end` begins.
fn left_open(text: &str, end: usize) -> Option<(usize, char)> {
    let mut brackets: Vec<(usize, char)> = Vec::new();
    let mut quotes = None;
    let mut start = 0;
    for line in text[..end].split_inclusive('\n') {
        let value = value(line);
        let mut rest = value..line.len();
        while let Some((at, sign)) = line[rest.clone()].char_indices().next() {
            let at = rest.start + at;
            let is_value = at == value || !brackets.is_empty();
            rest.start = at + sign.len_utf8();
            match sign {
                '"' | '\'' if is_value => {
                    if let Some(length) = line[rest.clone()].find(sign) {
                        rest.start += length + 1;
                    } else {
                        quotes = Some((start + at, sign));
                        rest.start = line.len();
                    }
                }
                '[' | '{' if is_value => brackets.push((start + at, sign)),
                ']' | '}' => {
                    brackets.pop();
                }
                '#' if line[..at].ends_with(' ') => rest.start = line.len(),
                _ => {}
            }
        }
        start += line.len();
    }
    quotes.or(brackets.pop())
}

/// Returns where the value of a line begins: after its dashes and its key.
fn value(line: &str) -> usize {
    let indent = line.len() - line.trim_start_matches([' ', '-']).len();
    match line[indent..].find(": ") {
        Some(colon) if !line[indent..].starts_with(['"', '\'', '{', '[', '#']) => {
            let after = indent + colon + 2;
            after + line[after..].len() - line[after..].trim_start().len()
        }
        _ => indent,
    }
}
