//! A strict parser of `application/x-www-form-urlencoded`: a browser never sends an invalid escape.

use percent_encoding::percent_decode;
use policy::contract::MAX_VALUES;

use crate::decode::{BodyError, IndexedAnswers, parse_row_number};

/// Returns the answers in `body`. A name such as `cuentas.2.usuario` is a field of a row.
pub(crate) fn parse(body: &[u8]) -> Result<IndexedAnswers, BodyError> {
    let mut answers = IndexedAnswers::default();
    let pairs = body.split(|b| *b == b'&').filter(|pair| !pair.is_empty());
    for (i, pair) in pairs.enumerate() {
        if i == MAX_VALUES {
            return Err(BodyError::TooManyValues);
        }
        let mut parts = pair.splitn(2, |b| *b == b'=').map(|part| decode(part, body));
        let mut next_part = || parts.next().transpose().map(Option::unwrap_or_default);
        let (name, value) = (next_part()?, next_part()?);
        let values = match split_name(&name) {
            Some((id, number, field)) => {
                let row = answers.rows.entry(id.to_owned()).or_default().entry(number).or_default();
                row.entry(field.to_owned()).or_default()
            }
            None => answers.fields.entry(name).or_default(),
        };
        values.push(value);
    }
    Ok(answers)
}

fn split_name(name: &str) -> Option<(&str, usize, &str)> {
    let (rows, rest) = name.split_once('.')?;
    let (number, field) = rest.split_once('.')?;
    let is_valid = !rows.is_empty() && !field.is_empty() && !field.contains('.');
    is_valid.then_some((rows, parse_row_number(number)?, field))
}

/// Decodes `text`, which is a part of `body`.
fn decode(text: &[u8], body: &[u8]) -> Result<String, BodyError> {
    if let Some(at) = find_invalid_escape(text) {
        return Err(BodyError::Escape(text.as_ptr().addr() - body.as_ptr().addr() + at));
    }
    let spaced: Vec<u8> = text.iter().map(|b| if *b == b'+' { b' ' } else { *b }).collect();
    let decoded = percent_decode(&spaced).decode_utf8().map_err(|_| BodyError::Utf8)?;
    Ok(decoded.into_owned())
}

fn find_invalid_escape(text: &[u8]) -> Option<usize> {
    let is_escape = |at: usize| matches!(text.get(at + 1..at + 3), Some([a, b]) if a.is_ascii_hexdigit() && b.is_ascii_hexdigit());
    (0..text.len()).find(|at| text[*at] == b'%' && !is_escape(*at))
}
