//! Finds unclosed quotes and brackets.

use crate::parse::yaml::origin::line::Line;

/// Returns the position and the character of the last quote or bracket that is still open at the byte `end`.
pub(crate) fn left_open(text: &str, end: usize) -> Option<(usize, char)> {
    let mut brackets: Vec<(usize, char)> = Vec::new();
    let mut quotes = None;
    let mut start = 0;
    for line in text[..end].split_inclusive('\n') {
        let value = Line::at(line, 0).value().start;
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
