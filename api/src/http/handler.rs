//! The handlers of the routes.

pub(crate) mod body;
pub(crate) mod confirm;
pub(crate) mod form_page;
pub(crate) mod submit;

use std::error::Error;
use std::sync::Arc;

use axum::extract::State as FromState;
use axum::http::StatusCode;
use axum::response::Response;

use crate::guard::GuardStore;
use crate::http::State;
pub(crate) use crate::http::handler::confirm::confirm;
pub(crate) use crate::http::handler::submit::submit;
use crate::http::response;
use crate::problem::{Problem, ProblemCode};
use crate::store::Store;

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
