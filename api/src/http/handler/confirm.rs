//! `GET /api/tickets/{folio}?t=TOKEN`: what a client is told of a ticket that was taken.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State as FromState};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use policy::Policy;
use policy::text::spanish;

use crate::http::handler::Trace;
use crate::http::negotiate::ResponseFormat;
use crate::http::response;
use crate::http::response::TicketBody;
use crate::http::state::State;
use crate::page::ConfirmationView;
use crate::problem::{Problem, ProblemCode};
use crate::ticket::receipt::Receipt;

/// Shows the receipt that the token holds. Whatever is wrong with folio or token gets one and the same answer.
pub(crate) async fn confirm<S: Send + Sync + 'static>(
    FromState(state): FromState<Arc<State<S>>>,
    folio: Result<Path<String>, PathRejection>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let not_found = || Problem::new(ProblemCode::NotFound);
    let Path(folio) = folio.map_err(|_| not_found())?;
    let token = token(&uri).ok_or_else(not_found)?;
    let receipt = state.keys.open(&folio, token).ok_or_else(not_found)?;
    let mut response = match ResponseFormat::from_headers(&headers) {
        ResponseFormat::Html => show(&state, &receipt)?,
        ResponseFormat::Json => tell(&state, &receipt, token)?,
    };
    response.extensions_mut().insert(Trace {
        outcome: "shown",
        form: receipt.form,
        operation: receipt.operation,
        ..Trace::default()
    });
    Ok(response)
}

fn token(uri: &Uri) -> Option<&str> {
    uri.query()?.split('&').find_map(|pair| pair.strip_prefix("t="))
}

fn show<S>(state: &State<S>, receipt: &Receipt) -> Result<Response, Problem> {
    let view = view(&state.bundle.policy, receipt);
    let html =
        state.bundle.confirmation.render(&view).map_err(|e| Problem::caused(ProblemCode::Internal, &e))?;
    Ok(response::page(StatusCode::OK, html))
}

fn tell<S>(state: &State<S>, receipt: &Receipt, token: &str) -> Result<Response, Problem> {
    let address = response::confirmation_path(receipt, token);
    let body = TicketBody::new(receipt, state.bundle.policy.calendar().zone(), &address);
    let json = serde_json::to_string(&body).map_err(|e| Problem::caused(ProblemCode::Internal, &e))?;
    Ok(response::json(StatusCode::OK, json))
}

/// A receipt outlives the forms and levels that it names: what is gone is told by its `id`.
fn view(policy: &Policy, receipt: &Receipt) -> ConfirmationView {
    let operation = policy.form(&receipt.form).and_then(|form| form.operation(&receipt.operation));
    let rows =
        operation.and_then(|operation| operation.sections.iter().find_map(|section| section.rows.as_ref()));
    let count = rows.zip(receipt.rows).map(|(rows, count)| rows.count(usize::from(count)));
    let level = policy.levels().find(&receipt.level);
    let zone = policy.calendar().zone();
    let due = receipt.due.with_timezone(&zone);
    ConfirmationView {
        folio: receipt.folio.to_string(),
        title: operation.map_or(receipt.kind.name(), |operation| &operation.title).to_owned(),
        count,
        received: spanish::format_datetime(receipt.received.with_timezone(&zone)),
        level: level.map_or(&receipt.level, |level| &level.name).clone(),
        priority: level.map(|level| level.priority.clone()).unwrap_or_default(),
        due: spanish::format_deadline(due),
        due_instant: response::format_rfc3339(due),
        version: receipt.policy_version.parse().map_or(receipt.policy_version.clone(), spanish::format_date),
        version_address: format!("/historial/{}/", receipt.policy_version),
        kind: receipt.kind.name(),
    }
}
