//! JSON bodies: one object of answers, in which rows are arrays of objects.
//!
//! The document is read whole into [`Json`], whose depth the parser bounds, and then each shape that no form has is
//! refused by its pointer. A name that comes twice in an object is refused: what would the second mean? Text is text: a
//! number is taken for a whole number alone, `true` for a confirmation, and a list where several answers may be.

use std::collections::BTreeSet;
use std::fmt;

use policy::contract;
use policy::submission::answers::FieldValues;
use policy::{Kind, Operation};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::decode::{BodyError, Numbered};
use crate::ticket::review::CONFIRMED;

/// How much of the parser's own words is told; they can quote the document.
const LONGEST_CAUSE: usize = 160;

/// JSON that is none, or of a shape that no form has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShapeError {
    /// What the parser says, with line and column.
    #[error("el JSON no se puede leer: {0}")]
    Syntax(String),
    /// The document is no object.
    #[error("el cuerpo debe ser un objeto JSON, como {{\"empresa\": \"…\"}}")]
    NoObject,
    /// Neither an answer nor rows.
    #[error(
        "`{0}` debe ser texto, un número, `true` o una lista de ellos; las filas son una lista de objetos"
    )]
    Member(String),
    /// No answer of a row.
    #[error("`{0}` debe ser texto, un número, `true` o una lista de ellos")]
    Answer(String),
    /// Something else than text.
    #[error("`{0}` debe ser texto")]
    Text(String),
    /// Something else than texts.
    #[error("`{0}` debe ser una lista de textos, o uno solo")]
    Texts(String),
    /// Something else than a number.
    #[error("`{0}` debe ser un número entero")]
    Number(String),
    /// Something else than a confirmation.
    #[error("`{0}` debe ser `true`")]
    Yes(String),
}

/// Returns the answers in `body`, lists as the lines that a page would send.
pub(crate) fn read(body: &[u8], operation: &Operation) -> Result<Numbered, BodyError> {
    let text = std::str::from_utf8(body).map_err(|_| BodyError::Utf8)?;
    let json = serde_json::from_str(text).map_err(|e| ShapeError::Syntax(shortened(&e.to_string())))?;
    let Json::Object(members) = json else {
        return Err(ShapeError::NoObject.into());
    };
    if members.iter().map(|(_, member)| member.count()).sum::<usize>() > contract::MAX_VALUES {
        return Err(BodyError::RateLimited);
    }
    let mut answers = Numbered::default();
    for (name, member) in members {
        if is_rows(&name, &member, operation) {
            let rows = read_rows(&name, member, operation)?;
            answers.rows.insert(name, (1..).zip(rows).collect());
        } else {
            let values = read_answer("", &name, member, operation, ShapeError::Member)?;
            answers.fields.insert(name, values);
        }
    }
    Ok(answers)
}

fn shortened(cause: &str) -> String {
    cause.chars().take(LONGEST_CAUSE).collect()
}

fn is_rows(name: &str, member: &Json, operation: &Operation) -> bool {
    match member {
        Json::List(items) if items.is_empty() => operation.rows(name).is_some(),
        Json::List(items) => items.iter().all(|item| matches!(item, Json::Object(_))),
        _ => false,
    }
}

fn read_rows(name: &str, member: Json, operation: &Operation) -> Result<Vec<FieldValues>, ShapeError> {
    let Json::List(items) = member else { return Ok(Vec::new()) };
    let mut rows = Vec::new();
    for (i, item) in items.into_iter().enumerate() {
        let at = format!("{}/{i}", pointer("", name));
        rows.push(read_row(&at, item, operation)?);
    }
    Ok(rows)
}

fn read_row(at: &str, row: Json, operation: &Operation) -> Result<FieldValues, ShapeError> {
    let Json::Object(members) = row else { return Err(ShapeError::Member(at.to_owned())) };
    let mut values = FieldValues::new();
    for (name, member) in members {
        let found = read_answer(at, &name, member, operation, ShapeError::Answer)?;
        values.insert(name, found);
    }
    Ok(values)
}

fn pointer(at: &str, name: &str) -> String {
    format!("{at}/{}", shortened(name).replace('~', "~0").replace('/', "~1"))
}

/// Returns an answer as a page sends it; of a field that the form does not have, whatever can be an answer at all.
fn read_answer(
    at: &str,
    name: &str,
    member: Json,
    operation: &Operation,
    otherwise: fn(String) -> ShapeError,
) -> Result<Vec<String>, ShapeError> {
    let field = operation.fields().find(|(_, field)| field.id == name);
    let unknown = if confirms(name, operation) { ExpectedShape::Yes } else { ExpectedShape::Any };
    let shape = field.map_or(unknown, |(_, field)| ExpectedShape::of(&field.kind));
    let fits = match (shape, &member) {
        (ExpectedShape::Texts | ExpectedShape::Lines, Json::List(items)) => {
            items.iter().all(|item| matches!(item, Json::Text(_)))
        }
        (ExpectedShape::Number, Json::Number(_))
        | (ExpectedShape::Yes, Json::Bool(_))
        | (ExpectedShape::Any, _)
        | (_, Json::Null | Json::Text(_)) => true,
        _ => false,
    };
    if !fits {
        let wrong = match shape {
            ExpectedShape::Any => otherwise,
            ExpectedShape::Text => ShapeError::Text,
            ExpectedShape::Texts | ExpectedShape::Lines => ShapeError::Texts,
            ExpectedShape::Number => ShapeError::Number,
            ExpectedShape::Yes => ShapeError::Yes,
        };
        return Err(wrong(pointer(at, name)));
    }
    let values = member.values().ok_or_else(|| otherwise(pointer(at, name)))?;
    // A page sends a list as the lines of one text.
    let is_lines = shape == ExpectedShape::Lines && values.len() > 1;
    Ok(if is_lines { vec![values.join("\n")] } else { values })
}

fn confirms(name: &str, operation: &Operation) -> bool {
    name == contract::field::CONFIRMATION && operation.review.is_some()
}

/// What an answer may be in JSON.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ExpectedShape {
    Any,
    Text,
    Texts,
    Lines,
    Number,
    Yes,
}

impl ExpectedShape {
    fn of(kind: &Kind) -> Self {
        match kind {
            Kind::Choices(_) => Self::Texts,
            Kind::Emails { .. } | Kind::UserNames { .. } | Kind::Lines { .. } => Self::Lines,
            Kind::Integer { .. } => Self::Number,
            Kind::Confirmation => Self::Yes,
            _ => Self::Text,
        }
    }
}

/// A JSON document, in order, in which no object has two members of one name.
enum Json {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    fn count(&self) -> usize {
        match self {
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::Text(_) => 1,
            Self::List(items) => 1 + items.iter().map(Self::count).sum::<usize>(),
            Self::Object(members) => members.iter().map(|(_, member)| member.count()).sum(),
        }
    }

    /// Returns the values of an answer: one, several, or none for `null` and `false`.
    fn values(self) -> Option<Vec<String>> {
        match self {
            Self::Null | Self::Bool(false) => Some(Vec::new()),
            Self::Bool(true) => Some(vec![CONFIRMED.to_owned()]),
            Self::Number(text) | Self::Text(text) => Some(vec![text]),
            Self::List(items) => {
                let is_nested = |item: &Self| matches!(item, Self::List(_) | Self::Object(_));
                let values = |item: Self| item.values().unwrap_or_default();
                (!items.iter().any(is_nested)).then(|| items.into_iter().flat_map(values).collect())
            }
            Self::Object(_) => None,
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(JsonVisitor)
    }
}

struct JsonVisitor;

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E: Error>(self, yes: bool) -> Result<Json, E> {
        Ok(Json::Bool(yes))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Json, E> {
        Ok(Json::Number(number.to_string()))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Json, E> {
        Ok(Json::Number(number.to_string()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Json, E> {
        Ok(Json::Number(number.to_string()))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Json, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Json::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        let mut members = Vec::new();
        let mut names = BTreeSet::new();
        while let Some(name) = map.next_key::<String>()? {
            if !names.insert(name.clone()) {
                return Err(A::Error::custom("un nombre está repetido en el mismo objeto"));
            }
            members.push((name, map.next_value()?));
        }
        Ok(Json::Object(members))
    }
}
