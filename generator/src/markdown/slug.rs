//! The ids of headings.

use std::collections::BTreeSet;

use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// Returns `text` in lower case without accents, its words joined by `-`: `altas-bajas-y-cambios`.
pub(super) fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    let mut add = |c: char| {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') && !is_combining_mark(c) {
            slug.push('-');
        }
    };
    for c in text.chars() {
        if c.is_ascii() { add(c) } else { decompose_canonical(c, &mut add) }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "seccion".to_owned() } else { slug.to_owned() }
}

/// Returns `id`, with a number after it when it is already `used`, and marks it as used.
pub(super) fn unique(id: &str, joint: char, used: &mut BTreeSet<String>) -> String {
    let mut unique = id.to_owned();
    let mut number = 2;
    while !used.insert(unique.clone()) {
        unique = format!("{id}{joint}{number}");
        number += 1;
    }
    unique
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slug_drops_accents_and_signs() {
        for (text, expected) in [
            ("Altas, bajas y cambios", "altas-bajas-y-cambios"),
            ("¿Qué es un ticket?", "que-es-un-ticket"),
            ("Año 2024", "ano-2024"),
            ("…", "seccion"),
        ] {
            assert_eq!(slug(text), expected);
        }
    }

    #[test]
    fn unique_numbers_duplicates() {
        let mut used = BTreeSet::new();
        let ids: Vec<_> = ["a", "a", "a-2", "a"].map(|id| unique(id, '-', &mut used)).into();
        assert_eq!(ids, ["a", "a-2", "a-2-2", "a-3"]);
    }
}
