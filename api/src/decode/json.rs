//! JSON bodies: an object of answers, in which rows are arrays of objects.
//!
//! The whole document is read into [`StrictJson`], which rejects repeated names and whose depth the parser limits. Then a
//! value of a type that its field does not have is rejected with its pointer. A number is accepted only for an integer,
//! `true` only for a confirmation, and a list only where several answers are possible.

use std::collections::BTreeSet;
use std::fmt;

use policy::contract::{MAX_VALUES, field};
use policy::submission::answers::FieldValues;
use policy::{Kind, Operation};
use serde::de::value::SeqAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::decode::{BodyError, IndexedAnswers};
use crate::ticket::review::CONFIRMED;

/// The greatest length of a quoted name or parser message, which can contain parts of the document.
const MAX_QUOTED_CHARS: usize = 160;

/// JSON that cannot be parsed, or with a value of another type than its field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShapeError {
    /// The message of the parser, with line and column.
    #[error("el JSON no se puede leer: {0}")]
    Syntax(String),
    /// The document is not an object.
    #[error("el cuerpo debe ser un objeto JSON, como {{\"empresa\": \"…\"}}")]
    NoObject,
    /// Neither an answer nor rows.
    #[error(
        "`{0}` debe ser texto, un número, `true` o una lista de ellos; las filas son una lista de objetos"
    )]
    Member(String),
    /// Not an answer of a row.
    #[error("`{0}` debe ser texto, un número, `true` o una lista de ellos")]
    Answer(String),
    /// Not a text.
    #[error("`{0}` debe ser texto")]
    Text(String),
    /// Not a list of texts.
    #[error("`{0}` debe ser una lista de textos, o uno solo")]
    Texts(String),
    /// Not a number.
    #[error("`{0}` debe ser un número entero")]
    Number(String),
    /// Not a confirmation.
    #[error("`{0}` debe ser `true`")]
    Boolean(String),
}

/// Returns the answers in `body`, as a page would send them.
pub(crate) fn parse(body: &[u8], operation: &Operation) -> Result<IndexedAnswers, BodyError> {
    let text = std::str::from_utf8(body).map_err(|_| BodyError::Utf8)?;
    let json = serde_json::from_str(text).map_err(|e| ShapeError::Syntax(truncate(&e.to_string())))?;
    let StrictJson::Object(members) = json else {
        return Err(ShapeError::NoObject.into());
    };
    if members.iter().map(|(_, member)| member.count()).sum::<usize>() > MAX_VALUES {
        return Err(BodyError::TooManyValues);
    }
    let mut answers = IndexedAnswers::default();
    for (name, member) in members {
        match member {
            StrictJson::List(items) if is_rows(&name, &items, operation) => {
                let rows = (1..).zip(items).map(|(number, item)| {
                    let path = format!("{}/{}", pointer("", &name), number - 1);
                    Ok((number, parse_row(&path, item, operation)?))
                });
                let rows = rows.collect::<Result<_, ShapeError>>()?;
                answers.rows.insert(name, rows);
            }
            member => {
                let values = parse_answer("", &name, member, operation, ShapeError::Member)?;
                answers.fields.insert(name, values);
            }
        }
    }
    Ok(answers)
}

fn truncate(text: &str) -> String {
    text.chars().take(MAX_QUOTED_CHARS).collect()
}

fn is_rows(name: &str, items: &[StrictJson], operation: &Operation) -> bool {
    let is_list_of_objects = items.iter().all(|item| matches!(item, StrictJson::Object(_)));
    if items.is_empty() { operation.rows(name).is_some() } else { is_list_of_objects }
}

fn parse_row(path: &str, row: StrictJson, operation: &Operation) -> Result<FieldValues, ShapeError> {
    let StrictJson::Object(members) = row else { return Err(ShapeError::Member(path.to_owned())) };
    let values = members.into_iter().map(|(name, member)| {
        let values = parse_answer(path, &name, member, operation, ShapeError::Answer)?;
        Ok((name, values))
    });
    values.collect()
}

/// Returns the JSON pointer (RFC 6901) of the member `name` of the object at `path`.
fn pointer(path: &str, name: &str) -> String {
    format!("{path}/{}", truncate(name).replace('~', "~0").replace('/', "~1"))
}

/// Returns an answer as a page sends it. A field that the form does not have may be of any type that an answer has;
/// otherwise it is the error `unknown`.
fn parse_answer(
    path: &str,
    name: &str,
    member: StrictJson,
    operation: &Operation,
    unknown: fn(String) -> ShapeError,
) -> Result<Vec<String>, ShapeError> {
    let kind = operation.fields().find(|(_, field)| field.id == name).map(|(_, field)| &field.kind);
    let is_lines = matches!(kind, Some(Kind::Emails { .. } | Kind::UserNames { .. } | Kind::Lines { .. }));
    let is_text = matches!(member, StrictJson::Null | StrictJson::Text(_));
    let is_bool = is_text || matches!(member, StrictJson::Bool(_));
    let (is_valid, error) = match kind {
        Some(Kind::Choices(_)) => (is_text || member.is_list_of_texts(), ShapeError::Texts as fn(_) -> _),
        Some(_) if is_lines => (is_text || member.is_list_of_texts(), ShapeError::Texts as _),
        Some(Kind::Integer { .. }) => {
            (is_text || matches!(member, StrictJson::Number(_)), ShapeError::Number as _)
        }
        Some(Kind::Confirmation) => (is_bool, ShapeError::Boolean as _),
        Some(_) => (is_text, ShapeError::Text as _),
        None if name == field::CONFIRMATION && operation.review.is_some() => {
            (is_bool, ShapeError::Boolean as _)
        }
        None => (true, unknown),
    };
    let values = member.into_values().filter(|_| is_valid).ok_or_else(|| error(pointer(path, name)))?;
    // A page sends a list as the lines of one text.
    Ok(if is_lines && values.len() > 1 { vec![values.join("\n")] } else { values })
}

/// A JSON document with its members in order, in which no object has two members of one name.
enum StrictJson {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    List(Vec<StrictJson>),
    Object(Vec<(String, StrictJson)>),
}

impl StrictJson {
    fn count(&self) -> usize {
        match self {
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::Text(_) => 1,
            Self::List(items) => 1 + items.iter().map(Self::count).sum::<usize>(),
            Self::Object(members) => members.iter().map(|(_, member)| member.count()).sum(),
        }
    }

    fn is_list_of_texts(&self) -> bool {
        matches!(self, Self::List(items) if items.iter().all(|item| matches!(item, Self::Text(_))))
    }

    /// Returns the values of an answer, of which `null` and `false` have none; `None` for objects and nested lists.
    fn into_values(self) -> Option<Vec<String>> {
        match self {
            Self::Null | Self::Bool(false) => Some(Vec::new()),
            Self::Bool(true) => Some(vec![CONFIRMED.to_owned()]),
            Self::Number(text) | Self::Text(text) => Some(vec![text]),
            Self::List(items)
                if !items.iter().any(|item| matches!(item, Self::List(_) | Self::Object(_))) =>
            {
                Some(items.into_iter().filter_map(Self::into_values).flatten().collect())
            }
            Self::List(_) | Self::Object(_) => None,
        }
    }
}

impl<'de> Deserialize<'de> for StrictJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictJsonVisitor)
    }
}

struct StrictJsonVisitor;

impl<'de> Visitor<'de> for StrictJsonVisitor {
    type Value = StrictJson;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<StrictJson, E> {
        Ok(StrictJson::Null)
    }

    fn visit_bool<E: Error>(self, yes: bool) -> Result<StrictJson, E> {
        Ok(StrictJson::Bool(yes))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<StrictJson, E> {
        Ok(StrictJson::Number(number.to_string()))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<StrictJson, E> {
        Ok(StrictJson::Number(number.to_string()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<StrictJson, E> {
        Ok(StrictJson::Number(number.to_string()))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<StrictJson, E> {
        Ok(StrictJson::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<StrictJson, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(seq)).map(StrictJson::List)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<StrictJson, A::Error> {
        let mut members = Vec::new();
        let mut names = BTreeSet::new();
        while let Some(name) = map.next_key::<String>()? {
            if !names.insert(name.clone()) {
                return Err(A::Error::custom("un nombre está repetido en el mismo objeto"));
            }
            members.push((name, map.next_value()?));
        }
        Ok(StrictJson::Object(members))
    }
}
