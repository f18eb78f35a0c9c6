//! Normalization of text before it is measured, compared or stored.
//!
//! Lengths count Unicode scalar values of the normalised text.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// Returns `text` as one line: NFC, every run of white space one space, no controls, no invisible or
/// direction-changing characters, trimmed.
///
/// ```
/// assert_eq!(policy::text::normalize::line("  Ana\u{200b}\u{202e}  Mun\u{303}oz\r\n"), "Ana Muñoz");
/// ```
#[must_use]
pub fn line(text: &str) -> String {
    if is_line(text) {
        return text.to_owned();
    }
    let visible = text.nfc().map(|c| if c.is_whitespace() { ' ' } else { c });
    let visible: String = visible.filter(|c| !is_hidden(*c)).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns whether `text` is already normalized, as nearly all answers are: printable ASCII with single spaces inside.
fn is_line(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_trimmed = bytes.first() != Some(&b' ') && bytes.last() != Some(&b' ');
    is_trimmed && bytes.iter().all(|byte| matches!(byte, b' '..=b'~')) && !text.contains("  ")
}

/// Returns `text` as several lines: NFC, CRLF and CR as LF, no controls but LF and tab, trimmed at both ends.
#[must_use]
pub fn lines(text: &str) -> String {
    let text: String = crlf_to_lf(text).nfc().filter(|c| is_kept_in_lines(*c)).collect();
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n").trim().to_owned()
}

/// Returns `text` with CRLF and CR as LF, and without NUL, which stores and viewers do not support.
#[must_use]
pub fn normalize_newlines(text: &str) -> String {
    crlf_to_lf(text).replace('\0', "")
}

/// Returns the items of a list, each with its line number from 1.
///
/// Line breaks and semicolons separate items; items are normalized as [`line()`] does.
#[must_use]
pub fn split_list(text: &str) -> Vec<(usize, String)> {
    let text = crlf_to_lf(text);
    let numbered = text.split('\n').enumerate();
    let items = numbered.flat_map(|(i, one)| one.split(';').map(move |item| (i + 1, line(item))));
    items.filter(|(_, item)| !item.is_empty()).collect()
}

/// Returns the length in characters, as limits count it.
#[must_use]
pub fn char_count(text: &str) -> usize {
    text.chars().count()
}

/// Returns `text` in lower case without accents.
#[must_use]
pub fn fold_accents(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() {
            folded.push(c.to_ascii_lowercase());
        } else {
            // Combining marks are dropped, so their canonical order does not matter.
            decompose_canonical(c, |part| {
                if !is_combining_mark(part) {
                    folded.extend(part.to_lowercase());
                }
            });
        }
    }
    folded
}

fn crlf_to_lf(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Long texts lose bidirectional controls too, so that the reader sees what was sent. Joiners stay, since some scripts
/// and emoji need them.
fn is_kept_in_lines(c: char) -> bool {
    let is_joiner = matches!(c, '\u{200c}' | '\u{200d}');
    matches!(c, '\n' | '\t') || is_joiner || !is_hidden(c)
}

/// Returns whether `c` is a control, has zero width, is invisible or changes the direction of text.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_removes_line_breaks() {
        assert_eq!(line("a\r\nBcc: b\u{2028}c\u{85}d"), "a Bcc: b c d");
    }

    #[test]
    fn line_keeps_normalized_text() {
        for text in ["", "a", "Ana Lopez", "ana@ejemplo.com"] {
            assert_eq!(line(text), text);
        }
        for text in [" a", "a ", "a  b", "a\tb", " "] {
            assert_eq!(line(text), text.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }

    #[test]
    fn line_replaces_non_breaking_spaces() {
        assert_eq!(line("\u{a0}81\u{a0}1522\u{a0}"), "81 1522");
    }

    #[test]
    fn lines_keeps_line_breaks_and_tabs() {
        assert_eq!(lines("\r\n uno \r\n\tdos\u{7}\u{202e}\r\r\n"), "uno\n\tdos");
    }

    #[test]
    fn split_list_returns_line_numbers() {
        let items = split_list("a\r\n\r\n b ; c;");
        assert_eq!(items, [(1, "a".to_owned()), (3, "b".to_owned()), (3, "c".to_owned())]);
    }

    #[test]
    fn normalize_newlines_keeps_spaces() {
        assert_eq!(normalize_newlines("  x\r\n\u{1b}[0m \0"), "  x\n\u{1b}[0m ");
    }

    #[test]
    fn fold_accents_removes_accents_and_capitals() {
        for (text, expected) in [
            ("Contraseña", "contrasena"),
            ("CORREO ELECTRÓNICO", "correo electronico"),
            ("n\u{303}andu\u{301}", "nandu"),
            ("ǅ, Å, 한", "ǆ, a, \u{1112}\u{1161}\u{11ab}"),
        ] {
            assert_eq!(fold_accents(text), expected);
        }
    }

    #[test]
    fn char_count_counts_scalar_values() {
        assert_eq!(char_count(&line("e\u{301}")), 1);
        assert_eq!(char_count("\u{1f600}"), 1);
    }
}
