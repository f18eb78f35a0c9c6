//! What each address does.

mod body;
mod confirm;
mod fill;
mod submit;

use axum::http::StatusCode;
use axum::response::Response;

pub(crate) use self::confirm::confirm;
pub(crate) use self::submit::submit;
use crate::page::PageError;
use crate::problem::{Code, Problem};
use crate::response;

/// What a handler tells the log, beside the answer. No field of it holds a value that a visitor sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Trace {
    /// The form's `id`.
    pub(crate) form: String,
    /// The operation's `id`.
    pub(crate) operation: String,
    /// What became of the request, in one word.
    pub(crate) outcome: &'static str,
    /// The answers that must be mended and why, as `cuentas.2.usuario:falta`.
    pub(crate) refused: Vec<String>,
}

/// Says that the function runs; it asks nothing of the store.
pub(crate) async fn health() -> Response {
    response::json(StatusCode::OK, r#"{"status":"ok"}"#.to_owned())
}

/// There is nothing at this address.
pub(crate) async fn not_found() -> Problem {
    Problem::new(Code::NotFound)
}

/// The address does not take this method; the router adds which it takes.
pub(crate) async fn method_not_allowed() -> Problem {
    Problem::new(Code::Method)
}

/// A built page that cannot be filled is a fault of ours: logged here, and a number for the visitor.
fn unfillable(error: &PageError) -> Problem {
    tracing::error!(cause = crate::world::chain(error), "a built page could not be filled");
    Problem::new(Code::Internal)
}
