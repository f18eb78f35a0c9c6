//! Whether and how rows can be pasted, and what is said of it, from what an editor wrote.

use std::collections::BTreeMap;

use crate::error::{EntityKind, ErrorCollector, Location, PolicyErrorKind, ValueFormat};
use crate::form::build::shared::Shared;
use crate::form::model::Field;
use crate::form::model::field::{Others, check_codes};
use crate::form::paste::columns::key;
use crate::schema;
use crate::text::spanish;
use crate::text::template;
use crate::text::template::fill;

/// How a table becomes rows, and what is said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Paste {
    /// What opens the box.
    pub title: String,
    /// The label of the box.
    pub label: String,
    /// What may be pasted.
    pub hint: String,
    /// The words of the button that reads the box.
    pub button: String,
    /// The fields of a table without headings.
    pub(crate) order: Vec<String>,
    /// Choices that are made in rows whose table says nothing of them.
    pub(crate) assumed: BTreeMap<String, String>,
    /// Words that a heading of passwords holds.
    pub(crate) passwords: Vec<String>,
    messages: BTreeMap<&'static str, String>,
}

/// The codes of everything that is said of a table, each with the names that its words may have, beside the rows' own
/// word.
const MESSAGES: [(&str, &[&str]); 11] = [
    ("vacio", &[]),
    ("grande", &["maximo"]),
    ("agregadas", &["cuantas"]),
    ("encabezados", &["columnas"]),
    ("columna", &["columna", "etiqueta"]),
    ("contrasena", &["columna"]),
    ("sin_uso", &["columnas"]),
    ("supuesto", &["etiqueta", "opcion"]),
    ("faltan", &["preguntas"]),
    ("sobran", &["cuantas", "maximo"]),
    ("pendiente", &[]),
];

/// The rows' own word, as «cuentas».
const MANY: &str = "varios";

impl Paste {
    /// Returns what `written` says of the rows that ask `own` questions.
    pub(crate) fn read(
        written: &schema::Rows,
        own: &Others<'_>,
        shared: &Shared<'_>,
        at: &Location<'_>,
        faults: &mut ErrorCollector,
    ) -> Option<Self> {
        let paste = written.paste.as_ref()?;
        check_fields(paste, own, &at.key("pegar"), faults);
        check_headings(own.read.1, &at.key("pegar"), faults);
        let common = Location::Root.key("comunes");
        let (Some(words), Some(passwords)) = (&shared.common.pasting, &shared.common.passwords) else {
            let because = "las filas que se pegan necesitan sus palabras en `common.yaml`";
            let key = if shared.common.pasting.is_none() { "pegado" } else { "contrasenas" };
            faults.add(&at.key("pegar"), PolicyErrorKind::Missing { key, because });
            return None;
        };
        check_passwords(&passwords.words, &common.key("contrasenas").key("palabras"), faults);
        let labels = paste.order.iter().filter_map(|id| own.find(id)).map(|field| field.label.as_str());
        let columns = spanish::list(&labels.collect::<Vec<_>>());
        let fill = |words: &String| {
            fill(words, |name| match name {
                MANY => Some(written.many.clone()),
                "maximo" => Some(written.max.to_string()),
                "columnas" => Some(columns.clone()),
                _ => None,
            })
        };
        let pasting = common.key("pegado");
        let mut messages = BTreeMap::new();
        for (code, _) in MESSAGES {
            match words.messages.get(code) {
                Some(words) => {
                    let many = |name: &str| (name == MANY).then(|| written.many.clone());
                    messages.insert(code, template::fill(words, many));
                }
                None => faults.add(&pasting.key("mensajes"), PolicyErrorKind::NoMessage { code }),
            }
        }
        Some(Self {
            title: fill(&words.title),
            label: fill(&words.label),
            hint: fill(&words.hint),
            button: fill(&words.button),
            order: paste.order.clone(),
            assumed: paste.assumed.clone(),
            passwords: passwords.words.clone(),
            messages,
        })
    }

    /// Returns the words for `code`, completed.
    pub(crate) fn say(&self, code: &'static str, words: &[(&str, &str)]) -> String {
        let word = |name: &str| {
            let known = names(code).iter().find(|known| **known == name)?;
            words.iter().find(|(name, _)| name == known).map(|(_, word)| (*word).to_owned())
        };
        fill(self.messages.get(code).map_or("", String::as_str), word)
    }
}

/// Checks the words that all rows share, whether any can be pasted or not.
pub(crate) fn check_words(words: &schema::Pasting, at: &Location<'_>, faults: &mut ErrorCollector) {
    let texts = [
        ("titulo", &words.title),
        ("etiqueta", &words.label),
        ("ayuda", &words.hint),
        ("boton", &words.button),
    ];
    for (key, words) in texts {
        template::check(words, &[MANY, "maximo", "columnas"], &at.key(key), faults);
    }
    for (code, words) in &words.messages {
        let known: Vec<&str> = names(code).iter().copied().chain([MANY]).collect();
        template::check(words, &known, &at.key("mensajes").key(code), faults);
    }
    check_codes(&words.messages, &MESSAGES.map(|(code, _)| code), &at.key("mensajes"), faults);
}

/// The names that the words for `code` may have.
fn names(code: &str) -> &'static [&'static str] {
    MESSAGES.iter().find(|(known, _)| *known == code).map_or(&[], |(_, names)| names)
}

fn check_fields(paste: &schema::Paste, own: &Others<'_>, at: &Location<'_>, faults: &mut ErrorCollector) {
    if paste.order.is_empty() {
        faults.add(&at.key("orden"), PolicyErrorKind::Empty { what: EntityKind::Column });
    }
    for (i, id) in paste.order.iter().enumerate() {
        own.check(id, &at.key("orden").index(i), faults);
    }
    let assumed = at.key("supone");
    for (id, choice) in &paste.assumed {
        let at = assumed.key(id);
        own.check(id, &at, faults);
        let Some(field) = own.find(id) else { continue };
        let known = field.kind.choices().iter().map(|known| known.id.as_str());
        if !known.clone().any(|known| known == choice) {
            faults.unknown(&at, EntityKind::Choice, choice, known);
        }
    }
}

/// A heading means one question.
fn check_headings(fields: &[Field], at: &Location<'_>, faults: &mut ErrorCollector) {
    let mut meanings: BTreeMap<String, &str> = BTreeMap::new();
    for field in fields {
        for name in field.headings() {
            let other = *meanings.entry(key(name)).or_insert(&field.id);
            if other != field.id {
                faults.add(at, PolicyErrorKind::Repeated { what: EntityKind::Column, found: name.clone() });
            }
        }
    }
}

/// A word without letters would be in every heading.
fn check_passwords(words: &[String], at: &Location<'_>, faults: &mut ErrorCollector) {
    for (i, word) in words.iter().enumerate().filter(|(_, word)| key(word).is_empty()) {
        faults.unreadable(&at.index(i), word, ValueFormat::Word);
    }
}
