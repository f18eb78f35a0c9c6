//! What a client sends, as bytes, made into answers.
//!
//! A page sends `application/x-www-form-urlencoded`, a program JSON. Both become the same [`Answers`], so that one rule
//! judges both. Nothing is guessed: bytes that are not exactly what their type says are refused, and so is a JSON
//! shape that no form has. What the form makes of the answers is the policy's affair.

pub(crate) mod json;
pub(crate) mod urlencoded;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use policy::contract::{MAX_VALUES, action, field};
use policy::submission::answers::FieldValues;
use policy::{Answers, Operation};

pub use crate::decode::json::ShapeError;
use crate::ticket::review::{CONFIRMED, SEAL};

/// How a body is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentType {
    /// `application/x-www-form-urlencoded`, as pages send it.
    Urlencoded,
    /// `application/json`, as programs send it.
    Json,
}

/// What came with a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ParsedBody {
    /// The answers.
    pub answers: Answers,
    /// What the page said of itself.
    pub page: PageNotes,
    /// Tables that were pasted and not read yet, by the name of the rows; none is blank.
    pub tables: BTreeMap<String, String>,
}

/// What a page says of itself beside the answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageNotes {
    /// `token_envio`: an idempotency key that the page made.
    pub token: Option<String>,
    /// `version_formulario`: the digest of the form's definition.
    pub form_version: Option<String>,
    /// `trampa`: the field that only a program fills was filled.
    pub trapped: bool,
    /// `pagina_vista_en`: when the page was opened.
    pub opened: Option<DateTime<Utc>>,
    /// `accion`: a button that adds or removes a row.
    pub action: Option<Action>,
    /// `confirmacion`: what the visitor confirmed, of a form that asks for it.
    pub confirmation: Option<String>,
}

/// What a button of a page asks for, other than sending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// One row more.
    Add {
        /// The name of the rows.
        rows: String,
    },
    /// The rows of the table that was pasted.
    Paste {
        /// The name of the rows.
        rows: String,
    },
    /// One row less.
    Remove {
        /// The name of the rows.
        rows: String,
        /// Which of the rows that came, from 0, if it is one of them.
        index: Option<usize>,
    },
}

/// Why a body is no request. The words are for whoever wrote the program that sent it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// `%` without two hexadecimal digits.
    #[error("el signo `%` del byte {0} no va seguido de dos dígitos hexadecimales; escríbalo como `%25`")]
    Percent(usize),
    /// Bytes that are not UTF-8.
    #[error("el cuerpo no es UTF-8; envíelo en UTF-8")]
    Utf8,
    /// Too many values.
    #[error("el cuerpo tiene más de {MAX_VALUES} valores; envíe menos en cada solicitud")]
    RateLimited,
    /// JSON that is none, or of a shape that no form has.
    #[error(transparent)]
    Shape(#[from] ShapeError),
    /// `accion` is none that a page has.
    #[error("`accion` debe ser `agregar.FILAS`, `quitar.FILAS.N` o `pegar.FILAS`")]
    Action,
    /// `confirmacion` is none that is given.
    #[error("`confirmacion` debe ser `true`, o la que vino con lo que hay que confirmar")]
    Confirmation,
    /// A name that pages send for themselves came twice.
    #[error("`{0}` vino más de una vez; envíelo una sola vez")]
    Repeated(&'static str),
}

/// Returns what `body` says about `operation`.
///
/// # Errors
///
/// See [`BodyError`].
pub fn read(body: &[u8], written_as: ContentType, operation: &Operation) -> Result<ParsedBody, BodyError> {
    let Numbered { mut fields, rows } = match written_as {
        ContentType::Urlencoded => crate::decode::urlencoded::read(body)?,
        ContentType::Json => crate::decode::json::read(body, operation)?,
    };
    let tables = take_tables(&mut fields, operation)?;
    let page = PageNotes {
        token: take(&mut fields, field::TOKEN)?.filter(|token| !token.is_empty()),
        form_version: take(&mut fields, field::FORM_VERSION)?.filter(|version| is_digest(version)),
        trapped: fields
            .remove(field::HONEYPOT)
            .unwrap_or_default()
            .iter()
            .any(|text| !text.trim().is_empty()),
        opened: fields.remove(field::OPENED_AT).and_then(|values| read_moment(values.first()?)),
        confirmation: match operation.review {
            Some(_) => take(&mut fields, field::CONFIRMATION)?.map(read_confirmation).transpose()?.flatten(),
            None => None,
        },
        action: take(&mut fields, field::ACTION)?.map(|action| read_action(&action, &rows)).transpose()?,
    };
    Ok(ParsedBody { answers: Answers { fields, rows: close_gaps(rows) }, page, tables })
}

/// A page always sends its boxes, mostly empty.
fn take_tables(
    fields: &mut FieldValues,
    operation: &Operation,
) -> Result<BTreeMap<String, String>, BodyError> {
    let mut tables = BTreeMap::new();
    for rows in operation.sections.iter().filter_map(|section| section.rows.as_ref()) {
        if rows.paste.is_none() {
            continue;
        }
        let values = fields.remove(&format!("{}{}", field::PASTE_PREFIX, rows.id)).unwrap_or_default();
        if values.len() > 1 {
            return Err(BodyError::Repeated(field::PASTE));
        }
        let written = values.into_iter().filter(|table| !table.trim().is_empty());
        tables.extend(written.map(|table| (rows.id.clone(), table)));
    }
    Ok(tables)
}

fn take(fields: &mut FieldValues, name: &'static str) -> Result<Option<String>, BodyError> {
    let mut values = fields.remove(name).unwrap_or_default();
    let value = values.pop();
    if values.is_empty() { Ok(value) } else { Err(BodyError::Repeated(name)) }
}

/// A version is kept with the ticket, so it is kept only when it looks like one.
fn is_digest(text: &str) -> bool {
    (8..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_hexdigit())
}

/// Reads milliseconds since 1970 or RFC 3339; whatever else a page says of its time tells nothing.
fn read_moment(text: &str) -> Option<DateTime<Utc>> {
    let milliseconds = || DateTime::from_timestamp_millis(text.parse().ok()?);
    milliseconds().or_else(|| Some(DateTime::parse_from_rfc3339(text).ok()?.to_utc()))
}

/// Reads the word of a program, or the seal that a page carries.
fn read_confirmation(text: String) -> Result<Option<String>, BodyError> {
    let is_seal = text.len() == SEAL && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    match text.as_str() {
        "" => Ok(None),
        CONFIRMED => Ok(Some(text)),
        _ if is_seal => Ok(Some(text)),
        _ => Err(BodyError::Confirmation),
    }
}

fn read_action(text: &str, rows: &NumberedRows) -> Result<Action, BodyError> {
    if let Some(rows) = text.strip_prefix(action::ADD) {
        return Ok(Action::Add { rows: rows.to_owned() });
    }
    if let Some(rows) = text.strip_prefix(action::PASTE) {
        return Ok(Action::Paste { rows: rows.to_owned() });
    }
    let named = text.strip_prefix(action::REMOVE).and_then(|rest| rest.rsplit_once('.'));
    let (id, number) = named.ok_or(BodyError::Action)?;
    let number = row_number(number).ok_or(BodyError::Action)?;
    let index = rows.get(id).and_then(|rows| rows.keys().position(|known| *known == number));
    Ok(Action::Remove { rows: id.to_owned(), index })
}

/// Rows count from 1, in figures without leading zeros, so that no row has two names.
fn row_number(text: &str) -> Option<usize> {
    let plain = !text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

/// Answers whose rows are numbered as they came, before the gaps are closed.
#[derive(Debug, Default)]
pub(crate) struct Numbered {
    fields: FieldValues,
    rows: NumberedRows,
}

type NumberedRows = BTreeMap<String, BTreeMap<usize, FieldValues>>;

fn close_gaps(rows: NumberedRows) -> BTreeMap<String, Vec<FieldValues>> {
    rows.into_iter().map(|(name, rows)| (name, rows.into_values().collect())).collect()
}

#[cfg(test)]
mod tests;
