//! The handlers of the routes.

pub(crate) mod body;
pub(crate) mod confirm;
pub(crate) mod form_page;
pub(crate) mod paste;
pub(crate) mod submit;

use std::error::Error;
use std::sync::Arc;

use axum::extract::State as FromState;
use axum::http::StatusCode;
use axum::response::Response;

use crate::guard::GuardStore;
use crate::http::access_log::InvalidField;
pub(crate) use crate::http::handler::confirm::confirm;
pub(crate) use crate::http::handler::submit::submit;
use crate::http::response;
use crate::http::state::State;
use crate::problem::{Problem, ProblemCode};
use crate::store::Store;
use crate::ticket::TicketFlag;

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

/// Returns the problem of an error that no client causes.
fn internal(error: impl Error) -> Problem {
    Problem::caused(ProblemCode::Internal, &error)
}

/// Returns the problem with this code and with a detail for developers.
fn with_detail(code: ProblemCode, detail: &impl ToString) -> Problem {
    Problem { detail: Some(detail.to_string()), ..Problem::new(code) }
}

/// Reports that the function runs, without calling the store.
pub(crate) async fn health() -> Response {
    response::json(StatusCode::OK, r#"{"status":"ok"}"#.to_owned())
}

/// Returns the `OpenAPI` description.
pub(crate) async fn describe<S: Store, G: GuardStore>(
    FromState(state): FromState<Arc<State<S, G>>>,
) -> Result<Response, Problem> {
    let description = state.bundle.description().map_err(internal)?;
    Ok(response::json(StatusCode::OK, description.to_owned()))
}

/// Answers an unknown path.
pub(crate) async fn not_found() -> Problem {
    Problem::new(ProblemCode::NotFound)
}

/// Answers a method that the path does not have; the router adds `Allow`.
pub(crate) async fn method_not_allowed() -> Problem {
    Problem::new(ProblemCode::Method)
}
