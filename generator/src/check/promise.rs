//! Response times are written once, in `levels.yaml`. Warns about every other response time in a text.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use chrono::TimeDelta;
use policy::text::spanish;
use policy::{Level, Levels};

use crate::check::forbidden_text::PublishedText;
use crate::diagnostic::{Diagnostic, Diagnostics};

/// The stems of the words that make a sentence with a time a promise, without their first letter, which may be a capital.
const STEMS: [&str; 14] = [
    "espond", "ESPOND", "espónd", "ESPÓND", "espuest", "ESPUEST", "ontest", "ONTEST", "ontést", "ONTÉST",
    "esolv", "ESOLV", "esólv", "ESÓLV",
];

/// Whole numbers as words, from 1, without accents.
const NUMBERS: [&str; 15] = [
    "un", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce",
    "trece", "catorce", "quince",
];

/// The words that begin the numbers after those: «dieciséis», «veintiuno».
const TENS: [(&str, i64); 2] = [("dieci", 10), ("veinti", 20)];

/// Reports every promised time that no level has; in a sentence that names a level, every time that this level does not have.
pub(super) fn check_promised_times(published: &PublishedText<'_>, diagnostics: &mut Diagnostics) {
    let Some(policy) = published.context.policy else { return };
    let levels = &policy.levels;
    for PromisedTime { range, level } in find_wrong_times(published.text, levels) {
        let found = &published.text[range.clone()];
        let message = match level {
            Some(level) => {
                let time = format_response_time(level);
                format!("«{found}» no es el tiempo de respuesta de «{}», que es {time}", level.name)
            }
            None => format!("«{found}» no es el tiempo de respuesta de ningún nivel"),
        };
        let help = match level {
            _ if published.is_rendered(range.start) => {
                let id = &level.unwrap_or(levels.initial()).id;
                format!("escriba `{{{{ <tiempo nivel=\"{id}\" /> }}}}`, que dice siempre lo de levels.yaml")
            }
            Some(level) => {
                format!("escriba «{}», o quite el tiempo", spanish::format_duration(level.within.duration()))
            }
            None => "escriba el tiempo de un nivel de levels.yaml, o quítelo".to_owned(),
        };
        let diagnostic = Diagnostic::at(published.file, published.span(range), "tiempo-prometido", message);
        diagnostics.push(diagnostic.help(help));
    }
}

/// A time in a sentence about responses.
struct PromisedTime<'a> {
    range: Range<usize>,
    /// The level that the sentence names.
    level: Option<&'a Level>,
}

/// A word in lower case and without accents.
struct Word<'a> {
    range: Range<usize>,
    text: Cow<'a, str>,
}

/// Returns the promised times in `text` that no level has.
fn find_wrong_times<'a>(text: &str, levels: &'a Levels) -> Vec<PromisedTime<'a>> {
    /// One pass over a text finds all stems. The crate has a vectorized search for this kind of match only.
    static FINDER: LazyLock<Option<AhoCorasick>> =
        LazyLock::new(|| AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(STEMS).ok());
    let mut wrong = Vec::new();
    let mut end = 0;
    for stem in FINDER.iter().flat_map(|finder| finder.find_iter(text)) {
        let before = text[..stem.start()].strip_suffix(['r', 'R', 'c', 'C']);
        let starts_word = before.is_some_and(|before| !before.ends_with(char::is_alphanumeric));
        if stem.start() < end || !starts_word {
            continue;
        }
        let sentence = sentence_at(text, stem.start());
        end = sentence.end;
        if has_unit(&text[sentence.clone()]) {
            wrong.extend(find_wrong_times_in(&split_words(text, sentence), levels));
        }
    }
    wrong
}

/// Returns whether a word of `sentence` is a unit of time. Most sentences have none, and need not be split into words.
fn has_unit(sentence: &str) -> bool {
    let mut previous = b' ';
    sentence.bytes().enumerate().any(|(index, byte)| {
        let starts_word = !previous.is_ascii_alphabetic() && previous.is_ascii();
        previous = byte;
        starts_word && matches!(byte | 0x20, b'h' | b'm' | b'd') && {
            let word = sentence[index..].split(|c: char| !c.is_alphanumeric()).next();
            word.is_some_and(|word| unit_minutes(&fold(word)).is_some())
        }
    })
}

/// Returns the sentence around the byte `index`; the end of a paragraph, a list item or a cell is the end of a sentence.
fn sentence_at(text: &str, index: usize) -> Range<usize> {
    let bytes = text.as_bytes();
    let is_end = |at: &usize| {
        let next = bytes.get(at + 1);
        match bytes[*at] {
            b'|' => true,
            b'.' => matches!(next, Some(b' ' | b'\n')),
            b'!' | b'?' => next == Some(&b' '),
            b'\n' => matches!(next, Some(b'\n' | b'-')),
            _ => false,
        }
    };
    let start = (0..index).rev().find(is_end).unwrap_or_default();
    start..(index..text.len()).find(is_end).unwrap_or(text.len())
}

fn find_wrong_times_in<'a>(words: &[Word<'_>], levels: &'a Levels) -> Vec<PromisedTime<'a>> {
    let times: Vec<_> = (0..words.len()).filter_map(|first| parse_time(&words[first..])).collect();
    if times.is_empty() {
        return Vec::new();
    }
    let is_named = |level: &&Level| {
        words.iter().any(|word| word.text == fold(&level.id) || word.text == fold(&level.name))
    };
    let level = levels.iter().find(is_named);
    let is_response_time = |time: TimeDelta| {
        let mut compared = levels.iter().filter(|one| level.is_none_or(|level| level == *one));
        compared.any(|one| [one.within.duration(), one.outside.duration()].contains(&time))
    };
    let wrong = times.into_iter().filter(|(time, _)| !is_response_time(*time));
    wrong.map(|(_, range)| PromisedTime { range, level }).collect()
}

/// Returns the words of a sentence; `4h` is two of them.
fn split_words(text: &str, sentence: Range<usize>) -> Vec<Word<'_>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for (at, c) in text[sentence.clone()].char_indices().filter(|(_, c)| c.is_alphanumeric()) {
        let at = sentence.start + at;
        let end = at + c.len_utf8();
        match ranges.last_mut() {
            Some(last) if last.end == at && !(c.is_alphabetic() && is_number(&text[last.clone()])) => {
                last.end = end;
            }
            _ => ranges.push(at..end),
        }
    }
    ranges.into_iter().map(|range| Word { text: fold(&text[range.clone()]), range }).collect()
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

/// Returns the duration at the start of `words`, and its range.
fn parse_time(words: &[Word<'_>]) -> Option<(TimeDelta, Range<usize>)> {
    let [number, unit, rest @ ..] = words else { return None };
    let unit_minutes = unit_minutes(&unit.text)?;
    let minutes = match &*number.text {
        "media" => unit_minutes / 2,
        text => parse_number(text)? * unit_minutes,
    };
    match rest {
        [and, half, ..] if and.text == "y" && half.text == "media" => {
            Some((TimeDelta::minutes(minutes + unit_minutes / 2), number.range.start..half.range.end))
        }
        _ => Some((TimeDelta::minutes(minutes), number.range.start..unit.range.end)),
    }
}

fn unit_minutes(name: &str) -> Option<i64> {
    match name {
        "h" | "hr" | "hrs" | "hora" | "horas" => Some(60),
        "m" | "min" | "mins" | "minuto" | "minutos" => Some(1),
        "dia" | "dias" => Some(24 * 60),
        _ => None,
    }
}

fn parse_number(text: &str) -> Option<i64> {
    let tens = TENS.into_iter().find_map(|(start, tens)| Some((text.strip_prefix(start)?, tens)));
    let (unit, tens) = tens.unwrap_or((text, 0));
    let is_unit = |(_, number): &(i64, &str)| *number == unit || format!("{number}a") == unit;
    match (1..).zip(NUMBERS).find(is_unit) {
        Some((number, _)) => Some(tens + number),
        None if text == "veinte" => Some(20),
        None => text.parse::<u16>().ok().map(i64::from),
    }
}

/// Returns `text` in lower case and without accents.
fn fold(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()) {
        return Cow::Borrowed(text);
    }
    let without_accent = |c: char| match c {
        'á' => 'a',
        'é' => 'e',
        'í' => 'i',
        'ó' => 'o',
        'ú' => 'u',
        other => other,
    };
    text.to_lowercase().chars().map(without_accent).collect()
}

/// Returns the response time of a level, for a message.
fn format_response_time(level: &Level) -> String {
    let (within, outside) = (level.within.duration(), level.outside.duration());
    let time = spanish::format_duration(within);
    if outside == within {
        time
    } else {
        format!("{time} ({} fuera de horario)", spanish::format_duration(outside))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::fixture;

    /// Returns the times in `text` that the smallest content, in which all is answered within 4 hours, does not promise.
    fn found(text: &str) -> Vec<&str> {
        let site = fixture::site(&fixture::source()).expect("it is right");
        find_wrong_times(text, &site.policy.levels).into_iter().map(|time| &text[time.range]).collect()
    }

    #[test]
    fn wrong_response_time_is_found_in_any_notation() {
        assert_eq!(found("Respondemos en 6 horas."), ["6 horas"]);
        assert_eq!(found("El tiempo de respuesta es de seis horas, o de 15min."), ["seis horas", "15min"]);
        assert_eq!(found("Le contestamos en una hora y media"), ["una hora y media"]);
        assert_eq!(
            found("La respuesta llega en media hora, en veintiún minutos o en 2 días"),
            ["media hora", "veintiún minutos", "2 días"]
        );
    }

    #[test]
    fn response_time_of_a_level_is_accepted() {
        assert_eq!(found("Respondemos en 4 horas, o sea 240 minutos o cuatro h."), [""; 0]);
    }

    #[test]
    fn time_is_ignored_when_sentence_is_not_about_responses() {
        assert_eq!(found("Atendemos las 24 horas. Si no responde, llame. El bloqueo tarda 3 días."), [""; 0]);
    }

    #[test]
    fn time_is_compared_with_the_named_level() {
        let site = fixture::site(&fixture::source()).expect("it is right");
        let level = |text| {
            find_wrong_times(text, &site.policy.levels).first().map(|one| one.level.map(|level| &*level.id))
        };
        assert_eq!(level("En el nivel Estándar respondemos en 5 horas"), Some(Some("estandar")));
        assert_eq!(level("Respondemos en 5 horas"), Some(None));
    }
}
