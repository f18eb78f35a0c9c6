//! Decodes the body of a request into answers.
//!
//! Pages send `application/x-www-form-urlencoded`, programs JSON. Both become the same [`Answers`], which `policy`
//! validates. Nothing is guessed: a body that is not exactly of its type is rejected, and so is JSON of a shape that no
//! form has.

pub(crate) mod json;
pub(crate) mod urlencoded;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use policy::contract::{MAX_VALUES, action, field};
use policy::submission::answers::FieldValues;
use policy::{Answers, Operation};

pub use crate::decode::json::ShapeError;
use crate::ticket::review::{CONFIRMATION_TOKEN_LEN, CONFIRMED};

/// The type of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentType {
    /// `application/x-www-form-urlencoded`, as pages send it.
    Urlencoded,
    /// `application/json`, as programs send it.
    Json,
}

/// The content of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ParsedBody {
    /// The answers.
    pub answers: Answers,
    /// The fields that the page adds.
    pub metadata: FormMetadata,
    /// Pasted tables that were not parsed yet, by the name of the rows; without blank ones.
    pub tables: BTreeMap<String, String>,
}

/// The fields that a page adds to the answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormMetadata {
    /// `token_envio`: an idempotency key that the page created.
    pub token: Option<String>,
    /// `version_formulario`: the digest of the form's definition.
    pub form_version: Option<String>,
    /// `trampa`: whether the honeypot field was filled.
    pub is_honeypot_filled: bool,
    /// `pagina_vista_en`: when the page was opened.
    pub opened: Option<DateTime<Utc>>,
    /// `accion`: a button that adds or removes a row.
    pub action: Option<Action>,
    /// `confirmacion`: what the visitor confirmed, if the form requires a confirmation.
    pub confirmation: Option<String>,
}

/// The action of a button that does not send the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Adds a row to the rows of this name.
    Add(String),
    /// Adds the rows of the pasted table to the rows of this name.
    Paste(String),
    /// Removes a row.
    Remove {
        /// The name of the rows.
        rows: String,
        /// The index of the row among those sent, from 0, if it is one of them.
        index: Option<usize>,
    },
}

/// Why a body cannot be decoded. The messages are for the author of the program that sent it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// `%` without two hexadecimal digits.
    #[error("el signo `%` del byte {0} no va seguido de dos dígitos hexadecimales; escríbalo como `%25`")]
    Escape(usize),
    /// Bytes that are not UTF-8.
    #[error("el cuerpo no es UTF-8; envíelo en UTF-8")]
    Utf8,
    /// Too many values.
    #[error("el cuerpo tiene más de {MAX_VALUES} valores; envíe menos en cada solicitud")]
    TooManyValues,
    /// Invalid JSON, or JSON of a shape that no form has.
    #[error(transparent)]
    Shape(#[from] ShapeError),
    /// `accion` is not an action of a page.
    #[error("`accion` debe ser `agregar.FILAS`, `quitar.FILAS.N` o `pegar.FILAS`")]
    Action,
    /// `confirmacion` is not a valid confirmation.
    #[error("`confirmacion` debe ser `true`, o la que vino con lo que hay que confirmar")]
    Confirmation,
    /// A field that the page adds is repeated.
    #[error("`{0}` vino más de una vez; envíelo una sola vez")]
    Repeated(&'static str),
}

/// Returns the content of `body`, sent to `operation`.
///
/// # Errors
///
/// See [`BodyError`].
pub fn parse(body: &[u8], content_type: ContentType, operation: &Operation) -> Result<ParsedBody, BodyError> {
    let IndexedAnswers { mut fields, rows } = match content_type {
        ContentType::Urlencoded => urlencoded::parse(body)?,
        ContentType::Json => json::parse(body, operation)?,
    };
    let tables = take_tables(&mut fields, operation)?;
    let metadata = FormMetadata {
        token: take_single(&mut fields, field::TOKEN)?.filter(|token| !token.is_empty()),
        form_version: take_single(&mut fields, field::FORM_VERSION)?.filter(|version| is_digest(version)),
        is_honeypot_filled: fields
            .remove(field::HONEYPOT)
            .is_some_and(|texts| texts.iter().any(|text| !text.trim().is_empty())),
        opened: fields.remove(field::OPENED_AT).and_then(|values| parse_time(values.first()?)),
        confirmation: match operation.review {
            Some(_) => parse_confirmation(take_single(&mut fields, field::CONFIRMATION)?)?,
            None => None,
        },
        action: take_single(&mut fields, field::ACTION)?
            .map(|text| parse_action(&text, &rows))
            .transpose()?,
    };
    let rows = rows.into_iter().map(|(name, rows)| (name, rows.into_values().collect())).collect();
    Ok(ParsedBody { answers: Answers { fields, rows }, metadata, tables })
}

/// Removes the pasted tables from `fields`; a page always sends these fields, mostly empty.
fn take_tables(
    fields: &mut FieldValues,
    operation: &Operation,
) -> Result<BTreeMap<String, String>, BodyError> {
    let mut tables = BTreeMap::new();
    let all_rows = operation.sections.iter().filter_map(|section| section.rows.as_ref());
    for rows in all_rows.filter(|rows| rows.paste.is_some()) {
        let values = fields.remove(&format!("{}{}", field::PASTE_PREFIX, rows.id)).unwrap_or_default();
        if values.len() > 1 {
            return Err(BodyError::Repeated(field::PASTE));
        }
        let table = values.into_iter().find(|table| !table.trim().is_empty());
        tables.extend(table.map(|table| (rows.id.clone(), table)));
    }
    Ok(tables)
}

fn take_single(fields: &mut FieldValues, name: &'static str) -> Result<Option<String>, BodyError> {
    let mut values = fields.remove(name).unwrap_or_default();
    let value = values.pop();
    if values.is_empty() { Ok(value) } else { Err(BodyError::Repeated(name)) }
}

/// The version is stored with the ticket, so any other text is dropped.
fn is_digest(text: &str) -> bool {
    (8..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_hexdigit())
}

/// Parses milliseconds since 1970 or RFC 3339; any other text is ignored.
fn parse_time(text: &str) -> Option<DateTime<Utc>> {
    let milliseconds = || DateTime::from_timestamp_millis(text.parse().ok()?);
    milliseconds().or_else(|| Some(DateTime::parse_from_rfc3339(text).ok()?.to_utc()))
}

/// Parses the confirmation of a program, or the token that a page sends.
fn parse_confirmation(text: Option<String>) -> Result<Option<String>, BodyError> {
    let text = text.filter(|text| !text.is_empty());
    let is_hex = |text: &str| text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let is_valid =
        |text: &String| text == CONFIRMED || (text.len() == CONFIRMATION_TOKEN_LEN && is_hex(text));
    if text.as_ref().is_none_or(is_valid) { Ok(text) } else { Err(BodyError::Confirmation) }
}

fn parse_action(text: &str, rows: &IndexedRows) -> Result<Action, BodyError> {
    if let Some(rows) = text.strip_prefix(action::ADD) {
        return Ok(Action::Add(rows.to_owned()));
    }
    if let Some(rows) = text.strip_prefix(action::PASTE) {
        return Ok(Action::Paste(rows.to_owned()));
    }
    let row = text.strip_prefix(action::REMOVE).and_then(|rest| rest.rsplit_once('.'));
    let row = row.and_then(|(id, number)| Some((id, parse_row_number(number)?)));
    let (id, number) = row.ok_or(BodyError::Action)?;
    let index = rows.get(id).and_then(|rows| rows.keys().position(|known| *known == number));
    Ok(Action::Remove { rows: id.to_owned(), index })
}

/// Rows are numbered from 1, without leading zeros, so that no row has two names.
fn parse_row_number(text: &str) -> Option<usize> {
    let is_plain = !text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit());
    is_plain.then(|| text.parse().ok()).flatten()
}

/// Answers whose rows have the numbers that were sent, with gaps.
#[derive(Debug, Default)]
pub(crate) struct IndexedAnswers {
    fields: FieldValues,
    rows: IndexedRows,
}

type IndexedRows = BTreeMap<String, BTreeMap<usize, FieldValues>>;

#[cfg(test)]
mod tests;
