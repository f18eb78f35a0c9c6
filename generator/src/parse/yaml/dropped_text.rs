//! Detects text that YAML silently drops: comments after ` #`, tags (`!x`) and anchors (`&x`).

use std::ops::Range;

use crate::parse::yaml::syntax::{COMMENT, Explanation, NAME, TAG};

/// Returns the text that YAML drops after and before the scalar at `range` of `text`.
pub(crate) fn find<'a>(
    text: &'a str,
    range: &'a Range<usize>,
) -> impl Iterator<Item = (Explanation, Range<usize>)> + use<'a> {
    after(text, range).into_iter().chain(before(text, range))
}

/// Returns the comment after an unquoted value in its line.
fn after(text: &str, value: &Range<usize>) -> Option<(Explanation, Range<usize>)> {
    let written = text.get(value.clone())?.trim_end();
    if matches!(written, "" | "~" | "null") || written.starts_with(['"', '\'']) {
        return None;
    }
    let rest = text[value.start + written.len()..].lines().next()?;
    let comment = rest.trim_start();
    let start = value.start + written.len() + rest.len() - comment.len();
    let is_comment = comment.starts_with('#') && comment.len() < rest.len();
    is_comment.then(|| (COMMENT, start..start + comment.trim_end().len()))
}

/// Returns the tag before a value, or an anchor that no alias uses.
fn before(text: &str, value: &Range<usize>) -> Option<(Explanation, Range<usize>)> {
    let line = text.get(..value.start)?.rsplit('\n').next()?;
    let word = line.trim_end().rsplit([' ', ',', '[', '{']).next()?;
    let start = value.start - line.len() + line.trim_end().len() - word.len();
    let is_used = |name: &str| text.contains(&format!("*{name}"));
    let words = match word.strip_prefix('&') {
        Some(name) if !is_used(name) => NAME,
        None if word.starts_with('!') && !word.starts_with("!!") => TAG,
        _ => return None,
    };
    (!word.ends_with(':')).then(|| (words, start..start + word.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        let tree = crate::parse::yaml::tree::parse(text, 0).expect("it is YAML");
        tree.texts.iter().flat_map(|range| find(text, range)).map(|(_, range)| &text[range]).collect()
    }

    #[test]
    fn dropped_text_is_found_after_indicators() {
        for (written, lost) in [
            ("a: Canales #1 de atención\n", "#1 de atención"),
            ("a: Canales # de atención", "# de atención"),
            ("a: uno\n  dos #3\nb: 1\n", "#3"),
            ("- {a: uno, b: dos} \n- uno\t#dos\n", "#dos"),
            ("a: {\n  b: uno #dos\n}\n", "#dos"),
            ("a: !Canales de atención\n", "!Canales"),
            ("a: &Canales de atención\n", "&Canales"),
            ("a: [!uno dos, tres]\n", "!uno"),
            ("- ! uno\n", "!"),
            ("a: !uno\n", "!uno"),
            ("a: &uno\nb: c\n", "&uno"),
        ] {
            assert_eq!(found(written), [lost], "{written}");
        }
    }

    #[test]
    fn dropped_text_is_empty_when_nothing_is_dropped() {
        for written in [
            "# uno\na: dos\n  # tres\nb: cuatro\n# cinco",
            "a: \"Canales #1\"\nb: 'Canales #1, !uno &dos'\n",
            "a: \"uno\" # dos\n",
            "a: |\n  uno #dos\n  # tres\n\n  'cuatro' #5\nb: 1\n",
            "a: >-\n  uno #dos\n  !tres\n# cuatro\n",
            "a: | # uno\n  dos\n",
            "a: # uno\n  b: dos\n",
            "a: # uno\n  - dos\n",
            "a: [uno, dos] # tres\n",
            "a: uno#dos, C#, ¡tres! y R&D !cuatro\n",
            "a: &uno dos\nb: *uno\n",
            "\"a !b\": c\n",
            "a: \"uno\n  dos #3\"\n",
            "a: \nb: 4 # cinco\nc: true # seis\nd: ~ # siete\n",
        ] {
            assert_eq!(found(written), [""; 0], "{written}");
        }
    }
}
