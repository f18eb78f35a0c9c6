//! What YAML takes from a value without a word: ` #` and all after it, and a first word that begins with `!` or `&`.

use std::ops::Range;

use memchr::memchr3_iter;
use serde_saphyr::Spanned;

use crate::parse::yaml::raw;
use crate::parse::yaml::raw::Raw;
use crate::parse::yaml::syntax::{COMMENT, NAME, TAG, Words};

/// Returns what is lost of each value in the tree of `text`, and why.
pub(crate) fn of(text: &str, raw: &Spanned<Raw>) -> Vec<(Words, Range<usize>)> {
    let signs: Vec<usize> = signs(text).collect();
    let mut lost = Vec::new();
    // Few values have one of these signs in their line, and only those are looked at.
    if !signs.is_empty() {
        each_text(raw, &mut |value| {
            if is_near(text, &value, &signs) {
                lost.extend([after(text, &value), before(text, &value)]);
            }
        });
    }
    lost.into_iter().flatten().collect()
}

/// Returns whether one of `signs`, which are in order, stands beside `value` in its line.
fn is_near(text: &str, value: &Range<usize>, signs: &[usize]) -> bool {
    let is_line = |between: Range<usize>| text.get(between).is_some_and(|between| !between.contains('\n'));
    let end = value.start + text.get(value.clone()).unwrap_or_default().trim_end().len();
    let before = signs[..signs.partition_point(|sign| *sign < value.start)].last();
    let after = signs.get(signs.partition_point(|sign| *sign < end));
    before.is_some_and(|sign| is_line(*sign..value.start)) || after.is_some_and(|sign| is_line(end..*sign))
}

/// Returns where a sign stands that YAML may take for its own: the first of a word.
fn signs(text: &str) -> impl Iterator<Item = usize> {
    let is_first = |at: &usize| text[..*at].ends_with([' ', '\t', ',', '[', '{']);
    memchr3_iter(b'#', b'!', b'&', text.as_bytes()).filter(is_first)
}

/// A number or a truth value is whole, whatever follows it.
fn each_text(raw: &Spanned<Raw>, visit: &mut impl FnMut(Range<usize>)) {
    match &raw.value {
        Raw::Typed => {}
        Raw::Nothing | Raw::Text(_) => visit(raw::range(raw.referenced).unwrap_or_default()),
        Raw::List(items) => items.iter().for_each(|item| each_text(item, visit)),
        Raw::Map(entries) => entries.iter().for_each(|(_, value)| each_text(value, visit)),
    }
}

/// Returns the comment that follows a value without quotes in its line.
fn after(text: &str, value: &Range<usize>) -> Option<(Words, Range<usize>)> {
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

/// Returns the word before a value that YAML takes for its kind or its name; a name that is used is one.
fn before(text: &str, value: &Range<usize>) -> Option<(Words, Range<usize>)> {
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
        let raw = serde_saphyr::from_str_with_options::<Spanned<Raw>>(text, crate::parse::yaml::options());
        of(text, &raw.expect("it is YAML")).into_iter().map(|(_, range)| &text[range]).collect()
    }

    #[test]
    fn what_a_sign_cuts_off_is_found() {
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
    fn a_sign_that_cuts_nothing_off_is_left_alone() {
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
