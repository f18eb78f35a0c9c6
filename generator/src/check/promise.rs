//! Response times stand once, in `levels.yaml`: whoever types another one by hand is told.

use std::borrow::Cow;
use std::ops::Range;

use chrono::TimeDelta;
use memchr::{memchr2_iter, memmem};
use policy::text::spanish;
use policy::{Level, Levels};

use crate::check::forbidden_text::Published;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::CheckContext;

/// Beginnings of words that make of a sentence with a time a promise.
const PROMISES: [&str; 4] = ["respond", "respuest", "contest", "resolv"];

/// Whole numbers in words, from 1, without accents.
const NUMBERS: [&str; 24] = [
    "un",
    "dos",
    "tres",
    "cuatro",
    "cinco",
    "seis",
    "siete",
    "ocho",
    "nueve",
    "diez",
    "once",
    "doce",
    "trece",
    "catorce",
    "quince",
    "dieciseis",
    "diecisiete",
    "dieciocho",
    "diecinueve",
    "veinte",
    "veintiun",
    "veintidos",
    "veintitres",
    "veinticuatro",
];

/// Tells every promise of a response time that no level has; that of the level that the sentence names, if it does.
pub(super) fn no_other_response_times(
    ground: &CheckContext<'_>,
    published: &Published<'_>,
    faults: &mut Diagnostics,
) {
    let Some(policy) = ground.policy else { return };
    let levels = policy.levels();
    for Promise { range, level } in broken(published.text, levels) {
        let found = &published.text[range.clone()];
        let message = match level {
            Some(level) => {
                format!("«{found}» no es el tiempo de respuesta de «{}», que es {}", level.name, time(level))
            }
            None => format!("«{found}» no es el tiempo de respuesta de ningún nivel"),
        };
        let help = match level {
            _ if published.is_rendered(range.start) => {
                let id = &level.unwrap_or(levels.initial()).id;
                format!("escriba `{{{{ <tiempo nivel=\"{id}\" /> }}}}`, que dice siempre lo de levels.yaml")
            }
            Some(level) => {
                format!("escriba «{}», o quite el tiempo", spanish::duration(level.within.duration()))
            }
            None => "escriba el tiempo de un nivel de levels.yaml, o quítelo".to_owned(),
        };
        let fault = Diagnostic::at(published.file, published.place(range), "tiempo-prometido", message);
        faults.push(fault.help(help));
    }
}

/// A time in a sentence about responses.
struct Promise<'a> {
    range: Range<usize>,
    /// The level that the sentence names.
    level: Option<&'a Level>,
}

/// A word, in lower case and without accents, and where it stands.
struct Word<'a> {
    range: Range<usize>,
    text: Cow<'a, str>,
}

/// Returns the promises in `text` that no level keeps.
fn broken<'a>(text: &str, levels: &'a Levels) -> Vec<Promise<'a>> {
    let mut promises = Vec::new();
    if !names_a_unit(text) {
        return promises;
    }
    for sentence in sentences(text).filter(|sentence| names_a_unit(&text[sentence.clone()])) {
        let words = words(text, sentence);
        if !words.iter().any(|word| PROMISES.iter().any(|promise| word.text.starts_with(promise))) {
            continue;
        }
        let spans: Vec<_> = (0..words.len()).filter_map(|at| span(&words[at..])).collect();
        if spans.is_empty() {
            continue;
        }
        let named = |level: &&Level| {
            words.iter().any(|word| word.text == plain(&level.id) || word.text == plain(&level.name))
        };
        let level = levels.iter().find(named);
        let is_kept = |span: TimeDelta| {
            let mut meant = levels.iter().filter(|one| level.is_none_or(|level| level == *one));
            meant.any(|one| [one.within.duration(), one.outside.duration()].contains(&span))
        };
        let broken = spans.into_iter().filter(|(span, _)| !is_kept(*span));
        promises.extend(broken.map(|(_, range)| Promise { range, level }));
    }
    promises
}

/// Returns whether `text` may have a unit of time in it: few sentences do, and only those are taken apart.
fn names_a_unit(text: &str) -> bool {
    let bytes = text.as_bytes();
    let begins = |at: usize| at == 0 || !bytes[at - 1].is_ascii_alphabetic();
    let hours_and_minutes = memchr2_iter(b'h', b'H', bytes).chain(memchr2_iter(b'm', b'M', bytes));
    // Half the words of a text begin with a small `d`; few of them go on as days do.
    let days = [&b"D"[..], b"di", "dí".as_bytes()];
    let days = days.into_iter().flat_map(|day| memmem::find_iter(bytes, day));
    hours_and_minutes.chain(days).any(|at| begins(at) && is_unit(&text[at..]))
}

/// Returns whether `text`, which begins with the letter of a unit of time, begins with the unit.
fn is_unit(text: &str) -> bool {
    // The second letter tells most words apart, without looking where they end.
    let may_be = match text.as_bytes() {
        [b'h' | b'H', second, ..] => matches!(second | 0x20, b'o' | b'r') || !second.is_ascii_alphabetic(),
        [_, second, ..] => second | 0x20 == b'i' || !second.is_ascii_alphabetic(),
        _ => true,
    };
    let word = || text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    may_be && unit(&plain(word())).is_some()
}

/// Returns where the sentences of `text` stand; a paragraph, an item of a list and a cell end one too.
fn sentences(text: &str) -> impl Iterator<Item = Range<usize>> {
    let next = |at: usize| text.as_bytes().get(at + 1);
    let is_end = move |at: usize, sign: u8| match sign {
        b'|' => true,
        b'.' => matches!(next(at), Some(b' ' | b'\n')),
        b'!' | b'?' => next(at) == Some(&b' '),
        b'\n' => matches!(next(at), Some(b'\n' | b'-')),
        _ => false,
    };
    let ends = text.bytes().enumerate().filter(move |(at, sign)| is_end(*at, *sign)).map(|(at, _)| at);
    let mut start = 0;
    ends.chain([text.len()]).map(move |end| std::mem::replace(&mut start, end)..end)
}

/// Returns the words of a sentence; `4h` is two of them.
fn words(text: &str, sentence: Range<usize>) -> Vec<Word<'_>> {
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
    ranges.into_iter().map(|range| Word { text: plain(&text[range.clone()]), range }).collect()
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

/// Returns the span of time with which `words` begin, and where it stands.
fn span(words: &[Word<'_>]) -> Option<(TimeDelta, Range<usize>)> {
    let [number, named, rest @ ..] = words else { return None };
    let unit_minutes = unit(&named.text)?;
    let minutes = match &*number.text {
        "media" => unit_minutes / 2,
        text => count(text)? * unit_minutes,
    };
    match rest {
        [and, half, ..] if and.text == "y" && half.text == "media" => {
            Some((TimeDelta::minutes(minutes + unit_minutes / 2), number.range.start..half.range.end))
        }
        _ => Some((TimeDelta::minutes(minutes), number.range.start..named.range.end)),
    }
}

/// Returns how many minutes the unit called `name` has.
fn unit(name: &str) -> Option<i64> {
    match name {
        "h" | "hr" | "hrs" | "hora" | "horas" => Some(60),
        "m" | "min" | "mins" | "minuto" | "minutos" => Some(1),
        "dia" | "dias" => Some(24 * 60),
        _ => None,
    }
}

fn count(text: &str) -> Option<i64> {
    let in_words = NUMBERS.iter().position(|number| *number == text || format!("{number}a") == text);
    in_words.and_then(|at| i64::try_from(at + 1).ok()).or_else(|| text.parse::<u16>().ok().map(i64::from))
}

/// Returns `text` in lower case and without accents, as most words stand already.
fn plain(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()) {
        return Cow::Borrowed(text);
    }
    let plain = |c: char| match c {
        'á' => 'a',
        'é' => 'e',
        'í' => 'i',
        'ó' => 'o',
        'ú' => 'u',
        other => other,
    };
    text.to_lowercase().chars().map(plain).collect()
}

/// The response time of a level, in words.
fn time(level: &Level) -> String {
    let (within, outside) = (level.within.duration(), level.outside.duration());
    let words = spanish::duration(within);
    if outside == within {
        words
    } else {
        format!("{words} ({} fuera de horario)", spanish::duration(outside))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::fixture;

    /// Returns the times in `text` that the smallest content, in which all is answered within 4 hours, does not promise.
    fn found(text: &str) -> Vec<&str> {
        let site = fixture::site(&fixture::source()).expect("it is right");
        broken(text, site.policy.levels()).into_iter().map(|promise| &text[promise.range]).collect()
    }

    #[test]
    fn another_response_time_is_found_however_it_is_written() {
        assert_eq!(found("Respondemos en 6 horas."), ["6 horas"]);
        assert_eq!(found("El tiempo de respuesta es de seis horas, o de 15min."), ["seis horas", "15min"]);
        assert_eq!(found("Le contestamos en una hora y media"), ["una hora y media"]);
        assert_eq!(
            found("La respuesta llega en media hora, en veintiún minutos o en 2 días"),
            ["media hora", "veintiún minutos", "2 días"]
        );
    }

    #[test]
    fn what_the_levels_promise_may_be_typed() {
        assert_eq!(found("Respondemos en 4 horas, o sea 240 minutos o cuatro h."), [""; 0]);
    }

    #[test]
    fn a_time_that_is_no_response_is_nobodys_affair() {
        assert_eq!(found("Atendemos las 24 horas. Si no responde, llame. El bloqueo tarda 3 días."), [""; 0]);
    }

    #[test]
    fn a_sentence_that_names_a_level_is_compared_with_that_level() {
        let site = fixture::site(&fixture::source()).expect("it is right");
        let level =
            |text| broken(text, site.policy.levels()).first().map(|one| one.level.map(|level| &*level.id));
        assert_eq!(level("En el nivel Estándar respondemos en 5 horas"), Some(Some("estandar")));
        assert_eq!(level("Respondemos en 5 horas"), Some(None));
    }
}
