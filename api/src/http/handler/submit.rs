//! `POST /api/tickets/{form}/{operation}`: a request for support.

use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State as FromState};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use policy::contract::field::PASTE_PREFIX;
use policy::{Answers, Form, Operation};

use crate::decode;
use crate::decode::{Action, ParsedBody};
use crate::guard::client_address::ClientAddress;
use crate::guard::{GuardStore, RateLimited, RequestMetadata};
use crate::http::access_log::AccessLogFields;
use crate::http::handler::form_page::{FormPageResponder, paste_json, unknown_rows};
use crate::http::handler::{body, internal, with_detail};
use crate::http::negotiate::ResponseFormat;
use crate::http::origin_proof::IntakeMode;
use crate::http::{State, csrf, response};
use crate::intake::idempotency::{IdempotencyKey, InvalidIdempotencyKey};
use crate::intake::{IntakeError, SubmitCommand, SubmitOutcome};
use crate::problem::{Problem, ProblemCode, insert_rate_headers};
use crate::store::Store;

static IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
static IDEMPOTENT_REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

/// Stores a ticket, or returns what must be corrected. The buttons of a page that add and remove rows come here too.
pub(crate) async fn submit<S: Store, G: GuardStore>(
    FromState(state): FromState<Arc<State<S, G>>>,
    names: Result<Path<(String, String)>, PathRejection>,
    client: Option<Extension<ClientAddress>>,
    mode: Option<Extension<IntakeMode>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let not_found = || Problem::new(ProblemCode::NotFound);
    let Path((form, operation)) = names.map_err(|_| not_found())?;
    let form = state.bundle.policy.form(&form).ok_or_else(not_found)?;
    let operation = form.operation(&operation).ok_or_else(not_found)?;
    let context = SubmitContext {
        state: &state,
        form,
        operation,
        client: client.map(|Extension(client)| client),
        mode: mode.map(|Extension(mode)| mode).unwrap_or_default(),
        format: ResponseFormat::from_headers(&headers),
    };
    let (mut response, fields) = context.handle(&headers, body).await.unwrap_or_else(|problem| {
        let fields = AccessLogFields::from_problem(&problem);
        (problem.into_response(), fields)
    });
    let (form, operation) = (form.id.clone(), operation.id.clone());
    response.extensions_mut().insert(AccessLogFields { form, operation, ..fields });
    Ok(response)
}

/// A response with its fields of the access log.
type HandlerResult = Result<(Response, AccessLogFields), Problem>;

/// The form, the operation and the client of a request.
struct SubmitContext<'a, S, G> {
    state: &'a State<S, G>,
    form: &'a Form,
    operation: &'a Operation,
    client: Option<ClientAddress>,
    mode: IntakeMode,
    format: ResponseFormat,
}

impl<S: Store, G: GuardStore> SubmitContext<'_, S, G> {
    async fn handle(&self, headers: &HeaderMap, body: Body) -> HandlerResult {
        if !csrf::is_same_origin(headers, &self.state.bundle.problems.base) {
            return Err(Problem::new(ProblemCode::OtherOrigin));
        }
        let content_type = body::content_type(headers)?;
        let bytes = body::read(headers, body).await?;
        let parsed = decode::parse(&bytes, content_type, self.operation)
            .map_err(|error| with_detail(ProblemCode::UnreadableBody, &error))?;
        if let Some(action) = &parsed.metadata.action {
            return self.handle_action(&parsed, action);
        }
        let key = idempotency_key(headers, parsed.metadata.token.as_deref())
            .map_err(|error| with_detail(ProblemCode::UnreadableKey, &error))?;
        match (self.submit(&parsed, key.as_ref()).await, self.format) {
            (Ok(outcome), _) => self.respond(outcome),
            // The visitor types nothing again: the page comes back with all answers.
            (Err(problem), ResponseFormat::Html) => {
                let page = self.page(&self.page_answers(&parsed)).with_problem(&problem)?;
                Ok((page, AccessLogFields::from_problem(&problem)))
            }
            (Err(problem), ResponseFormat::Json) => Err(problem),
        }
    }

    /// Handles a button of the page other than the one that submits it.
    fn handle_action(&self, parsed: &ParsedBody, action: &Action) -> HandlerResult {
        let answers = self.page_answers(parsed);
        let page = self.page(&answers);
        let (response, outcome) = match action {
            Action::Add(rows) => (page.with_added_row(rows)?, "row-added"),
            Action::Remove { rows, index } => (page.with_removed_row(rows, *index)?, "row-removed"),
            Action::Paste(rows) => (self.paste(parsed, rows, answers)?, "rows-pasted"),
        };
        Ok((response, AccessLogFields::new(outcome)))
    }

    /// Replaces the rows `id` of `answers` by those of the pasted table.
    fn paste(&self, parsed: &ParsedBody, id: &str, mut answers: Answers) -> Result<Response, Problem> {
        let today = self.state.bundle.policy.calendar.today((self.state.clock)());
        let table = parsed.tables.get(id).map_or("", String::as_str);
        let pasted = self.operation.paste(id, table, &parsed.answers, today).ok_or_else(unknown_rows)?;
        if self.format == ResponseFormat::Json {
            return Ok(response::json(StatusCode::OK, paste_json(id, &pasted)));
        }
        answers.rows.insert(id.to_owned(), pasted.rows.clone());
        answers.fields.insert(format!("{PASTE_PREFIX}{id}"), vec![pasted.rest.clone()]);
        self.page(&answers).with_paste(id, &pasted)
    }

    async fn submit(
        &self,
        parsed: &ParsedBody,
        key: Option<&IdempotencyKey>,
    ) -> Result<SubmitOutcome, Problem> {
        if let IntakeMode::Paused { retry_after } = self.mode {
            return Err(Problem { retry_after: Some(retry_after), ..Problem::new(ProblemCode::Paused) });
        }
        let (policy, now) = (&self.state.bundle.policy, (self.state.clock)());
        self.check_tables(parsed, policy.calendar.today(now))?;
        let command = SubmitCommand {
            form: self.form,
            operation: self.operation,
            answers: &parsed.answers,
            key,
            form_version: parsed.metadata.form_version.as_deref(),
            confirmation: parsed.metadata.confirmation.as_deref(),
            metadata: RequestMetadata {
                client: self.client,
                is_honeypot_filled: parsed.metadata.is_honeypot_filled,
                opened: parsed.metadata.opened,
            },
            is_test: self.mode == IntakeMode::Test,
        };
        self.state.intake.submit(policy, &command, now).await.map_err(problem)
    }

    /// Rejects a submission that still contains an unparsed pasted table.
    fn check_tables(&self, parsed: &ParsedBody, today: NaiveDate) -> Result<(), Problem> {
        if parsed.tables.is_empty() {
            return Ok(());
        }
        let mut errors = self.operation.validate(&parsed.answers, today).err().unwrap_or_default().errors;
        errors.extend(parsed.tables.keys().filter_map(|id| self.operation.unread_table(id)));
        Err(Problem { errors, ..Problem::new(ProblemCode::Answers) })
    }

    fn respond(&self, outcome: SubmitOutcome) -> HandlerResult {
        let receipt = &outcome.receipt;
        let address = response::confirmation_path(receipt, &self.state.keys.sign(receipt));
        let mut response = match self.format {
            ResponseFormat::Html => StatusCode::SEE_OTHER.into_response(),
            ResponseFormat::Json => {
                let policy = &self.state.bundle.policy;
                response::ticket(StatusCode::CREATED, policy, receipt, &address).map_err(internal)?
            }
        };
        response.headers_mut().insert(header::LOCATION, address.try_into().map_err(internal)?);
        if outcome.is_replayed {
            response.headers_mut().insert(IDEMPOTENT_REPLAYED.clone(), HeaderValue::from_static("true"));
        }
        if let (ResponseFormat::Json, Some(quota)) = (self.format, outcome.quota) {
            insert_rate_headers(response.headers_mut(), quota);
        }
        let word = if outcome.is_replayed { "replayed" } else { "accepted" };
        Ok((response, AccessLogFields { flags: outcome.flags, ..AccessLogFields::new(word) }))
    }

    /// Returns what the page shows again: the answers, and the pasted tables without passwords.
    fn page_answers(&self, parsed: &ParsedBody) -> Answers {
        let mut answers = parsed.answers.clone();
        answers.fields.extend(parsed.tables.iter().map(|(id, table)| {
            (format!("{PASTE_PREFIX}{id}"), vec![self.operation.without_passwords(id, table)])
        }));
        answers
    }

    fn page<'a>(&'a self, answers: &'a Answers) -> FormPageResponder<'a> {
        FormPageResponder { bundle: &self.state.bundle, form: self.form, operation: self.operation, answers }
    }
}

fn problem(error: IntakeError) -> Problem {
    match error {
        IntakeError::Answers(errors) => {
            Problem { errors: errors.errors, ..Problem::new(ProblemCode::Answers) }
        }
        IntakeError::Unconfirmed(pending) => {
            Problem { review: Some(pending), ..Problem::new(ProblemCode::Unconfirmed) }
        }
        IntakeError::KeyReused => Problem::new(ProblemCode::KeyReused),
        IntakeError::TooLarge => Problem::new(ProblemCode::TooLarge),
        IntakeError::RateLimited(RateLimited { retry_after, quota }) => Problem {
            retry_after: Some(retry_after),
            quota: quota.map(Box::new),
            ..Problem::new(ProblemCode::RateLimited)
        },
        IntakeError::Unavailable(cause) => Problem::caused(ProblemCode::Unavailable, cause.as_ref()),
    }
}

/// Returns the key in the header, or that of the page without a header.
fn idempotency_key(
    headers: &HeaderMap,
    token: Option<&str>,
) -> Result<Option<IdempotencyKey>, InvalidIdempotencyKey> {
    if !headers.contains_key(&IDEMPOTENCY_KEY) {
        return token.map(IdempotencyKey::new).transpose();
    }
    let value = csrf::single_header(headers, &IDEMPOTENCY_KEY).ok_or(InvalidIdempotencyKey)?;
    IdempotencyKey::parse_header(value).map(Some)
}
