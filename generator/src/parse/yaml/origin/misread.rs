//! Explains keys and texts that the editor meant as something else: they lack a space, a colon, a dash or quotes.

use crate::diagnostic::{Diagnostic, Span};
use crate::parse::yaml::syntax;
use crate::parse::yaml::syntax::{COMMA, HARD_SPACE, NO_COLON, NO_DASH, NO_SPACE, NO_SPACE_AFTER_DASH};
use crate::parse::yaml::{Key, Node, Value};
use crate::read::source::File;

/// Returns the explanation of an unknown key in brackets, unless it was meant to be a key.
pub(crate) fn misread_key(file: &File, (key, value): &(Key, Node), known: &[&str]) -> Option<Diagnostic> {
    let line = file.text().lines().nth(key.span.line.checked_sub(1)?)?;
    let after: String = line.chars().skip(key.span.column - 1 + key.span.length).collect();
    if value.value != Value::Nothing || after.trim_start().starts_with(':') {
        return None;
    }
    let first =
        key.text.split(|sign: char| !sign.is_alphanumeric() && sign != '_').next().unwrap_or_default();
    let length = first.chars().count();
    let rest = key.text.strip_prefix(first).filter(|_| known.contains(&first));
    let (explanation, span) = match rest.map(|rest| rest.strip_prefix(':').ok_or(rest)) {
        Some(Ok(rest)) if rest.starts_with('\u{a0}') => {
            (HARD_SPACE, Span { column: key.span.column + length + 1, length: 1, ..key.span })
        }
        Some(Ok(_)) => (NO_SPACE, Span { length: length + 1, ..key.span }),
        Some(Err(rest)) if rest.starts_with(' ') => (NO_COLON, Span { length, ..key.span }),
        _ => (COMMA, key.span),
    };
    Some(syntax::diagnostic(file, span, explanation))
}

/// Returns the explanation of a `text` at `span` that was meant to be a list with dashes.
pub(crate) fn misread_list(file: &File, text: &str, span: Span) -> Option<Diagnostic> {
    let below = file.text().lines().skip(span.line).find(|line| !line.trim().is_empty());
    let (explanation, span) = match text.strip_prefix('-').map(|rest| rest.starts_with('\u{a0}')) {
        Some(true) => (HARD_SPACE, Span { column: span.column + 1, length: 1, ..span }),
        Some(false) => (NO_SPACE_AFTER_DASH, span),
        None if below.is_some_and(|line| line.trim_start().starts_with("- ")) && text.contains(" - ") => {
            (NO_DASH, span)
        }
        None => return None,
    };
    Some(syntax::diagnostic(file, span, explanation))
}
