//! The words of the whole site: there are some, in a language, and the telephone that is read is the one that is dialled.

use crate::check::at;
use crate::diagnostic::Diagnostics;
use crate::model::CheckContext;
use crate::schema::Phone;

/// What visitors read says something; keys whose values have a check of their own are told by that.
pub(super) fn check_texts_not_empty(context: &CheckContext<'_>, diagnostics: &mut Diagnostics) {
    const NO_WORDS: [&str; 5] = ["id", "direccion", "idioma", "version", "numero"];
    let files = ["site.yaml", "channels.yaml", "words.yaml"];
    for document in files.into_iter().filter_map(|path| context.documents.get(path)) {
        document.root.check_texts(&document.file, |key| !NO_WORDS.contains(&key), diagnostics);
    }
}

/// Browsers and screen readers know the site's language by its tag.
pub(super) fn check_language_tag(context: &CheckContext<'_>, diagnostics: &mut Diagnostics) {
    let (Some(document), Some(settings)) = (context.documents.get("site.yaml"), context.settings) else {
        return;
    };
    let language = &settings.language;
    if !is_language_tag(language) {
        let message = format!("`idioma` es «{language}»: no es la clave de un idioma");
        let diagnostic = at(document, &["idioma"], "idioma", message);
        diagnostics.push(diagnostic.help("escriba la del español de México, `es-MX`"));
    }
}

/// Whoever reads the number calls the same one as whoever presses it.
pub(super) fn check_phone_consistent(context: &CheckContext<'_>, diagnostics: &mut Diagnostics) {
    let (Some(document), Some(settings)) = (context.documents.get("site.yaml"), context.settings) else {
        return;
    };
    let Phone { number, text, .. } = &settings.phone;
    if is_other_number(text, number) {
        let message = format!("`texto` es «{text}»: no es el teléfono que se marca, {number}");
        let diagnostic = at(document, &["telefono", "texto"], "direccion", message);
        diagnostics.push(diagnostic.help("escriba el mismo en `numero` y en `texto`"));
    }
}

/// Returns whether `text` has a whole telephone number, and it is not `number`; what stands before its last seven digits
/// depends on from where one calls.
fn is_other_number(text: &str, number: &str) -> bool {
    const LOCAL: usize = 7;
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let (read, dialled) = (digits(text), digits(number));
    let local = dialled.len().checked_sub(LOCAL).map(|start| &dialled[start..]);
    read.len() >= LOCAL && local.is_some_and(|local| !read.contains(local))
}

/// Returns whether `text` has the shape of a language's tag, as `es-MX`.
fn is_language_tag(text: &str) -> bool {
    let mut parts = text.split('-');
    let is_name = |part: &str| matches!(part.len(), 2 | 3) && part.bytes().all(|b| b.is_ascii_alphabetic());
    let is_part = |part: &str| matches!(part.len(), 1..=8) && part.bytes().all(|b| b.is_ascii_alphanumeric());
    parts.next().is_some_and(is_name) && parts.all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_telephone_is_read_as_it_is_dialled() {
        for text in ["+52 81 1522 5000", "81 1522 5000", "(811) 522-5000, ext. 12", "Llámenos", "*500"] {
            assert!(!is_other_number(text, "+528115225000"), "{text}");
        }
        assert!(is_other_number("+52 81 1522 5001", "+528115225000"));
    }

    #[test]
    fn a_language_is_known_by_its_tag() {
        for tag in ["es", "es-MX", "nah", "es-419", "zh-Hant-TW"] {
            assert!(is_language_tag(tag), "{tag}");
        }
        for text in ["", "e", "español", "es_MX", "es-", "es MX", "México"] {
            assert!(!is_language_tag(text), "{text}");
        }
    }
}
