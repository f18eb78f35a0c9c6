//! `POST /api/tickets/{form}/{operation}`: a request for support.

use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State as FromState};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, NaiveDate, Utc};
use policy::contract::field::PASTE_PREFIX;
use policy::{Answer, Answers, Form, Operation};

use crate::decode;
use crate::decode::{Action, FormMetadata, ParsedBody};
use crate::guard::client_address::ClientAddress;
use crate::guard::quota::Quota;
use crate::guard::{GuardVerdict, RateLimited, RequestMetadata};
use crate::http::csrf;
use crate::http::handler::form_page;
use crate::http::handler::form_page::Sheet;
use crate::http::handler::{Trace, body, paste};
use crate::http::negotiate::ResponseFormat;
use crate::http::origin_proof::IntakeMode;
use crate::http::response;
use crate::http::response::TicketBody;
use crate::http::state::State;
use crate::intake::idempotency::{IdempotencyKey, KeyShape};
use crate::intake::{IntakeError, SubmitCommand, SubmitOutcome};
use crate::problem::{Problem, ProblemCode, rate_headers};
use crate::store::Store;
use crate::ticket::receipt::Receipt;
use crate::ticket::{Mark, Ticket};

static IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
static IDEMPOTENT_REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

/// Takes a request, or says what must be mended; a page's buttons add and remove rows here as well.
pub(crate) async fn submit<S: Store>(
    FromState(state): FromState<Arc<State<S>>>,
    names: Result<Path<(String, String)>, PathRejection>,
    viewer: Option<Extension<ClientAddress>>,
    taking: Option<Extension<IntakeMode>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let not_found = || Problem::new(ProblemCode::NotFound);
    let Path((form, operation)) = names.map_err(|_| not_found())?;
    let form = state.bundle.policy.form(&form).ok_or_else(not_found)?;
    let operation = form.operation(&operation).ok_or_else(not_found)?;
    let viewer = viewer.map(|Extension(viewer)| viewer);
    let taking = taking.map_or(IntakeMode::Normal, |Extension(taking)| taking);
    let desk = Desk {
        state: &state,
        form,
        operation,
        viewer,
        taking,
        preference: ResponseFormat::from_headers(&headers),
    };
    let (mut response, trace) = desk.attend(&headers, body).await.unwrap_or_else(|problem| {
        let trace = Trace::of(&problem);
        (problem.into_response(), trace)
    });
    response.extensions_mut().insert(Trace {
        form: form.id.clone(),
        operation: operation.id.clone(),
        ..trace
    });
    Ok(response)
}

/// A request that was taken.
struct Taken {
    accepted: SubmitOutcome,
    marks: Vec<Mark>,
    quota: Option<Quota>,
}

/// One operation's desk, and one visitor before it.
struct Desk<'a, S> {
    state: &'a State<S>,
    form: &'a Form,
    operation: &'a Operation,
    viewer: Option<ClientAddress>,
    taking: IntakeMode,
    preference: ResponseFormat,
}

impl<S: Store> Desk<'_, S> {
    async fn attend(&self, headers: &HeaderMap, body: Body) -> Result<(Response, Trace), Problem> {
        if !csrf::is_same_origin(headers, self.state.bundle.problems.base_url()) {
            return Err(Problem::new(ProblemCode::OtherOrigin));
        }
        let written_as = body::content_type(headers)?;
        let body = body::read(headers, body).await?;
        let sent = decode::parse(&body, written_as, self.operation)
            .map_err(|e| particular(ProblemCode::UnreadableBody, e.to_string()))?;
        if let Some(action) = &sent.metadata.action {
            return self.act(&sent, action);
        }
        let key = key(headers, sent.metadata.token.as_deref())
            .map_err(|e| particular(ProblemCode::UnreadableKey, e.to_string()))?;
        match self.take(&sent, key.as_ref()).await {
            Ok(taken) => self.tell(taken),
            Err(problem) => self.refuse(&sent, problem),
        }
    }

    /// Does what a button of the page asks for, other than sending.
    fn act(&self, sent: &ParsedBody, action: &Action) -> Result<(Response, Trace), Problem> {
        let shown = self.shown(sent);
        let sheet = self.sheet(&shown);
        let (response, outcome) = match action {
            Action::Add { rows } => (sheet.added(rows)?, "row-added"),
            Action::Remove { rows, index } => (sheet.removed(rows, *index)?, "row-removed"),
            Action::Paste { rows } => (self.paste(sent, rows, shown)?, "rows-pasted"),
        };
        Ok((response, Trace { outcome, ..Trace::default() }))
    }

    /// Puts the rows of the table that was pasted into the rows called `id` among the answers that are `shown`.
    fn paste(&self, sent: &ParsedBody, id: &str, mut shown: Answers) -> Result<Response, Problem> {
        let today = self.state.bundle.policy.calendar().today((self.state.clock)());
        let table = sent.tables.get(id).map_or("", String::as_str);
        let pasted =
            self.operation.paste(id, table, &sent.answers, today).ok_or_else(form_page::no_such_rows)?;
        if self.preference == ResponseFormat::Json {
            let body = paste::tell(id, &pasted).map_err(|e| Problem::caused(ProblemCode::Internal, &e))?;
            return Ok(response::json(StatusCode::OK, body));
        }
        shown.rows.insert(id.to_owned(), pasted.rows.clone());
        shown.fields.insert(format!("{PASTE_PREFIX}{id}"), vec![pasted.rest.clone()]);
        self.sheet(&shown).pasted(id, &pasted)
    }

    /// A table that was pasted and not read would be lost: whoever sends is told.
    fn check_tables(&self, sent: &ParsedBody, today: NaiveDate) -> Result<(), Problem> {
        if sent.tables.is_empty() {
            return Ok(());
        }
        let mut refusals = self.operation.accept(&sent.answers, today).err().unwrap_or_default().refusals;
        refusals.extend(sent.tables.keys().filter_map(|id| self.operation.unread_table(id)));
        Err(Problem { errors: refusals, ..Problem::new(ProblemCode::Answers) })
    }

    async fn take(&self, sent: &ParsedBody, key: Option<&IdempotencyKey>) -> Result<Taken, Problem> {
        if let IntakeMode::Paused { retry_after } = self.taking {
            return Err(Problem { retry_after: Some(retry_after), ..Problem::new(ProblemCode::Paused) });
        }
        let request = SubmitCommand {
            form: self.form,
            operation: self.operation,
            answers: &sent.answers,
            key,
            form_version: sent.metadata.form_version.as_deref(),
            confirmation: sent.metadata.confirmation.as_deref(),
        };
        let now = (self.state.clock)();
        let policy = &self.state.bundle.policy;
        self.check_tables(sent, policy.calendar().today(now))?;
        let (mut ticket, record) = self.state.intake.prepare(policy, &request, now).map_err(problem)?;
        let GuardVerdict { mut marks, verification, quota } =
            self.judge(&ticket, &sent.metadata, now).await?;
        marks.extend(ticket.submission.has_confusable_domain().then_some(Mark::Lookalike));
        marks.extend((self.taking == IntakeMode::Test).then_some(Mark::Test));
        ticket.marks.clone_from(&marks);
        ticket.verification = verification;
        let accepted = self.state.intake.keep(ticket, &record).await.map_err(problem)?;
        Ok(Taken { accepted, marks, quota })
    }

    /// Only what satisfies its form is counted: whoever mends an answer is no flood.
    async fn judge(
        &self,
        ticket: &Ticket,
        page: &FormMetadata,
        now: DateTime<Utc>,
    ) -> Result<GuardVerdict, Problem> {
        let requester = self.state.bundle.policy.requester();
        let mut answers = ticket.submission.answers.iter();
        let visit = RequestMetadata {
            viewer: self.viewer,
            requester: answers.find_map(|(name, answer)| match answer {
                Answer::Text(text) if Some(name.as_str()) == requester => Some(text.as_str()),
                _ => None,
            }),
            trapped: page.is_honeypot_filled,
            opened: page.opened,
        };
        self.state.guard.judge(&visit, now).await.map_err(|RateLimited { retry_after, quota }| Problem {
            retry_after: Some(retry_after),
            quota: quota.map(Box::new),
            ..Problem::new(ProblemCode::RateLimited)
        })
    }

    /// A visitor never types anything again: a page comes back with all that they wrote.
    fn refuse(&self, sent: &ParsedBody, problem: Problem) -> Result<(Response, Trace), Problem> {
        match self.preference {
            ResponseFormat::Html => {
                Ok((self.sheet(&self.shown(sent)).refused(&problem)?, Trace::of(&problem)))
            }
            ResponseFormat::Json => Err(problem),
        }
    }

    fn tell(&self, taken: Taken) -> Result<(Response, Trace), Problem> {
        let (receipt, outcome) = match taken.accepted {
            SubmitOutcome::New(receipt) => (receipt, "accepted"),
            SubmitOutcome::Replayed(receipt) => (receipt, "replayed"),
        };
        let mut response = self.confirm(&receipt)?;
        if outcome == "replayed" {
            response.headers_mut().insert(IDEMPOTENT_REPLAYED.clone(), HeaderValue::from_static("true"));
        }
        if let (ResponseFormat::Json, Some(quota)) = (self.preference, taken.quota) {
            rate_headers::insert(response.headers_mut(), quota);
        }
        Ok((response, Trace { outcome, marks: taken.marks, ..Trace::default() }))
    }

    fn confirm(&self, receipt: &Receipt) -> Result<Response, Problem> {
        let address = response::confirmation_path(receipt, &self.state.keys.sign(receipt));
        let mut response = match self.preference {
            ResponseFormat::Html => StatusCode::SEE_OTHER.into_response(),
            ResponseFormat::Json => {
                let zone = self.state.bundle.policy.calendar().zone();
                let body = serde_json::to_string(&TicketBody::new(receipt, zone, &address));
                response::json(
                    StatusCode::CREATED,
                    body.map_err(|e| Problem::caused(ProblemCode::Internal, &e))?,
                )
            }
        };
        let location =
            HeaderValue::from_str(&address).map_err(|e| Problem::caused(ProblemCode::Internal, &e))?;
        response.headers_mut().insert(header::LOCATION, location);
        Ok(response)
    }

    /// Returns all that a page shows again: the answers, and what stands in the boxes for tables but passwords.
    fn shown(&self, sent: &ParsedBody) -> Answers {
        let mut shown = sent.answers.clone();
        for (id, table) in &sent.tables {
            let kept = self.operation.without_passwords(id, table);
            shown.fields.insert(format!("{PASTE_PREFIX}{id}"), vec![kept]);
        }
        shown
    }

    fn sheet<'a>(&'a self, answers: &'a Answers) -> Sheet<'a> {
        Sheet { bundle: &self.state.bundle, form: self.form, operation: self.operation, answers }
    }
}

fn problem(refused: IntakeError) -> Problem {
    match refused {
        IntakeError::Answers(rejection) => {
            Problem { errors: rejection.refusals, ..Problem::new(ProblemCode::Answers) }
        }
        IntakeError::Unconfirmed(review) => {
            Problem { review: Some(review), ..Problem::new(ProblemCode::Unconfirmed) }
        }
        IntakeError::KeyReused => Problem::new(ProblemCode::KeyReused),
        IntakeError::TooLarge => Problem::new(ProblemCode::TooLarge),
        IntakeError::Unavailable(cause) => Problem::caused(ProblemCode::Unavailable, cause.as_ref()),
    }
}

fn particular(code: ProblemCode, particular: String) -> Problem {
    Problem { detail: Some(particular), ..Problem::new(code) }
}

/// The header goes before the page's own key.
fn key(headers: &HeaderMap, token: Option<&str>) -> Result<Option<IdempotencyKey>, KeyShape> {
    let mut values = headers.get_all(&IDEMPOTENCY_KEY).iter();
    match (values.next(), values.next()) {
        (None, _) => token.map(IdempotencyKey::new).transpose(),
        (Some(only), None) => IdempotencyKey::parse_header(only.to_str().map_err(|_| KeyShape)?).map(Some),
        (Some(_), Some(_)) => Err(KeyShape),
    }
}
