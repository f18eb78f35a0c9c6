//! Words with gaps, as editors write them: «Escriba {maximo} caracteres o menos».

/// Returns `words` with each gap filled by what `word` has for its name. What fills a gap is not looked into again, and
/// a gap that `word` does not know stays as it is.
pub(crate) fn fill(words: &str, word: impl Fn(&str) -> Option<String>) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

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
