//! The bytes of a request's body, before they are decoded.

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use policy::contract::MAX_BODY_BYTES;

use crate::decode::ContentType;
use crate::http::csrf;
use crate::problem::{Problem, ProblemCode};

/// Returns the content type. A compressed body is refused, because a small body could become a large one.
pub(crate) fn content_type(headers: &HeaderMap) -> Result<ContentType, Problem> {
    let encodings = headers.get_all(header::CONTENT_ENCODING);
    let is_compressed =
        encodings.iter().any(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity"));
    let value = csrf::single_header(headers, header::CONTENT_TYPE).filter(|_| !is_compressed);
    value.and_then(parse_content_type).ok_or_else(|| Problem::new(ProblemCode::ContentType))
}

fn parse_content_type(value: &str) -> Option<ContentType> {
    let mut parts = value.split(';').map(str::trim);
    let name = parts.next()?.to_ascii_lowercase();
    let is_utf8 = parts.filter_map(charset).all(|charset| charset.eq_ignore_ascii_case("utf-8"));
    match name.as_str() {
        "application/x-www-form-urlencoded" if is_utf8 => Some(ContentType::Urlencoded),
        "application/json" if is_utf8 => Some(ContentType::Json),
        _ => None,
    }
}

fn charset(parameter: &str) -> Option<&str> {
    let (name, value) = parameter.split_once('=')?;
    name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"'))
}

/// How much of a body that is too long is read before the refusal. When a connection closes while the browser still
/// sends, the browser shows its own error in place of the page that says what to do.
const MAX_DRAINED_BYTES: usize = 4 * MAX_BODY_BYTES;

/// Returns the whole body. A body whose `Content-Length` is far too long is refused before it is read.
pub(crate) async fn read(headers: &HeaderMap, body: Body) -> Result<Bytes, Problem> {
    let too_large = || Problem::new(ProblemCode::TooLarge);
    let length = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if length.is_some_and(|length: u64| length > MAX_DRAINED_BYTES as u64) {
        return Err(too_large());
    }
    let body = Limited::new(body, MAX_DRAINED_BYTES).collect().await.map_err(|error| {
        let code =
            if error.is::<LengthLimitError>() { ProblemCode::TooLarge } else { ProblemCode::UnreadableBody };
        Problem::new(code)
    })?;
    Some(body.to_bytes()).filter(|bytes| bytes.len() <= MAX_BODY_BYTES).ok_or_else(too_large)
}
