//! What each address does.

pub(crate) mod body;
pub(crate) mod confirm;
pub(crate) mod form_page;
pub(crate) mod paste;
pub(crate) mod submit;

use std::sync::Arc;

use axum::extract::State as FromState;
use axum::http::StatusCode;
use axum::response::Response;

use crate::http::access_log::InvalidField;
pub(crate) use crate::http::handler::confirm::confirm;
pub(crate) use crate::http::handler::submit::submit;
use crate::http::response;
use crate::http::state::State;
use crate::problem::{Problem, ProblemCode};
use crate::store::Store;
use crate::ticket::Mark;

/// What a handler tells the log, beside the answer. No field of it holds a value that a visitor sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Trace {
    /// The form's `id`.
    pub(crate) form: String,
    /// The operation's `id`.
    pub(crate) operation: String,
    /// What became of the request, in one word.
    pub(crate) outcome: &'static str,
    /// The invalid fields.
    pub(crate) refused: Vec<InvalidField>,
    /// Why the request was suspicious.
    pub(crate) marks: Vec<Mark>,
    /// What failed, for the operator.
    pub(crate) cause: Option<String>,
}

impl Trace {
    /// Returns what the log is told of `problem`.
    pub(crate) fn of(problem: &Problem) -> Self {
        Self {
            outcome: problem.code.name(),
            refused: problem.errors.iter().map(InvalidField::from).collect(),
            cause: problem.cause.clone(),
            ..Self::default()
        }
    }
}

/// Says that the function runs; it asks nothing of the store.
pub(crate) async fn health() -> Response {
    response::json(StatusCode::OK, r#"{"status":"ok"}"#.to_owned())
}

/// Describes the API for programs.
pub(crate) async fn describe<S: Store>(
    FromState(state): FromState<Arc<State<S>>>,
) -> Result<Response, Problem> {
    let description = state.bundle.description().map_err(|e| Problem::caused(ProblemCode::Internal, &e))?;
    Ok(response::json(StatusCode::OK, description.to_owned()))
}

/// There is nothing at this address.
pub(crate) async fn not_found() -> Problem {
    Problem::new(ProblemCode::NotFound)
}

/// The address does not take this method; the router adds which it takes.
pub(crate) async fn method_not_allowed() -> Problem {
    Problem::new(ProblemCode::Method)
}
