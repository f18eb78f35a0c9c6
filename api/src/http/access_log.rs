//! The log line and the metrics of each request. Neither contains a value that a client sent.

use std::collections::BTreeMap;
use std::fmt;

use axum::extract::{MatchedPath, Request};
use axum::http::StatusCode;
use chrono::TimeDelta;
use policy::{FieldError, FieldPath};

use crate::http::request_id::RequestId;
use crate::problem::Problem;
use crate::telemetry::METRICS;
use crate::ticket::TicketFlag;

/// The target of the log line of a request.
const TARGET: &str = "api::request";

/// The greatest number of invalid fields in a log line.
const MAX_INVALID_FIELDS: usize = 60;

/// The method and the route of a request.
pub(crate) struct RequestInfo {
    method: &'static str,
    route: String,
}

impl RequestInfo {
    /// Returns the method if it is a known one, since any word can be a method, and the template of the route, since a
    /// path can contain anything.
    pub(crate) fn new(request: &Request) -> Self {
        let known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
        let method = known.into_iter().find(|name| *name == request.method().as_str()).unwrap_or("other");
        let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str);
        Self { method, route: route.to_owned() }
    }
}

/// What a handler adds to the access log. No field holds a value that a client sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct AccessLogFields {
    /// The form's `id`.
    pub(crate) form: String,
    /// The operation's `id`.
    pub(crate) operation: String,
    /// The outcome, in one word.
    pub(crate) outcome: &'static str,
    /// The invalid fields.
    pub(crate) refused: Vec<InvalidField>,
    /// Why the request is suspicious.
    pub(crate) flags: Vec<TicketFlag>,
    /// The cause of a failure.
    pub(crate) cause: Option<String>,
}

impl AccessLogFields {
    /// Returns the fields of an answer without a problem.
    pub(crate) fn new(outcome: &'static str) -> Self {
        Self { outcome, ..Self::default() }
    }

    /// Returns the fields of `problem`.
    pub(crate) fn from_problem(problem: &Problem) -> Self {
        Self {
            refused: problem.errors.iter().map(InvalidField::from).collect(),
            cause: problem.cause.clone(),
            ..Self::new(problem.code.name())
        }
    }
}

/// A field that did not satisfy its form, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct InvalidField {
    /// The field; `None` if the form has no such field, because its name is then text of the client.
    path: Option<FieldPath>,
    code: &'static str,
}

impl From<&FieldError> for InvalidField {
    fn from(error: &FieldError) -> Self {
        let path = (error.code != "desconocido").then(|| error.path.clone());
        Self { path, code: error.code }
    }
}

/// Writes `cuentas.2.usuario:falta`.
impl fmt::Display for InvalidField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.path {
            Some(path) => write!(f, "{path}:{}", self.code),
            None => f.write_str(self.code),
        }
    }
}

/// Logs a request that was answered with `status` after `duration`, and records its metrics.
pub(crate) fn write(
    request: &RequestInfo,
    fields: &AccessLogFields,
    status: StatusCode,
    id: &RequestId,
    duration: TimeDelta,
) {
    let RequestInfo { method, route } = request;
    let status = status.as_u16();
    let duration_ms = duration.num_milliseconds().max(0).unsigned_abs();
    if let Some(cause) = &fields.cause {
        tracing::error!(
            target: TARGET,
            request_id = id.as_str(),
            form = fields.form,
            operation = fields.operation,
            cause,
            "could not answer {method} {route}"
        );
    }
    let marks: Vec<&str> = fields.flags.iter().map(|flag| flag.name()).collect();
    let invalid = &fields.refused[..fields.refused.len().min(MAX_INVALID_FIELDS)];
    let refused: Vec<String> = invalid.iter().map(InvalidField::to_string).collect();
    tracing::info!(
        target: TARGET,
        request_id = id.as_str(),
        method,
        route,
        form = fields.form,
        operation = fields.operation,
        outcome = fields.outcome,
        status,
        refused = refused.join(" "),
        refused_count = fields.refused.len(),
        marks = marks.join(" "),
        duration_ms,
        "answered {method} {route} with {status}, {}", fields.outcome
    );
    if !fields.form.is_empty() {
        record_request(fields, status, duration_ms);
        record_invalid_fields(&fields.form, invalid);
    }
}

fn record_request(fields: &AccessLogFields, status: u16, duration_ms: u64) {
    let counter = match (status, fields.outcome) {
        (_, "accepted") => "accepted",
        (_, "replayed") => "replayed",
        (429, _) => "throttled",
        (500.., _) => "failed",
        (400.., _) => "refused",
        _ => "",
    };
    let count = |name| (counter == name).then_some(1_u64);
    tracing::debug!(
        target: METRICS,
        form = fields.form,
        operation = fields.operation,
        accepted = count("accepted"),
        replayed = count("replayed"),
        throttled = count("throttled"),
        failed = count("failed"),
        refused = count("refused"),
        suspicious = (!fields.flags.is_empty()).then_some(1_u64),
        duration_ms,
    );
}

/// Counts the invalid fields by field and code, whatever their row.
fn record_invalid_fields(form: &str, invalid: &[InvalidField]) {
    let mut counts: BTreeMap<_, u64> = BTreeMap::new();
    for InvalidField { path, code } in invalid {
        let field = path.as_ref().map_or("-", |path| path.field.as_str());
        *counts.entry((field, *code)).or_default() += 1;
    }
    for ((field, code), count) in counts {
        tracing::debug!(target: METRICS, form, field, code, refused_answers = count);
    }
}
