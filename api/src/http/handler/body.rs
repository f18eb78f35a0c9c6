//! A request's body, before anything is known of what it says.

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, header};
use http_body_util::BodyExt;

use policy::contract::MAX_BODY_BYTES;

use crate::decode::ContentType;
use crate::problem::{Problem, ProblemCode};

/// Returns how the body is written. What is compressed is refused, since a small body could become a large one.
pub(crate) fn content_type(headers: &HeaderMap) -> Result<ContentType, Problem> {
    let refused = || Problem::new(ProblemCode::ContentType);
    let encodings = headers.get_all(header::CONTENT_ENCODING);
    if encodings.iter().any(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity")) {
        return Err(refused());
    }
    let mut types = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(only), None) = (types.next(), types.next()) else { return Err(refused()) };
    let mut parts = only.to_str().map_err(|_| refused())?.split(';').map(str::trim);
    let name = parts.next().unwrap_or_default().to_ascii_lowercase();
    if !parts.filter_map(charset).all(|charset| charset.eq_ignore_ascii_case("utf-8")) {
        return Err(refused());
    }
    match name.as_str() {
        "application/x-www-form-urlencoded" => Ok(ContentType::Urlencoded),
        "application/json" => Ok(ContentType::Json),
        _ => Err(refused()),
    }
}

fn charset(parameter: &str) -> Option<&str> {
    let (name, value) = parameter.split_once('=')?;
    name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"'))
}

/// What is read of a body that is too long, and thrown away, before it is refused: a browser that is still sending
/// when the connection closes shows its own error, and not the page that says what to do.
const MOST_DRAINED: usize = 4 * MAX_BODY_BYTES;

/// Returns the whole body.
///
/// One that is announced far too long is refused before it is read; of any other, no more is kept than is taken.
pub(crate) async fn read(headers: &HeaderMap, mut body: Body) -> Result<Bytes, Problem> {
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if announced.is_some_and(|length: u64| length > MOST_DRAINED as u64) {
        return Err(Problem::new(ProblemCode::TooLarge));
    }
    let mut kept = Vec::new();
    let mut seen = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Problem::new(ProblemCode::UnreadableBody))?;
        let Ok(data) = frame.into_data() else { continue };
        seen += data.len();
        if seen <= MAX_BODY_BYTES {
            kept.extend_from_slice(&data);
        } else if seen > MOST_DRAINED {
            break;
        }
    }
    if seen > MAX_BODY_BYTES { Err(Problem::new(ProblemCode::TooLarge)) } else { Ok(kept.into()) }
}
