//! Responses: pages, and tickets as JSON.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, SecondsFormat, Utc};
use chrono_tz::Tz;
use policy::Policy;
use serde::Serialize;

use crate::ticket::receipt::Receipt;

pub(crate) const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");
pub(crate) const PROBLEM: HeaderValue = HeaderValue::from_static("application/problem+json");
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// The JSON of a ticket.
#[derive(Serialize)]
struct TicketBody<'a> {
    folio: String,
    form: &'a str,
    operation: &'a str,
    kind: &'a str,
    level: &'a str,
    received: String,
    respond_by: String,
    confirmation: &'a str,
}

/// Returns a response with the ticket of `receipt` as JSON, and the address of its confirmation.
pub(crate) fn ticket(
    status: StatusCode,
    policy: &Policy,
    receipt: &Receipt,
    confirmation: &str,
) -> serde_json::Result<Response> {
    let time = |time: DateTime<Utc>| format_rfc3339(time.with_timezone(&policy.calendar.zone));
    let body = TicketBody {
        folio: receipt.folio.to_string(),
        form: &receipt.form,
        operation: &receipt.operation,
        kind: receipt.kind.name(),
        level: &receipt.level,
        received: time(receipt.received),
        respond_by: time(receipt.due),
        confirmation,
    };
    Ok(json(status, serde_json::to_string(&body)?))
}

/// Returns `time` in RFC 3339, with the offset of its zone.
pub(crate) fn format_rfc3339(time: DateTime<Tz>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, false)
}

/// Returns the address of a ticket's confirmation.
pub(crate) fn confirmation_path(receipt: &Receipt, token: &str) -> String {
    format!("/api/tickets/{}?t={token}", receipt.folio)
}

/// Returns a response of HTML.
pub(crate) fn page(status: StatusCode, html: String) -> Response {
    (status, [(header::CONTENT_TYPE, HTML)], html).into_response()
}

/// Returns a response of JSON.
pub(crate) fn json(status: StatusCode, json: String) -> Response {
    (status, [(header::CONTENT_TYPE, JSON)], json).into_response()
}
