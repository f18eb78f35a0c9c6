//! What a field says when an answer is refused, and what its words leave open.

use std::collections::BTreeMap;

use crate::error::{ErrorCollector, Location, PolicyErrorKind};
use crate::form::model::Shared;
use crate::form::model::field::Field;
use crate::form::model::kind::Kind;
use crate::schema;
use crate::text::spanish;
use crate::text::template;
use crate::text::template::fill;

/// The codes of everything that some field can say.
pub(crate) const CODES: [&str; 21] = [
    "falta",
    "corto",
    "largo",
    "caracteres",
    "formato",
    "acentos",
    "punto",
    "reservado",
    "otro_dominio",
    "igual",
    "repetido",
    "prefijo",
    "rango",
    "opcion",
    "excluye",
    "anio",
    "antes",
    "despues",
    "cuantos",
    "externos",
    "niveles",
];

/// What a page says of names that came twice or that it does not know, each with the name that its words may have.
const OF_OPERATION: [(&str, &str); 2] = [("repetida", "etiqueta"), ("desconocido", "valor")];

/// The names that stand for something of the field.
const OF_FIELD: [&str; 4] = ["etiqueta", "minimo", "maximo", "externos"];

/// The names that stand for something of the answer: the code in whose message they do, in which kinds of field (all
/// of them without one), and the name.
const OF_ANSWER: [(&str, &[&str], &str); 8] = [
    ("formato", &["correos", "usuarios"], "linea"),
    ("largo", &["lineas"], "linea"),
    ("acentos", &[], "sugerencia"),
    ("reservado", &[], "valor"),
    ("excluye", &[], "opcion"),
    ("excluye", &[], "otra"),
    ("otro_dominio", &[], "dominio"),
    ("repetido", &[], "renglon"),
];

/// Returns the names that stand for something of the answer in the message for `code` of a field of this kind, or of
/// any kind.
pub(crate) fn of_answer(code: &str, kind: Option<&str>) -> impl Iterator<Item = &'static str> {
    let of_kind = move |kinds: &[&str]| kinds.is_empty() || kind.is_none_or(|kind| kinds.contains(&kind));
    OF_ANSWER.iter().filter(move |(own, kinds, _)| *own == code && of_kind(kinds)).map(|(_, _, name)| *name)
}

/// Checks the messages that fields share, each for the fields of any kind that may say it.
pub(crate) fn check_messages(
    messages: &BTreeMap<String, String>,
    at: &Location<'_>,
    faults: &mut ErrorCollector,
) {
    for (key, words) in messages {
        template::check(words, &in_common(key), &at.key(key), faults);
    }
    for key in messages.keys().filter(|key| !is_code(key)) {
        let of_kinds = Kind::NAMES.iter().flat_map(|kind| CODES.map(|code| format!("{kind}.{code}")));
        let known: Vec<String> = of_kinds.chain(CODES.map(str::to_owned)).collect();
        tell_unknown(key, known.iter().map(String::as_str), at, faults);
    }
}

/// Whether something says the message of `common.yaml` under `key`.
fn is_code(key: &str) -> bool {
    match key.split_once('.') {
        Some((kind, code)) => Kind::NAMES.contains(&kind) && CODES.contains(&code),
        None => CODES.contains(&key) || OF_OPERATION.iter().any(|(code, _)| *code == key),
    }
}

/// Tells every message whose code is none of `known`.
pub(crate) fn check_codes(
    messages: &BTreeMap<String, String>,
    known: &[&str],
    at: &Location<'_>,
    faults: &mut ErrorCollector,
) {
    for code in messages.keys().filter(|code| !known.contains(&code.as_str())) {
        tell_unknown(code, known.iter().copied(), at, faults);
    }
}

fn tell_unknown<'a>(
    code: &str,
    known: impl Iterator<Item = &'a str>,
    at: &Location<'_>,
    faults: &mut ErrorCollector,
) {
    let nearest = crate::text::suggest::closest_match(code, known).map(str::to_owned);
    faults.add(&at.key(code), PolicyErrorKind::UnknownMessage { code: code.to_owned(), nearest });
}

/// The names that may stand in the message of `common.yaml` under `key`, a code or a kind and a code.
fn in_common(key: &str) -> Vec<&'static str> {
    let (kind, code) = key.split_once('.').map_or((None, key), |(kind, code)| (Some(kind), code));
    match OF_OPERATION.iter().find(|(own, _)| *own == key) {
        Some((_, name)) => vec![name],
        None => OF_FIELD.into_iter().chain(of_answer(code, kind)).collect(),
    }
}

/// The words for each code: the field's own, else those of `common.yaml` for its kind, else those for the code.
pub(crate) fn read_messages(
    field: &Field,
    written: &schema::Field,
    shared: &Shared<'_>,
    at: &Location<'_>,
    faults: &mut ErrorCollector,
) -> BTreeMap<&'static str, String> {
    let codes = field.codes();
    let own = at.key("mensajes");
    for code in written.messages.keys().filter(|code| !codes.contains(&code.as_str())) {
        let nearest = crate::text::suggest::closest_match(code, codes.iter().copied()).map(str::to_owned);
        faults.add(&own.key(code), PolicyErrorKind::IdleMessage { code: code.clone(), nearest });
    }
    let mut messages = BTreeMap::new();
    for code in codes {
        let known = OF_FIELD.into_iter().filter(|name| of_field(name, code, field).is_some());
        let known: Vec<&str> = known.chain(of_answer(code, Some(field.kind.name()))).collect();
        let words = if let Some(words) = written.messages.get(code) {
            template::check(words, &known, &own.key(code), faults);
            words
        } else if let Some((key, words)) = common(code, field, shared) {
            check_use(words, &known, key, faults);
            words
        } else {
            faults.add(&at.key("id"), PolicyErrorKind::NoMessage { code });
            continue;
        };
        messages.insert(code, fill(words, |name| of_field(name, code, field).map(Word::written)));
    }
    messages
}

/// The words that `common.yaml` has for `code`, and their key there.
fn common<'a>(code: &str, field: &Field, shared: &Shared<'a>) -> Option<(&'a String, &'a String)> {
    let messages = &shared.common.messages;
    messages.get_key_value(&format!("{}.{code}", field.kind.name())).or_else(|| messages.get_key_value(code))
}

/// Tells what this field does not fill in a message that it shares; what no field does has been told already.
fn check_use(words: &str, known: &[&str], key: &str, faults: &mut ErrorCollector) {
    let messages = Location::Root.key("comunes");
    let messages = messages.key("mensajes");
    let others = |found: &&str| {
        let name = template::name(found);
        !known.contains(&name) && in_common(key).contains(&name)
    };
    for found in template::unknown_placeholders(words, known).into_iter().filter(others) {
        // What all fields fill, so that it is told once, whoever shares it.
        let known = vec!["etiqueta".to_owned()];
        faults.add(&messages.key(key), PolicyErrorKind::Unfilled { found: found.to_owned(), known });
    }
}

/// What stands for a name before there is an answer.
enum Word<'a> {
    Text(&'a str),
    Number(usize),
}

impl Word<'_> {
    fn written(self) -> String {
        match self {
            Self::Text(text) => text.to_owned(),
            Self::Number(number) => spanish::format_thousands(number as u64),
        }
    }
}

/// What `name` stands for in the message for `code`, before there is an answer.
fn of_field<'a>(name: &str, code: &str, field: &'a Field) -> Option<Word<'a>> {
    match name {
        "etiqueta" => Some(Word::Text(&field.label)),
        "minimo" => field.kind.min().map(|least| Word::Number(least as usize)),
        "maximo" => field.kind.max(code).map(Word::Number),
        "externos" => field.external.map(|most| Word::Number(most as usize)),
        _ => None,
    }
}
