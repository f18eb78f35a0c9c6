//! Answers on the wire: pages, tickets as JSON, and problems.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, SecondsFormat};
use chrono_tz::Tz;
use serde::Serialize;

use crate::guard::rate::Quota;
use crate::ticket::receipt::Receipt;

const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");
const JSON: HeaderValue = HeaderValue::from_static("application/json");
const PROBLEM: HeaderValue = HeaderValue::from_static("application/problem+json");

/// A ticket, as a program is told of it.
#[derive(Serialize)]
pub(crate) struct TicketBody<'a> {
    folio: String,
    form: &'a str,
    operation: &'a str,
    kind: &'a str,
    level: &'a str,
    received: String,
    respond_by: String,
    confirmation: &'a str,
}

impl<'a> TicketBody<'a> {
    /// Returns what a program is told of `receipt`; moments are in the policy's zone.
    pub(crate) fn new(receipt: &'a Receipt, zone: Tz, confirmation: &'a str) -> Self {
        Self {
            folio: receipt.folio.to_string(),
            form: &receipt.form,
            operation: &receipt.operation,
            kind: receipt.kind.name(),
            level: &receipt.level,
            received: instant(receipt.received.with_timezone(&zone)),
            respond_by: instant(receipt.due.with_timezone(&zone)),
            confirmation,
        }
    }
}

/// Returns a moment in RFC 3339, with its zone's offset.
pub(crate) fn instant(moment: DateTime<Tz>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Secs, false)
}

/// Returns the address at which a receipt is shown.
pub(crate) fn address(receipt: &Receipt, token: &str) -> String {
    format!("/api/tickets/{}?t={token}", receipt.folio)
}

/// Tells a program what is left to its address (draft-ietf-httpapi-ratelimit-headers-10); pages are told only when to try
/// again.
pub(crate) fn put_quota(headers: &mut HeaderMap, quota: Quota) {
    let Quota { limit, window, left, retry_after } = quota;
    let until = retry_after.map(|seconds| format!(";t={seconds}")).unwrap_or_default();
    let policy = format!("\"direccion\";q={limit};w={window}");
    let told = [("ratelimit-policy", policy), ("ratelimit", format!("\"direccion\";r={left}{until}"))];
    for (name, value) in told {
        let value = HeaderValue::from_str(&value).ok();
        headers.extend(value.map(|value| (HeaderName::from_static(name), value)));
    }
}

/// Returns a page.
pub(crate) fn page(status: StatusCode, html: String) -> Response {
    (status, [(header::CONTENT_TYPE, HTML)], html).into_response()
}

/// Returns JSON that was written before.
pub(crate) fn json(status: StatusCode, json: String) -> Response {
    (status, [(header::CONTENT_TYPE, JSON)], json).into_response()
}

/// Puts `content` into an answer that is a problem.
pub(crate) fn write_problem(response: &mut Response, content: ProblemContent) {
    let (kind, text) = match content {
        ProblemContent::Page(html) => (HTML, html),
        ProblemContent::Details(json) => (PROBLEM, json),
    };
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    *response.body_mut() = Body::from(text);
}

/// A problem as it is told.
pub(crate) enum ProblemContent {
    /// HTML, for a browser.
    Page(String),
    /// Problem details, for a program.
    Details(String),
}
