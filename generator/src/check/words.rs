//! The words of the whole site: there are some, and in a language.

use super::at;
use crate::diagnostic::Diagnostics;
use crate::site::Ground;

/// What visitors read says something; keys whose values have a check of their own are told by that.
pub(super) fn none_are_missing(ground: &Ground<'_>, faults: &mut Diagnostics) {
    const NO_WORDS: [&str; 5] = ["id", "direccion", "idioma", "version", "numero"];
    let files = ["site.yaml", "channels.yaml", "words.yaml"];
    for document in files.into_iter().filter_map(|path| ground.documents.get(path)) {
        document.root.refuse_blank_texts(&document.file, |key| !NO_WORDS.contains(&key), faults);
    }
}

/// Browsers and screen readers know the site's language by its tag.
pub(super) fn the_site_has_a_language(ground: &Ground<'_>, faults: &mut Diagnostics) {
    let (Some(document), Some(settings)) = (ground.documents.get("site.yaml"), ground.settings) else {
        return;
    };
    let language = &settings.language;
    if !is_tag(language) {
        let message = format!("`idioma` es «{language}»: no es la clave de un idioma");
        let fault = at(document, &["idioma"], "idioma", message);
        faults.push(fault.help("escriba la del español de México, `es-MX`"));
    }
}

/// Returns whether `text` has the shape of a language's tag, as `es-MX`.
fn is_tag(text: &str) -> bool {
    let mut parts = text.split('-');
    let is_name = |part: &str| matches!(part.len(), 2 | 3) && part.bytes().all(|b| b.is_ascii_alphabetic());
    let is_part = |part: &str| matches!(part.len(), 1..=8) && part.bytes().all(|b| b.is_ascii_alphanumeric());
    parts.next().is_some_and(is_name) && parts.all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_known_by_its_tag() {
        for tag in ["es", "es-MX", "nah", "es-419", "zh-Hant-TW"] {
            assert!(is_tag(tag), "{tag}");
        }
        for text in ["", "e", "español", "es_MX", "es-", "es MX", "México"] {
            assert!(!is_tag(text), "{text}");
        }
    }
}
