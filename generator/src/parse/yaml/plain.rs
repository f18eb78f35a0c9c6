//! The plainest YAML, read without the library: `key: words` in each line, and no sign that could mean more.
//!
//! The front matter of nearly every page is written so. The library, which is ready for everything, took an eighth of a
//! page's build for it. Whatever is less plain is left to the library, and a test asks both.

use crate::diagnostic::Span;
use crate::parse::yaml::{Key, Node, Value};

/// Returns the tree of `text`, which begins after `lines_before` lines; none when it is not as plain as that.
pub(crate) fn read(text: &str, lines_before: usize) -> Option<Node> {
    let mut entries = Vec::new();
    for (index, line) in text.split_terminator('\n').enumerate() {
        let (key, value) = line.split_once(": ").filter(|(key, value)| is_key(key) && is_words(value))?;
        let place = |column: usize, text: &str| Span {
            line: lines_before + index + 1,
            column,
            length: text.chars().count(),
        };
        let node = Node { place: place(key.len() + 3, value), value: Value::Text(value.to_owned()) };
        entries.push((Key { place: place(1, key), text: key.to_owned() }, node));
    }
    let place = Span { length: 0, ..entries.first()?.0.place };
    Some(Node { place, value: Value::Map(entries) })
}

fn is_key(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|b| b.is_ascii_lowercase()) && key != "null"
}

/// Returns whether `value` is words, or a number or a date, whatever may stand around it.
fn is_words(value: &str) -> bool {
    let is_sign = |c: char| {
        matches!(c, ' ' | '.' | ',' | ';' | '(' | ')' | '/' | '-' | '«' | '»' | '¿' | '?' | '¡' | '!')
    };
    let is_plain = |c: char| c.is_alphanumeric() || is_sign(c);
    value.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '¿' | '¡' | '«'))
        && value.chars().all(is_plain)
        && !value.ends_with(' ')
        && !value.eq_ignore_ascii_case("null")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::read::source::{File, FileContent};

    /// Returns whether `text` is plain; if it is, the library must make the same of it.
    fn is_plain(text: &str) -> bool {
        let Some(node) = read(text, 1) else { return false };
        let file = File { path: "pages/a.md".to_owned(), content: FileContent::Text(text.to_owned()) };
        let mut faults = Diagnostics::default();
        assert_eq!(Node::parse_any(&file, text, 1, &mut faults), Some(node), "{text}");
        assert!(faults.is_empty(), "{text}: {faults}");
        true
    }

    #[test]
    fn what_is_plain_is_what_the_library_reads() {
        let texts = "Canales|¿Qué es un ticket?|Año 2024, y más; (así) «todo» / nada - sí!|2024-05-27|4|4.50|0x1F|1e3|007|true|\
                     No|y|Ñandú|日本|a ? b|a - b";
        for value in texts.split('|') {
            assert!(is_plain(&format!("titulo: {value}\n")), "{value}");
        }
    }

    #[test]
    fn what_may_mean_more_is_left_to_the_library() {
        let texts = "1_000|- a|? a|? |a | a|a: b|a:b|a #b|a#b|'a'|\"a\"|a 'b'|[a]|a [b]|{a}|&a|*a|!a|>|%a|@a|`a`|~|null|Null||\
                     a\tb|a\u{a0}b|-1|+1|.5|...|---|a\u{301}";
        for value in texts.split('|') {
            assert!(!is_plain(&format!("titulo: {value}\n")), "{value}");
        }
    }

    #[test]
    fn every_line_must_be_plain() {
        assert!(is_plain("titulo: Uno\ndescripcion: Dos\nmodificado: 2024-05-27"));
        for text in [
            "",
            "\n",
            "titulo: a\n\nmenu: b\n",
            "titulo: a\n  b: c\n",
            "titulo: a\n b\n",
            "# a\ntitulo: b\n",
            "titulo: a\n---\n",
        ] {
            assert!(!is_plain(text), "{text}");
        }
        for key in ["Titulo", "'a'", "null", "a b", "- a", "año", "a.b"] {
            assert!(!is_plain(&format!("{key}: b\n")), "{key}");
        }
    }
}
