//! Problems: the responses to requests that fail, as problem details (RFC 9457) for programs and as a page for people.
//!
//! The texts come from the content: `problems.json` has a title and a detail for each [`ProblemCode`], which a page of
//! the site explains.

pub(crate) mod details;

use std::collections::BTreeMap;
use std::error::Error;

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use policy::FieldError;
pub use policy::contract::ProblemCode;
use serde::Deserialize;

use crate::guard::rate::Quota;
use crate::platform::error_chain;
pub(crate) use crate::problem::details::InvalidParam;
use crate::ticket::review::PendingConfirmation;

/// The seconds after which a client may try again when the store is unavailable.
const RETRY_AFTER_UNAVAILABLE: u64 = 10;

/// A problem.
///
/// As a response it has no body and is its own extension: the outermost layer of the router writes the body, as HTML or
/// JSON, because only there the id and the `Accept` of every request are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Which kind of problem.
    pub code: ProblemCode,
    /// What is wrong with this request, for the author of the program that sent it.
    pub detail: Option<String>,
    /// The invalid answers.
    pub errors: Vec<FieldError>,
    /// What must be confirmed.
    pub review: Option<Box<PendingConfirmation>>,
    /// What failed, for the log.
    pub cause: Option<String>,
    /// The seconds after which sending the request again may help.
    pub retry_after: Option<u64>,
    /// The requests that the client has left.
    pub quota: Option<Box<Quota>>,
}

impl Problem {
    /// Returns the status of the response.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// Returns the problem with this code and no details.
    #[must_use]
    pub fn new(code: ProblemCode) -> Self {
        let retry_after = (code == ProblemCode::Unavailable).then_some(RETRY_AFTER_UNAVAILABLE);
        Self { code, detail: None, errors: Vec::new(), review: None, cause: None, retry_after, quota: None }
    }

    /// Adds the `Retry-After` header, if sending the request again may help.
    pub(crate) fn set_retry_after(&self, headers: &mut HeaderMap) {
        headers.extend(self.retry_after.map(|seconds| (header::RETRY_AFTER, HeaderValue::from(seconds))));
    }

    /// Returns the problem with this code that `error` caused.
    #[must_use]
    pub fn caused(code: ProblemCode, error: &dyn Error) -> Self {
        Self { cause: Some(error_chain(error)), ..Self::new(code) }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        self.set_retry_after(response.headers_mut());
        if let Some(quota) = &self.quota {
            insert_rate_headers(response.headers_mut(), **quota);
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// Adds the headers that say how many requests the client's address has left: `RateLimit` and `RateLimit-Policy` of
/// draft-ietf-httpapi-ratelimit-headers-10.
pub(crate) fn insert_rate_headers(headers: &mut HeaderMap, quota: Quota) {
    let Quota { limit, window, left, retry_after } = quota;
    let until = retry_after.map(|seconds| format!(";t={seconds}")).unwrap_or_default();
    let policy = format!("\"direccion\";q={limit};w={window}");
    let values = [("ratelimit-policy", policy), ("ratelimit", format!("\"direccion\";r={left}{until}"))];
    for (name, value) in values {
        let value = HeaderValue::from_str(&value).ok();
        headers.extend(value.map(|value| (HeaderName::from_static(name), value)));
    }
}

/// `problems.json`: the texts of every problem.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProblemTexts {
    /// The site's address, without a final slash.
    pub base: String,
    problems: BTreeMap<String, ProblemText>,
}

/// The texts of one problem.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProblemText {
    /// What happened.
    pub title: String,
    /// What to do.
    pub detail: String,
}

impl ProblemTexts {
    /// Returns the codes that have no texts.
    #[must_use]
    pub fn missing(&self) -> Vec<&'static str> {
        let names = ProblemCode::all().into_iter().map(ProblemCode::name);
        names.filter(|name| !self.problems.contains_key(*name)).collect()
    }

    /// Returns the address of the explanation of `code`.
    #[must_use]
    pub fn type_uri(&self, code: ProblemCode) -> String {
        format!("{}/problemas/#{}", self.base, code.name())
    }

    /// Returns the texts of `code`.
    #[must_use]
    pub fn text(&self, code: ProblemCode) -> ProblemText {
        self.problems.get(code.name()).cloned().unwrap_or_default()
    }
}
