//! The use case: a request becomes a ticket, once.

pub mod idempotency;

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use policy::{Answer, Answers, Form, Operation, Policy, Submission, ValidationErrors};
use serde_json::{Value, json};

use crate::guard::rate::Quota;
use crate::guard::{Guard, GuardStore, GuardVerdict, RateLimited, RequestMetadata};
use crate::intake::idempotency::IdempotencyKey;
use crate::platform::{BoxError, Entropy, sha256_hex};
use crate::store::{IdempotencyRecord, PutOutcome, Store, StoreError};
use crate::ticket::folio::Folio;
use crate::ticket::receipt::Receipt;
use crate::ticket::review::PendingConfirmation;
use crate::ticket::{Ticket, TicketFlag};

/// How long a client's idempotency key is remembered.
const IDEMPOTENCY_KEY_TTL: TimeDelta = TimeDelta::hours(24);

/// How long equal requests without a key count as one.
const CONTENT_DEDUP_WINDOW: TimeDelta = TimeDelta::minutes(10);

/// The maximum length of a submission, in bytes of JSON. DynamoDB limits a whole item to 400 KB.
const MAX_SUBMISSION_BYTES: usize = 380 * 1024;

/// How often a folio is drawn when it exists already, which is almost impossible.
const MAX_FOLIO_DRAWS: usize = 5;

/// Turns requests into tickets.
pub struct Intake<S, G> {
    store: S,
    guard: Guard<G>,
    entropy: Entropy,
}

/// A request to submit a form.
#[derive(Clone, Copy)]
pub struct SubmitCommand<'a> {
    /// The form.
    pub form: &'a Form,
    /// One of its operations.
    pub operation: &'a Operation,
    /// The answers, before validation.
    pub answers: &'a Answers,
    /// The client's idempotency key.
    pub key: Option<&'a IdempotencyKey>,
    /// The digest of the form's definition when the page was built.
    pub form_version: Option<&'a str>,
    /// The confirmation of a deletion: its token, or [`CONFIRMED`](crate::ticket::review::CONFIRMED).
    pub confirmation: Option<&'a str>,
    /// What the guard evaluates.
    pub metadata: RequestMetadata,
    /// Whether operations sent the request as a test.
    pub is_test: bool,
}

/// An accepted request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubmitOutcome {
    /// The receipt of the ticket.
    pub receipt: Receipt,
    /// Whether an earlier, equal request created the ticket.
    pub is_replayed: bool,
    /// The flags of this request.
    pub flags: Vec<TicketFlag>,
    /// The remaining requests of the client's network address, if they are known.
    pub quota: Option<Quota>,
}

/// Why a request was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// The answers are not valid.
    #[error("the answers are not valid")]
    Answers(ValidationErrors),
    /// The request deletes something and is not confirmed.
    #[error("the deletion must be confirmed")]
    Unconfirmed(Box<PendingConfirmation>),
    /// Another request came with the same key.
    #[error("another request came with the same key")]
    KeyReused,
    /// The answers do not fit into one ticket.
    #[error("the answers are too long for one ticket")]
    TooLarge,
    /// Too many requests came from the same client.
    #[error(transparent)]
    RateLimited(RateLimited),
    /// The ticket may or may not be stored; it is safe to send the same request again.
    #[error("the ticket could not be stored")]
    Unavailable(#[source] BoxError),
}

impl<S: Store, G: GuardStore> Intake<S, G> {
    /// Returns an intake that evaluates requests with `guard`, stores tickets in `store` and draws folios from `entropy`.
    #[must_use]
    pub fn new(store: S, guard: Guard<G>, entropy: Entropy) -> Self {
        Self { store, guard, entropy }
    }

    /// Validates `command`, received at `now`, and stores its ticket. The ticket is durable when this returns.
    ///
    /// The ticket has the policy's initial level, whatever the client declares. The guard counts only valid requests, so
    /// that correcting answers does not count toward the rate limit.
    ///
    /// # Errors
    ///
    /// See [`IntakeError`].
    pub async fn submit(
        &self,
        policy: &Policy,
        command: &SubmitCommand<'_>,
        now: DateTime<Utc>,
    ) -> Result<SubmitOutcome, IntakeError> {
        let today = policy.calendar.today(now);
        let submission = command.operation.validate(command.answers, today).map_err(IntakeError::Answers)?;
        let canonical = canonical_json(command, &submission);
        if canonical.len() > MAX_SUBMISSION_BYTES {
            return Err(IntakeError::TooLarge);
        }
        if let Some(summary) = command.operation.summarize(&submission, today) {
            let pending = PendingConfirmation::new(summary, &canonical);
            if !pending.is_confirmed_by(command.confirmation) {
                return Err(IntakeError::Unconfirmed(Box::new(pending)));
            }
        }
        let verdict = self.evaluate(policy, command, &submission, now).await?;
        let (flags, quota) = (verdict.flags.clone(), verdict.quota);
        let ticket = self.build_ticket(policy, command, submission, verdict, now);
        let ticket = ticket.map_err(IntakeError::Unavailable)?;
        let record = idempotency_record(&canonical, command.key, ticket.receipt.received);
        let (receipt, is_replayed) = self.store_ticket(ticket, &record).await?;
        Ok(SubmitOutcome { receipt, is_replayed, flags, quota })
    }

    async fn evaluate(
        &self,
        policy: &Policy,
        command: &SubmitCommand<'_>,
        submission: &Submission,
        now: DateTime<Utc>,
    ) -> Result<GuardVerdict, IntakeError> {
        let requester = submission.answers.iter().find_map(|(name, answer)| match answer {
            Answer::Email(email) if Some(name.as_str()) == policy.requester.as_deref() => {
                Some(email.as_str())
            }
            _ => None,
        });
        let verdict = self.guard.evaluate(&command.metadata, requester, now).await;
        let mut verdict = verdict.map_err(IntakeError::RateLimited)?;
        verdict.flags.extend(submission.has_confusable_domain().then_some(TicketFlag::ConfusableDomain));
        verdict.flags.extend(command.is_test.then_some(TicketFlag::Test));
        Ok(verdict)
    }

    fn build_ticket(
        &self,
        policy: &Policy,
        command: &SubmitCommand<'_>,
        submission: Submission,
        verdict: GuardVerdict,
        now: DateTime<Utc>,
    ) -> Result<Ticket, BoxError> {
        // Tokens and items hold times to the second, and a receipt must be equal after a round trip.
        let received = now.trunc_subsecs(0);
        let level = policy.levels.initial();
        let due = policy.calendar.respond_by(received, level).ok_or("the calendar has ended")?;
        let receipt = Receipt {
            folio: Folio::random(&self.entropy)?,
            form: command.form.id.clone(),
            operation: command.operation.id.clone(),
            kind: command.operation.kind,
            rows: submission.rows.first().map(|(_, rows)| u16::try_from(rows.len())).transpose()?,
            received,
            level: level.id.clone(),
            due: due.to_utc(),
            policy_version: policy.version.clone(),
        };
        Ok(Ticket {
            receipt,
            submission,
            priority: level.priority.clone(),
            service: command.form.service.clone(),
            form_version: command.form_version.map(str::to_owned),
            flags: verdict.flags,
            verification: verdict.verification,
        })
    }

    /// Stores `ticket`, with another folio if its own exists. Returns the receipt, and whether it is of an earlier ticket.
    async fn store_ticket(
        &self,
        mut ticket: Ticket,
        record: &IdempotencyRecord,
    ) -> Result<(Receipt, bool), IntakeError> {
        for _ in 0..MAX_FOLIO_DRAWS {
            match self.store.put(&ticket, record).await {
                Ok(PutOutcome::Created) => return Ok((ticket.receipt, false)),
                Ok(PutOutcome::Replayed(receipt)) => return Ok((receipt, true)),
                Ok(PutOutcome::KeyReused) => return Err(IntakeError::KeyReused),
                Err(StoreError::Unavailable(cause)) => return Err(IntakeError::Unavailable(cause)),
                Err(StoreError::FolioExists) => {
                    ticket.receipt.folio = Folio::random(&self.entropy).map_err(IntakeError::Unavailable)?;
                }
            }
        }
        Err(IntakeError::Unavailable(StoreError::FolioExists.into()))
    }
}

/// Returns the same text for the same answers to the same operation.
fn canonical_json(command: &SubmitCommand<'_>, submission: &Submission) -> String {
    let rows = submission.rows.iter().map(|(id, rows)| {
        let rows: Value = rows.iter().map(|row| answers_json(row)).collect();
        json!([id, rows])
    });
    let rows: Value = rows.collect();
    json!([command.form.id, command.operation.id, answers_json(&submission.answers), rows]).to_string()
}

fn answers_json(answers: &[(String, Answer)]) -> Value {
    let value = |answer: &Answer| match answer {
        Answer::Number(number) => json!(number),
        Answer::Yes => json!(true),
        list if list.is_list() => json!(list.texts()),
        single => json!(single.texts().concat()),
    };
    answers.iter().map(|(name, answer)| json!([name, value(answer)])).collect()
}

/// The two kinds of key have different prefixes, so that no client can send the key of another client's answers.
fn idempotency_record(
    canonical: &str,
    key: Option<&IdempotencyKey>,
    received: DateTime<Utc>,
) -> IdempotencyRecord {
    let digest = sha256_hex(&[canonical]);
    let (key, ttl) = match key {
        Some(key) => (sha256_hex(&["key\0", key.as_str()]), IDEMPOTENCY_KEY_TTL),
        None => (sha256_hex(&["answers\0", &digest]), CONTENT_DEDUP_WINDOW),
    };
    IdempotencyRecord { key, digest, expires: received + ttl }
}

#[cfg(test)]
mod tests;
