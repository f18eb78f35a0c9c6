//! `GET /api/tickets/{folio}?t=TOKEN`: the confirmation of a ticket.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State as FromState};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use policy::Policy;
use policy::text::spanish;

use crate::guard::GuardStore;
use crate::http::access_log::AccessLogFields;
use crate::http::handler::internal;
use crate::http::negotiate::ResponseFormat;
use crate::http::{State, response};
use crate::page::ConfirmationView;
use crate::problem::{Problem, ProblemCode};
use crate::store::Store;
use crate::ticket::receipt::Receipt;

/// Returns the receipt in the token. Every invalid folio or token gets the same answer.
pub(crate) async fn confirm<S: Store, G: GuardStore>(
    FromState(state): FromState<Arc<State<S, G>>>,
    folio: Result<Path<String>, PathRejection>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let not_found = || Problem::new(ProblemCode::NotFound);
    let Path(folio) = folio.map_err(|_| not_found())?;
    let token = uri.query().and_then(|query| query.split('&').find_map(|pair| pair.strip_prefix("t=")));
    let receipt = token.and_then(|token| state.keys.open(&folio, token)).ok_or_else(not_found)?;
    let policy = &state.bundle.policy;
    let mut response = match ResponseFormat::from_headers(&headers) {
        ResponseFormat::Html => {
            let html = view(policy, &receipt).render(&state.bundle.confirmation).map_err(internal)?;
            response::page(StatusCode::OK, html)
        }
        ResponseFormat::Json => {
            let address = response::confirmation_path(&receipt, token.unwrap_or_default());
            response::ticket(StatusCode::OK, policy, &receipt, &address).map_err(internal)?
        }
    };
    let Receipt { form, operation, .. } = receipt;
    response.extensions_mut().insert(AccessLogFields { form, operation, ..AccessLogFields::new("shown") });
    Ok(response)
}

/// A receipt outlives forms and levels: an `id` replaces the name of one that no longer exists.
fn view(policy: &Policy, receipt: &Receipt) -> ConfirmationView {
    let operation = policy.form(&receipt.form).and_then(|form| form.operation(&receipt.operation));
    let rows =
        operation.and_then(|operation| operation.sections.iter().find_map(|section| section.rows.as_ref()));
    let count = rows.zip(receipt.rows).map(|(rows, count)| rows.format_count(usize::from(count)));
    let level = policy.levels.find(&receipt.level);
    let zone = policy.calendar.zone;
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
