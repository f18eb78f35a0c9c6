//! Tickets as the intake builds them from the real content, captured by the in-memory store.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};

use api::decode;
use api::decode::ContentType;
use api::guard::RequestMetadata;
use api::guard::rate::{Limit, Limits, Window};
use api::intake::SubmitCommand;
use api::intake::idempotency::IdempotencyKey;
use api::store::{IdempotencyRecord, Store};
use api::testing::memory_guard_store::MemoryGuardStore;
use api::testing::memory_store::MemoryStore;
use api::ticket::Ticket;
use api::{Entropy, Guard, Intake, KeyRing, SigningKey};
use chrono::{DateTime, TimeDelta, Utc};
use policy::{Answer, Policy};

use crate::support::answers;
use crate::support::folio::{real_content, run_in, stderr};

/// The form and the operation of every sample.
pub(crate) const OPERATION: (&str, &str) = ("gsuite", "alta");

/// Returns the policy in the API's bundle.
pub(crate) fn policy_in(bundle: &Path) -> Policy {
    let text = std::fs::read_to_string(bundle.join("policy.json")).unwrap();
    Policy::parse(&serde_json::from_str(&text).unwrap()).unwrap()
}

static POLICY: LazyLock<Policy> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let content = real_content();
    let built = run_in(folder.path(), &["build", "--content", content.to_str().unwrap(), "--out", "dist"]);
    assert!(built.status.success(), "{}", stderr(&built));
    policy_in(&folder.path().join("dist/api"))
});

/// A Monday during opening hours.
pub(crate) fn monday() -> DateTime<Utc> {
    "2024-06-03T16:00:00Z".parse().unwrap()
}

/// Returns entropy that never gives the same folio twice in one run.
pub(crate) fn entropy() -> Entropy {
    static DRAWN: AtomicU64 = AtomicU64::new(1);
    Arc::new(|bytes| {
        let drawn = DRAWN.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        bytes.iter_mut().zip(drawn.to_be_bytes().iter().cycle()).for_each(|(byte, drawn)| *byte = *drawn);
        Ok(())
    })
}

/// Returns the ticket and the record for the answers of `seed`, sent with `key` and received at `now`.
pub(crate) async fn received(seed: &str, key: &str, now: DateTime<Utc>) -> (Ticket, IdempotencyRecord) {
    let store = MemoryStore::default();
    send(&new_intake(store.clone(), entropy()), seed, key, now).await.unwrap();
    (store.tickets().remove(0), store.records().remove(0))
}

/// Does the same on a Monday.
pub(crate) async fn sample(seed: &str, key: &str) -> (Ticket, IdempotencyRecord) {
    received(seed, key, monday()).await
}

/// Returns an intake into `store`, with a guard whose limits no test exceeds.
pub(crate) fn new_intake<S: Store>(store: S, entropy: Entropy) -> Intake<S, MemoryGuardStore> {
    let limit = Limit { soft: 1_000, hard: 1_000 };
    let min_fill_time = TimeDelta::seconds(3);
    let limits = Limits { window: Window::new(600), address: limit, requester: limit, min_fill_time };
    let keys = KeyRing::new(SigningKey::new(&[7; 32]).unwrap(), None);
    Intake::new(store, Guard::new(MemoryGuardStore::default(), &keys, limits), entropy)
}

/// Submits the answers of `seed` with `key`.
pub(crate) async fn send<S: Store>(
    intake: &Intake<S, MemoryGuardStore>,
    seed: &str,
    key: &str,
    now: DateTime<Utc>,
) -> Result<api::intake::SubmitOutcome, api::intake::IntakeError> {
    let form = POLICY.form(OPERATION.0).unwrap();
    let operation = form.operation(OPERATION.1).unwrap();
    let body = answers::Request::sample(operation, seed).json().to_string();
    let parsed = decode::parse(body.as_bytes(), ContentType::Json, operation).unwrap();
    let key = IdempotencyKey::new(key).unwrap();
    let command = SubmitCommand {
        form,
        operation,
        answers: &parsed.answers,
        key: Some(&key),
        form_version: None,
        confirmation: None,
        metadata: RequestMetadata::default(),
        is_test: false,
    };
    intake.submit(&POLICY, &command, now).await
}

/// Adds an answer of `length` bytes.
pub(crate) fn add_long_answer(ticket: &mut Ticket, length: usize) {
    ticket.submission.answers.push(("descripcion_larga".to_owned(), Answer::Text("x".repeat(length))));
}
