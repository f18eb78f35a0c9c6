//! Why there is no other answer, told to programs as problem details (RFC 9457) and to people as a page.
//!
//! The words are content's: each [`ProblemCode`] has its title and detail in `problems.json`, and its address on the site.

pub(crate) mod details;

use std::collections::BTreeMap;
use std::error::Error;

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use policy::FieldError;
pub use policy::contract::ProblemCode;
use serde::Deserialize;

use crate::guard::quota::Quota;
use crate::http::response;
use crate::platform::error_chain;
use crate::problem::details::Details;
pub(crate) use crate::problem::details::RefusedAnswer;
use crate::ticket::review::PendingConfirmation;

/// After how many seconds an unavailable store is asked again.
const UNAVAILABLE_FOR: u64 = 10;

/// A problem, before anyone is told.
///
/// As a response it is empty but for its status, and carries itself as an extension: the router's outermost layer
/// writes it, as HTML or JSON, since only there the request's id and its `Accept` are known for every answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Which kind of problem.
    pub code: ProblemCode,
    /// What is particular to this one, for whoever wrote the program that sent the request.
    pub particular: Option<String>,
    /// The answers that must be mended.
    pub refusals: Vec<FieldError>,
    /// What must be confirmed.
    pub review: Option<Box<PendingConfirmation>>,
    /// What the operator finds in the log, under the number that the visitor is told.
    pub cause: Option<String>,
    /// After how many seconds sending again may help, where it may.
    pub retry_after: Option<u64>,
    /// What is left to the address that asks, for a program.
    pub quota: Option<Box<Quota>>,
}

impl Problem {
    /// Returns the status of the response.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// Returns the problem with this code, and nothing particular to tell.
    #[must_use]
    pub fn new(code: ProblemCode) -> Self {
        let retry_after = (code == ProblemCode::Unavailable).then_some(UNAVAILABLE_FOR);
        Self {
            code,
            particular: None,
            refusals: Vec::new(),
            review: None,
            cause: None,
            retry_after,
            quota: None,
        }
    }

    /// Says in the header when sending again may help.
    pub(crate) fn put_retry(&self, headers: &mut HeaderMap) {
        headers.extend(self.retry_after.map(|seconds| (header::RETRY_AFTER, HeaderValue::from(seconds))));
    }

    /// Returns the problem with this code that `fault` caused.
    #[must_use]
    pub fn caused(code: ProblemCode, fault: &dyn Error) -> Self {
        Self { cause: Some(error_chain(fault)), ..Self::new(code) }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        self.put_retry(response.headers_mut());
        if let Some(quota) = &self.quota {
            response::put_quota(response.headers_mut(), **quota);
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// `problems.json`: the words of every problem.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// The site's address, without a slash at its end.
    base: String,
    problems: BTreeMap<String, CodeWords>,
}

/// The words of one problem.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeWords {
    /// What happened.
    pub title: String,
    /// What to do.
    pub detail: String,
}

impl Words {
    /// Returns the codes for which there are no words.
    #[must_use]
    pub fn missing(&self) -> Vec<&'static str> {
        ProblemCode::ALL
            .map(ProblemCode::name)
            .into_iter()
            .filter(|name| !self.problems.contains_key(*name))
            .collect()
    }

    /// Returns the site's address, without a slash at its end.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Returns the address at which `code` is explained.
    #[must_use]
    pub fn address(&self, code: ProblemCode) -> String {
        format!("{}/problemas/#{}", self.base, code.name())
    }

    /// Returns the words for `code`.
    #[must_use]
    pub fn of(&self, code: ProblemCode) -> CodeWords {
        self.problems.get(code.name()).cloned().unwrap_or_default()
    }

    /// Returns `problem` as problem details.
    ///
    /// # Errors
    ///
    /// None that is known: the shape always serializes.
    pub fn details(&self, problem: &Problem, request_id: &str) -> Result<String, serde_json::Error> {
        let words = self.of(problem.code);
        serde_json::to_string(&Details::new(problem, self.address(problem.code), &words, request_id))
    }
}
