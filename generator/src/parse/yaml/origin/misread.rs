//! Explains keys and texts that the editor meant as something else: they lack a space, a colon, a dash or quotes.

use crate::diagnostic::{Diagnostic, Span};
use crate::parse::yaml::syntax;
use crate::parse::yaml::syntax::{COMMA, HARD_SPACE, NO_COLON, NO_DASH, NO_SPACE, NO_SPACE_AFTER_DASH};
use crate::parse::yaml::{Key, Node, Value};
use crate::read::source::File;

/// Returns the explanation of an unknown key in brackets, unless it was meant to be a key.
pub(crate) fn misread_key(file: &File, (key, value): &(Key, Node), known: &[&str]) -> Option<Diagnostic> {
    let line = file.text().lines().nth(key.place.line.checked_sub(1)?)?;
    let after: String = line.chars().skip(key.place.column - 1 + key.place.length).collect();
    if value.value != Value::Nothing || after.trim_start().starts_with(':') {
        return None;
    }
    let first =
        key.text.split(|sign: char| !sign.is_alphanumeric() && sign != '_').next().unwrap_or_default();
    let length = first.chars().count();
    let rest = key.text.strip_prefix(first).filter(|_| known.contains(&first));
    let (explanation, place) = match rest.map(|rest| rest.strip_prefix(':').ok_or(rest)) {
        Some(Ok(rest)) if rest.starts_with('\u{a0}') => {
            (HARD_SPACE, Span { column: key.place.column + length + 1, length: 1, ..key.place })
        }
        Some(Ok(_)) => (NO_SPACE, Span { length: length + 1, ..key.place }),
        Some(Err(rest)) if rest.starts_with(' ') => (NO_COLON, Span { length, ..key.place }),
        _ => (COMMA, key.place),
    };
    Some(syntax::diagnostic(file, place, explanation))
}

/// Returns the explanation of a `text` at `place` that was meant to be a list with dashes.
pub(crate) fn misread_list(file: &File, text: &str, place: Span) -> Option<Diagnostic> {
    let below = file.text().lines().skip(place.line).find(|line| !line.trim().is_empty());
    let (explanation, place) = match text.strip_prefix('-').map(|rest| rest.starts_with('\u{a0}')) {
        Some(true) => (HARD_SPACE, Span { column: place.column + 1, length: 1, ..place }),
        Some(false) => (NO_SPACE_AFTER_DASH, place),
        None if below.is_some_and(|line| line.trim_start().starts_with("- ")) && text.contains(" - ") => {
            (NO_DASH, place)
        }
        None => return None,
    };
    Some(syntax::diagnostic(file, place, explanation))
}
