//! What text is before it is measured or stored.
//!
//! Lengths count Unicode scalar values of the normalised text.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// Returns `text` as one line: NFC, every run of white space one space, no controls, no invisible or
/// direction-changing characters, trimmed.
///
/// ```
/// assert_eq!(policy::value::text::line("  Ana\u{200b}\u{202e}  Mun\u{303}oz\r\n"), "Ana Muñoz");
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

/// Whether `text` is a line already, as nearly all answers are: printable ASCII with single spaces within.
fn is_line(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_trimmed = bytes.first() != Some(&b' ') && bytes.last() != Some(&b' ');
    is_trimmed && bytes.iter().all(|byte| matches!(byte, b' '..=b'~')) && !text.contains("  ")
}

/// Returns `text` as lines: NFC, CRLF and CR made LF, no controls but LF and tab, trimmed at both ends.
#[must_use]
pub fn lines(text: &str) -> String {
    let text: String = unix(text).nfc().filter(|c| is_kept_in_lines(*c)).collect();
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n").trim().to_owned()
}

/// Returns `text` as it came, but for CRLF and CR made LF and NUL left out, which no store or viewer takes well.
#[must_use]
pub fn verbatim(text: &str) -> String {
    unix(text).replace('\0', "")
}

/// Returns the items of a list that has one a line, each with the number of its line, from 1; items are normalised
/// as [`line()`] does, and a semicolon parts items too, since address books write so.
#[must_use]
pub fn list(text: &str) -> Vec<(usize, String)> {
    let text = unix(text);
    let numbered = text.split('\n').enumerate();
    let items = numbered.flat_map(|(i, one)| one.split(';').map(move |item| (i + 1, line(item))));
    items.filter(|(_, item)| !item.is_empty()).collect()
}

/// Returns the length that limits are about.
#[must_use]
pub fn length(text: &str) -> usize {
    text.chars().count()
}

/// Returns `text` in lower case without accents: what an address would have in the place of a name.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() {
            plain.push(c.to_ascii_lowercase());
        } else {
            // Marks are left out, so the order in which they follow a letter does not matter.
            decompose_canonical(c, |part| {
                if !is_combining_mark(part) {
                    plain.extend(part.to_lowercase());
                }
            });
        }
    }
    plain
}

fn unix(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Bidirectional controls are taken out of long texts too: what is read must be what was sent. Joiners stay, since
/// some scripts and emoji need them there.
fn is_kept_in_lines(c: char) -> bool {
    let is_joiner = matches!(c, '\u{200c}' | '\u{200d}');
    matches!(c, '\n' | '\t') || is_joiner || !is_hidden(c)
}

/// Controls, zero-width and invisible operators, and everything that changes the direction of text.
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
    fn a_line_has_no_line_breaks() {
        assert_eq!(line("a\r\nBcc: b\u{2028}c\u{85}d"), "a Bcc: b c d");
    }

    #[test]
    fn what_is_a_line_already_stays_as_it_is() {
        for text in ["", "a", "Ana Lopez", "ana@ejemplo.com"] {
            assert_eq!(line(text), text);
        }
        for text in [" a", "a ", "a  b", "a\tb", " "] {
            assert_eq!(line(text), text.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }

    #[test]
    fn a_non_breaking_space_is_a_space() {
        assert_eq!(line("\u{a0}81\u{a0}1522\u{a0}"), "81 1522");
    }

    #[test]
    fn lines_keep_their_breaks_and_tabs() {
        assert_eq!(lines("\r\n uno \r\n\tdos\u{7}\u{202e}\r\r\n"), "uno\n\tdos");
    }

    #[test]
    fn an_item_knows_its_line() {
        let items = list("a\r\n\r\n b ; c;");
        assert_eq!(items, [(1, "a".to_owned()), (3, "b".to_owned()), (3, "c".to_owned())]);
    }

    #[test]
    fn a_verbatim_text_keeps_its_spaces() {
        assert_eq!(verbatim("  x\r\n\u{1b}[0m \0"), "  x\n\u{1b}[0m ");
    }

    #[test]
    fn a_plain_text_has_no_accents_and_no_capitals() {
        for (text, expected) in [
            ("Contraseña", "contrasena"),
            ("CORREO ELECTRÓNICO", "correo electronico"),
            ("n\u{303}andu\u{301}", "nandu"),
            ("ǅ, Å, 한", "ǆ, a, \u{1112}\u{1161}\u{11ab}"),
        ] {
            assert_eq!(fold(text), expected);
        }
    }

    #[test]
    fn length_counts_characters_after_composition() {
        assert_eq!(length(&line("e\u{301}")), 1);
        assert_eq!(length("\u{1f600}"), 1);
    }
}
