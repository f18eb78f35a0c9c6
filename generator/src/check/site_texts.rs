//! Checks the texts of the whole site: no text is blank, the language is valid, and both notations of the telephone
//! agree.

use crate::diagnostic::Diagnostics;
use crate::model::CheckContext;
use crate::schema::Phone;

/// Reports blank texts; keys that another check covers are excluded.
pub(super) fn check_texts_not_empty(context: &CheckContext<'_>, diagnostics: &mut Diagnostics) {
    const OTHER_CHECKS: [&str; 5] = ["id", "direccion", "idioma", "version", "numero"];
    let files = ["site.yaml", "channels.yaml", "words.yaml"];
    for document in files.into_iter().filter_map(|path| context.documents.get(path)) {
        document.root.check_texts(&document.file, |key| !OTHER_CHECKS.contains(&key), diagnostics);
    }
}

/// Reports a language that is not a language tag.
pub(super) fn check_language_tag(context: &CheckContext<'_>, diagnostics: &mut Diagnostics) {
    let Some((document, settings)) = context.settings() else { return };
    let language = &settings.language;
    if !is_language_tag(language) {
        let message = format!("`idioma` es «{language}»: no es la clave de un idioma");
        let diagnostic = document.diagnostic_at(&["idioma"], "idioma", message);
        diagnostics.push(diagnostic.help("escriba la del español de México, `es-MX`"));
    }
}

/// Reports a telephone whose text shows another number than the link dials.
pub(super) fn check_phone_consistent(context: &CheckContext<'_>, diagnostics: &mut Diagnostics) {
    let Some((document, settings)) = context.settings() else { return };
    let Phone { number, text, .. } = &settings.phone;
    if is_other_number(text, number) {
        let message = format!("`texto` es «{text}»: no es el teléfono que se marca, {number}");
        let diagnostic = document.diagnostic_at(&["telefono", "texto"], "direccion", message);
        diagnostics.push(diagnostic.help("escriba el mismo en `numero` y en `texto`"));
    }
}

/// Returns whether `text` has a complete telephone number that is not `number`; only the last seven digits are
/// compared, because the prefix depends on the caller's country.
fn is_other_number(text: &str, number: &str) -> bool {
    const LOCAL: usize = 7;
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let (shown, dialled) = (digits(text), digits(number));
    let local = dialled.len().checked_sub(LOCAL).map(|start| &dialled[start..]);
    shown.len() >= LOCAL && local.is_some_and(|local| !shown.contains(local))
}

/// Returns whether `text` is a language tag, such as `es-MX`.
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
    fn phone_text_must_match_number() {
        for text in ["+52 81 1522 5000", "81 1522 5000", "(811) 522-5000, ext. 12", "Llámenos", "*500"] {
            assert!(!is_other_number(text, "+528115225000"), "{text}");
        }
        assert!(is_other_number("+52 81 1522 5001", "+528115225000"));
    }

    #[test]
    fn language_tag_is_validated() {
        for tag in ["es", "es-MX", "nah", "es-419", "zh-Hant-TW"] {
            assert!(is_language_tag(tag), "{tag}");
        }
        for text in ["", "e", "español", "es_MX", "es-", "es MX", "México"] {
            assert!(!is_language_tag(text), "{text}");
        }
    }
}
