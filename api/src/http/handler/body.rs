//! The bytes of a request's body, before they are decoded.

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, header};
use http_body_util::BodyExt;
use policy::contract::MAX_BODY_BYTES;

use crate::decode::ContentType;
use crate::problem::{Problem, ProblemCode};

/// Returns the content type. A compressed body is refused, because a small body could become a large one.
pub(crate) fn content_type(headers: &HeaderMap) -> Result<ContentType, Problem> {
    let encodings = headers.get_all(header::CONTENT_ENCODING);
    let is_compressed =
        encodings.iter().any(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity"));
    let mut types = headers.get_all(header::CONTENT_TYPE).iter();
    match (types.next(), types.next()) {
        (Some(only), None) if !is_compressed => only.to_str().ok().and_then(parse_content_type),
        _ => None,
    }
    .ok_or_else(|| Problem::new(ProblemCode::ContentType))
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

/// How much of a body that is too long is read and discarded before the refusal. When a connection closes while the
/// browser still sends, the browser shows its own error in place of the page that says what to do.
const MAX_DRAINED_BYTES: usize = 4 * MAX_BODY_BYTES;

/// Returns the whole body. A body whose `Content-Length` is far too long is refused before it is read.
pub(crate) async fn read(headers: &HeaderMap, mut body: Body) -> Result<Bytes, Problem> {
    let too_large = || Problem::new(ProblemCode::TooLarge);
    let length = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if length.is_some_and(|length: u64| length > MAX_DRAINED_BYTES as u64) {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    let mut read = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Problem::new(ProblemCode::UnreadableBody))?;
        let Ok(data) = frame.into_data() else { continue };
        read += data.len();
        if read <= MAX_BODY_BYTES {
            bytes.extend_from_slice(&data);
        } else if read > MAX_DRAINED_BYTES {
            break;
        }
    }
    if read > MAX_BODY_BYTES { Err(too_large()) } else { Ok(bytes.into()) }
}
