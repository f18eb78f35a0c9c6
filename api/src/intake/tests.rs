use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use crate::intake::*;
use crate::testing::fixture;
use crate::testing::memory_guard_store::MemoryGuardStore;
use crate::testing::memory_store::MemoryStore;

/// An intake over stores in memory.
struct Harness {
    store: MemoryStore,
    intake: Intake<MemoryStore, MemoryGuardStore>,
    policy: Policy,
}

impl Harness {
    fn new() -> Self {
        Self::with_entropy(fixture::entropy())
    }

    fn with_entropy(entropy: Entropy) -> Self {
        let store = MemoryStore::default();
        Self { intake: fixture::intake(&store, entropy), store, policy: fixture::policy() }
    }

    async fn submit(
        &self,
        answers: &Answers,
        key: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<SubmitOutcome, IntakeError> {
        let (form, operation) = fixture::operation(&self.policy, "gsuite", "alta");
        let key = key.map(|key| IdempotencyKey::new(key).unwrap());
        let command = SubmitCommand { key: key.as_ref(), ..fixture::command(form, operation, answers) };
        self.intake.submit(&self.policy, &command, now).await
    }
}

fn other_answers() -> Answers {
    let mut answers = fixture::answers();
    answers.fields.insert("empresa".to_owned(), vec!["Otra".to_owned()]);
    answers
}

#[track_caller]
fn expect_created(result: Result<SubmitOutcome, IntakeError>) -> Receipt {
    let outcome = result.unwrap();
    assert!(!outcome.is_replayed, "{outcome:?}");
    outcome.receipt
}

#[track_caller]
fn expect_replayed(result: Result<SubmitOutcome, IntakeError>) -> Receipt {
    let outcome = result.unwrap();
    assert!(outcome.is_replayed, "{outcome:?}");
    outcome.receipt
}

#[tokio::test]
async fn submit_assigns_initial_level_and_deadline() {
    let harness = Harness::new();
    let receipt = expect_created(harness.submit(&fixture::answers(), None, fixture::now()).await);
    let expected = Receipt { folio: receipt.folio, ..fixture::receipt() };
    assert_eq!(receipt, expected);
    let tickets = harness.store.tickets();
    assert_eq!(tickets.len(), 1);
    assert_eq!(tickets[0].priority, "Bajo");
    assert_eq!(tickets[0].service.as_deref(), Some("google-workspace"));
}

#[tokio::test]
async fn submit_replays_equal_answers_for_ten_minutes() {
    let harness = Harness::new();
    let first = expect_created(harness.submit(&fixture::answers(), None, fixture::now()).await);
    let again = harness.submit(&fixture::answers(), None, fixture::now() + TimeDelta::minutes(10)).await;
    assert_eq!(expect_replayed(again), first.clone());
    let later = expect_created(
        harness.submit(&fixture::answers(), None, fixture::now() + TimeDelta::seconds(601)).await,
    );
    assert_ne!(later.folio, first.folio);
    assert_eq!(harness.store.tickets().len(), 2);
}

#[tokio::test]
async fn submit_creates_another_ticket_when_answers_differ() {
    let harness = Harness::new();
    expect_created(harness.submit(&fixture::answers(), None, fixture::now()).await);
    expect_created(harness.submit(&other_answers(), None, fixture::now()).await);
}

#[tokio::test]
async fn submit_remembers_idempotency_key_for_a_day() {
    let harness = Harness::new();
    let first = expect_created(harness.submit(&fixture::answers(), Some("k"), fixture::now()).await);
    let again = harness.submit(&fixture::answers(), Some("k"), fixture::now() + TimeDelta::hours(24)).await;
    assert_eq!(expect_replayed(again), first);
    expect_created(harness.submit(&other_answers(), Some("k"), fixture::now() + TimeDelta::hours(25)).await);
}

#[tokio::test]
async fn submit_returns_error_when_key_has_other_answers() {
    let harness = Harness::new();
    expect_created(harness.submit(&fixture::answers(), Some("k"), fixture::now()).await);
    let result = harness.submit(&other_answers(), Some("k"), fixture::now()).await;
    assert!(matches!(result, Err(IntakeError::KeyReused)));
    assert_eq!(harness.store.tickets().len(), 1);
}

#[tokio::test]
async fn submit_stores_no_key_when_answers_are_invalid() {
    let harness = Harness::new();
    let result = harness.submit(&Answers::default(), Some("k"), fixture::now()).await;
    assert!(matches!(result, Err(IntakeError::Answers(_))));
    expect_created(harness.submit(&fixture::answers(), Some("k"), fixture::now()).await);
}

#[tokio::test]
async fn submit_draws_another_folio_when_one_exists() {
    let draws = AtomicU8::new(0);
    // The first three draws give the same folio.
    let harness = Harness::with_entropy(Arc::new(move |bytes| {
        bytes.fill(draws.fetch_add(1, Ordering::Relaxed) / 3);
        Ok(())
    }));
    let first = expect_created(harness.submit(&fixture::answers(), None, fixture::now()).await);
    let second = expect_created(harness.submit(&other_answers(), None, fixture::now()).await);
    assert_ne!(first.folio, second.folio);
    assert_eq!(harness.store.tickets().len(), 2);
}

#[tokio::test]
async fn submit_returns_error_when_every_folio_exists() {
    let harness = Harness::with_entropy(Arc::new(|bytes| {
        bytes.fill(1);
        Ok(())
    }));
    expect_created(harness.submit(&fixture::answers(), None, fixture::now()).await);
    let result = harness.submit(&other_answers(), None, fixture::now()).await.unwrap_err();
    assert_eq!(
        crate::platform::error_chain(&result),
        "the ticket could not be stored: another ticket has this folio"
    );
}

#[tokio::test]
async fn submit_succeeds_after_the_store_was_down() {
    let harness = Harness::new();
    harness.store.set_down(true);
    let result = harness.submit(&fixture::answers(), None, fixture::now()).await.unwrap_err();
    assert_eq!(crate::platform::error_chain(&result), "the ticket could not be stored: the store is down");
    harness.store.set_down(false);
    expect_created(harness.submit(&fixture::answers(), None, fixture::now()).await);
}

#[tokio::test]
async fn submit_returns_error_when_answers_are_too_long() {
    let harness = Harness::new();
    let mut answers = fixture::answers();
    let row = |i: usize| {
        let long = "x".repeat(15_000);
        [("usuario", format!("u{i}")), ("tipo", "buzon".to_owned()), ("nota", long)]
            .map(|(name, value)| (name.to_owned(), vec![value]))
            .into()
    };
    answers.rows.insert("cuentas".to_owned(), (0..30).map(row).collect());
    let result = harness.submit(&answers, None, fixture::now()).await;
    assert!(matches!(result, Err(IntakeError::TooLarge)), "{result:?}");
}
