//! Words with gaps, as editors write them: «Escriba {maximo} caracteres o menos».

use crate::error::{ErrorCollector, Location, PolicyErrorKind};

/// Returns `words` with each gap filled by what `word` has for its name. What fills a gap is not looked into again, and
/// a gap that `word` does not know stays as it is.
pub fn fill(words: &str, word: impl Fn(&str) -> Option<String>) -> String {
    let mut filled = String::with_capacity(words.len());
    let mut rest = words;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        rest = after;
        let gap = after.split_once('}').filter(|(name, _)| !name.contains('{'));
        let gap = gap.and_then(|(name, behind)| Some((word(name)?, behind)));
        match gap {
            Some((word, behind)) => {
                filled.push_str(&word);
                rest = behind;
            }
            None => filled.push('{'),
        }
    }
    filled.push_str(rest);
    filled
}

/// Returns the names of the gaps in `words`.
pub(crate) fn gaps(words: &str) -> impl Iterator<Item = &str> {
    words.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
}

/// Tells every gap in `words` that none of `known` fills, and words that are none.
pub(crate) fn check(words: &str, known: &[&str], at: &Location<'_>, faults: &mut ErrorCollector) {
    check_blank(words, at, faults);
    for found in unknown_placeholders(words, known) {
        let known = known.iter().map(|name| (*name).to_owned()).collect();
        faults.add(at, PolicyErrorKind::Unfilled { found: found.to_owned(), known });
    }
}

/// Names that are filled in messages and in what is said of rows; in a text around them they are a mistake.
const OF_MESSAGES: [&str; 4] = ["minimo", "maximo", "externos", "renglon"];

fn check_blank(words: &str, at: &Location<'_>, faults: &mut ErrorCollector) {
    if words.trim().is_empty() {
        faults.add(at, PolicyErrorKind::Blank);
    }
}

/// Tells every gap of a message in `words`, which have none, and words that are none.
pub(crate) fn check_plain(words: Option<&String>, at: &Location<'_>, faults: &mut ErrorCollector) {
    let Some(words) = words else { return };
    check_blank(words, at, faults);
    for found in
        unknown_placeholders(words, &[]).into_iter().filter(|found| OF_MESSAGES.contains(&name(found)))
    {
        faults.add(at, PolicyErrorKind::Unfilled { found: found.to_owned(), known: Vec::new() });
    }
}

/// Returns the name in a gap, as it is written with its braces.
pub(crate) fn name(gap: &str) -> &str {
    gap.trim_matches(['{', '}', ' '])
}

/// Returns what was meant for a gap in `words` and is none, as it is written with its braces: a name that none of
/// `known` is, and one of them whose braces are no pair. Braces around anything but a name are signs like others.
///
/// ```
/// let found = |words| policy::unknown_placeholders(words, &["fecha"]);
/// assert_eq!(found("El {fecha}, {} y { x }"), [""; 0]);
/// assert_eq!(found("El {fehca}, {{fecha}} y {fecha"), ["{fehca}", "{{fecha}}", "{fecha"]);
/// ```
#[must_use]
pub fn unknown_placeholders<'w>(words: &'w str, known: &[&str]) -> Vec<&'w str> {
    let mut found = Vec::new();
    let mut rest = words;
    while let Some(start) = rest.find('{') {
        let inner = rest[start..].trim_start_matches('{');
        let named = inner.trim_start_matches(' ');
        let name_end = named.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-'));
        let (name, after) = named.split_at(name_end.unwrap_or(named.len()));
        let close = after.trim_start_matches(' ');
        let behind = close.trim_start_matches('}');
        let is_pair = inner.len() + 1 == rest.len() - start && close.starts_with('}');
        let is_bare = is_pair && named.len() == inner.len() && close.len() == after.len();
        let is_known = known.contains(&name);
        if !name.is_empty() && is_bare != is_known {
            let end = if close.len() == behind.len() { after } else { behind };
            found.push(&rest[start..rest.len() - end.len()]);
        }
        rest = behind;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn are_unfilled(words: &str, expected: &[&str]) {
        assert_eq!(unknown_placeholders(words, &["maximo", "linea"]), expected, "{words}");
    }

    #[test]
    fn a_name_that_nothing_fills_is_found() {
        are_unfilled("De {minimo} a {maximo}", &["{minimo}"]);
        are_unfilled("{máximo} {maximo_} {max-imo}", &["{máximo}", "{maximo_}", "{max-imo}"]);
    }

    #[test]
    fn a_known_name_has_one_brace_on_each_side() {
        are_unfilled(
            "{{maximo}} { maximo } {maximo y {linea",
            &["{{maximo}}", "{ maximo }", "{maximo", "{linea"],
        );
        are_unfilled("{maximo}{linea}}", &[]);
    }

    #[test]
    fn braces_that_are_signs_are_left() {
        for words in ["", "{", "}{", "{}", "ni { ni }", "{a: 1}", "{ nada }", "{otro", "{{ <telefono /> }}"] {
            are_unfilled(words, &[]);
        }
    }

    #[track_caller]
    fn fills(words: &str, expected: &str) {
        let word = |name: &str| match name {
            "maximo" => Some("20".to_owned()),
            "valor" => Some("{maximo}".to_owned()),
            _ => None,
        };
        assert_eq!(fill(words, word), expected);
    }

    #[test]
    fn each_gap_is_filled_once() {
        fills("{maximo}", "20");
        fills("De {valor} a {maximo}, no más de {maximo}.", "De {maximo} a 20, no más de 20.");
    }

    #[test]
    fn what_is_no_gap_stays() {
        for words in ["", "Sin nada", "{otro}", "{", "}{", "{maximo", "{ maximo }"] {
            fills(words, words);
        }
        fills("{{maximo}}", "{20}");
        assert_eq!(fill("{a {b}", |name| Some(name.to_uppercase())), "{a B");
    }
}
