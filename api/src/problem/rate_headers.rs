//! The `RateLimit` headers of draft-ietf-httpapi-ratelimit-headers-10, for programs.

use axum::http::{HeaderMap, HeaderName, HeaderValue};

use crate::guard::rate::Quota;

/// Adds the headers that say how many requests the client's address has left.
pub(crate) fn insert(headers: &mut HeaderMap, quota: Quota) {
    let Quota { limit, window, left, retry_after } = quota;
    let until = retry_after.map(|seconds| format!(";t={seconds}")).unwrap_or_default();
    let policy = format!("\"direccion\";q={limit};w={window}");
    let values = [("ratelimit-policy", policy), ("ratelimit", format!("\"direccion\";r={left}{until}"))];
    for (name, value) in values {
        let value = HeaderValue::from_str(&value).ok();
        headers.extend(value.map(|value| (HeaderName::from_static(name), value)));
    }
}
