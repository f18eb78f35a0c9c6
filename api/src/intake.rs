//! The use case: answers that satisfy their form become a ticket, once.

pub mod idempotency;

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use data_encoding::HEXLOWER;
use policy::{Answer, Answers, Form, Operation, Policy, Submission, ValidationErrors};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::intake::idempotency::IdempotencyKey;
use crate::platform::{BoxError, Entropy};
use crate::store::{IdempotencyRecord, Store, StoreError, Stored};
use crate::ticket::folio::Folio;
use crate::ticket::receipt::Receipt;
use crate::ticket::review::PendingConfirmation;
use crate::ticket::{Ticket, Verification};

/// How long a key that the sender gave is remembered.
const KEY_KEPT: TimeDelta = TimeDelta::hours(24);

/// How long the same answers count as the same request when no key came with them.
const ANSWERS_KEPT: TimeDelta = TimeDelta::minutes(10);

/// The greatest length of a submission, in bytes of JSON; a stored item may have 400 KB with everything beside it.
const LONGEST_SUBMISSION: usize = 380 * 1024;

/// How often another folio is drawn when one is taken, which chance alone makes as good as impossible.
const MOST_FOLIOS: usize = 5;

/// Makes answers into tickets.
pub struct Intake<S> {
    store: S,
    chance: Entropy,
}

/// What a visitor asks.
#[derive(Clone, Copy, Debug)]
pub struct SubmitCommand<'a> {
    /// The form.
    pub form: &'a Form,
    /// One of its operations.
    pub operation: &'a Operation,
    /// What the visitor answered.
    pub answers: &'a Answers,
    /// The key that came with it.
    pub key: Option<&'a IdempotencyKey>,
    /// The digest of the form's definition that the visitor had before them.
    pub form_version: Option<&'a str>,
    /// What the visitor confirmed: the seal of what they were shown, or [`CONFIRMED`](crate::ticket::review::CONFIRMED) for whatever it asks.
    pub confirmation: Option<&'a str>,
}

/// A request that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubmitOutcome {
    /// It made a ticket.
    New(Receipt),
    /// It had made a ticket before: this is that ticket's receipt.
    Replayed(Receipt),
}

/// A request that was not taken.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// Answers must be mended.
    #[error("answers must be mended")]
    Answers(ValidationErrors),
    /// It deletes something, which must be confirmed.
    #[error("what it deletes must be confirmed")]
    Unconfirmed(Box<PendingConfirmation>),
    /// Another request came with the same key.
    #[error("another request came with the same key")]
    KeyReused,
    /// The answers are too long for one ticket.
    #[error("the answers are too long for one ticket")]
    TooLarge,
    /// Nothing can be said of the ticket now; the same request, sent again, makes one ticket.
    #[error("the ticket could not be stored")]
    Unavailable(#[source] BoxError),
}

impl<S: Store> Intake<S> {
    /// Returns an intake that keeps its tickets in `store` and draws their folios from `chance`.
    #[must_use]
    pub fn new(store: S, chance: Entropy) -> Self {
        Self { store, chance }
    }

    /// Makes a ticket of `request`, received at `now`, under `policy`.
    ///
    /// The ticket enters at the policy's initial level, whatever the visitor declares. It is durable when this returns.
    ///
    /// # Errors
    ///
    /// See [`IntakeError`].
    pub async fn accept(
        &self,
        policy: &Policy,
        request: SubmitCommand<'_>,
        now: DateTime<Utc>,
    ) -> Result<SubmitOutcome, IntakeError> {
        let (ticket, record) = self.prepare(policy, &request, now)?;
        self.keep(ticket, &record).await
    }

    /// Stores what [`Self::prepare`] returned; it is durable when this returns.
    ///
    /// # Errors
    ///
    /// See [`IntakeError`].
    pub(crate) async fn keep(
        &self,
        mut ticket: Ticket,
        record: &IdempotencyRecord,
    ) -> Result<SubmitOutcome, IntakeError> {
        for _ in 0..MOST_FOLIOS {
            match self.store.put(&ticket, record).await {
                Ok(Stored::New) => return Ok(SubmitOutcome::New(ticket.receipt)),
                Ok(Stored::Replayed(receipt)) => return Ok(SubmitOutcome::Replayed(receipt)),
                Ok(Stored::KeyReused) => return Err(IntakeError::KeyReused),
                Err(StoreError::Unavailable(cause)) => return Err(IntakeError::Unavailable(cause)),
                Err(StoreError::FolioTaken) => ticket.receipt.folio = self.folio()?,
            }
        }
        Err(IntakeError::Unavailable(StoreError::FolioTaken.into()))
    }

    /// Returns the ticket that `request` makes and the record that keeps it from being made twice.
    pub(crate) fn prepare(
        &self,
        policy: &Policy,
        request: &SubmitCommand<'_>,
        now: DateTime<Utc>,
    ) -> Result<(Ticket, IdempotencyRecord), IntakeError> {
        let today = policy.calendar().today(now);
        let submission = request.operation.accept(request.answers, today).map_err(IntakeError::Answers)?;
        let canonical = canonical(request, &submission);
        if canonical.len() > LONGEST_SUBMISSION {
            return Err(IntakeError::TooLarge);
        }
        if let Some(check) = request.operation.check(&submission, today) {
            let review = PendingConfirmation::new(check, &canonical);
            review
                .confirmed(request.confirmation)
                .map_err(|review| IntakeError::Unconfirmed(Box::new(review)))?;
        }
        let ticket = self.ticket(policy, request, submission, now).map_err(IntakeError::Unavailable)?;
        let record = record(&canonical, request.key, ticket.receipt.received);
        Ok((ticket, record))
    }

    fn folio(&self) -> Result<Folio, IntakeError> {
        Folio::random(&self.chance).map_err(IntakeError::Unavailable)
    }

    fn ticket(
        &self,
        policy: &Policy,
        request: &SubmitCommand<'_>,
        submission: Submission,
        now: DateTime<Utc>,
    ) -> Result<Ticket, BoxError> {
        // A receipt tells moments to the second, and must be the same after every way there and back.
        let received = now.trunc_subsecs(0);
        let level = policy.levels().initial();
        let due = policy.calendar().respond_by(received, level).ok_or("the calendar has ended")?;
        let receipt = Receipt {
            folio: Folio::random(&self.chance)?,
            form: request.form.id.clone(),
            operation: request.operation.id.clone(),
            kind: request.operation.kind,
            rows: submission.rows.first().map(|(_, rows)| u16::try_from(rows.len())).transpose()?,
            received,
            level: level.id.clone(),
            due: due.to_utc(),
            policy_version: policy.version().to_owned(),
        };
        Ok(Ticket {
            receipt,
            submission,
            priority: level.priority.clone(),
            service: request.form.service.clone(),
            form_version: request.form_version.map(str::to_owned),
            marks: Vec::new(),
            verification: Verification::default(),
        })
    }
}

/// The same answers to the same question always give the same bytes.
fn canonical(request: &SubmitCommand<'_>, submission: &Submission) -> String {
    let rows = |rows: &Vec<Vec<(String, Answer)>>| rows.iter().map(|row| pairs(row)).collect::<Value>();
    let all_rows: Vec<Value> = submission.rows.iter().map(|(id, own)| json!([id, rows(own)])).collect();
    json!([request.form.id, request.operation.id, pairs(&submission.answers), all_rows]).to_string()
}

fn pairs(answers: &[(String, Answer)]) -> Value {
    answers.iter().map(|(name, answer)| json!([name, value(answer)])).collect()
}

fn value(answer: &Answer) -> Value {
    match answer {
        Answer::Text(text) | Answer::Phone { e164: text, .. } => json!(text),
        Answer::List(items) => json!(items),
        Answer::Number(number) => json!(number),
        Answer::Yes => json!(true),
    }
}

/// The two kinds of key have names of their own, so that no sender can give a key that is another's answers.
fn record(canonical: &str, key: Option<&IdempotencyKey>, received: DateTime<Utc>) -> IdempotencyRecord {
    let digest = hex(&["", canonical]);
    let (key, kept) = match key {
        Some(key) => (hex(&["key\0", key.as_str()]), KEY_KEPT),
        None => (hex(&["answers\0", &digest]), ANSWERS_KEPT),
    };
    IdempotencyRecord { key, digest, expires: received + kept }
}

fn hex(texts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for text in texts {
        hash.update(text.as_bytes());
    }
    HEXLOWER.encode(&hash.finalize())
}

#[cfg(test)]
mod tests;
