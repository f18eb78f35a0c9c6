use std::sync::Arc;

use crate::intake::*;
use crate::store::memory::Memory;
use crate::testing::fixture;

struct Desk {
    store: Arc<Memory>,
    intake: Intake<Arc<Memory>>,
    policy: Policy,
}

fn desk() -> Desk {
    let store = Arc::new(Memory::default());
    Desk { intake: Intake::new(Arc::clone(&store), fixture::chance()), store, policy: fixture::policy() }
}

impl Desk {
    async fn accept(
        &self,
        answers: &Answers,
        key: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<SubmitOutcome, IntakeError> {
        let (form, operation) = fixture::operation(&self.policy, "gsuite", "alta");
        let key = key.map(|key| IdempotencyKey::new(key).unwrap());
        let request = SubmitCommand {
            form,
            operation,
            answers,
            key: key.as_ref(),
            form_version: None,
            confirmation: None,
        };
        self.intake.accept(&self.policy, request, now).await
    }
}

fn other_answers() -> Answers {
    let mut answers = fixture::answers();
    answers.fields.insert("empresa".to_owned(), vec!["Otra".to_owned()]);
    answers
}

#[track_caller]
fn new(accepted: Result<SubmitOutcome, IntakeError>) -> Receipt {
    match accepted.unwrap() {
        SubmitOutcome::New(receipt) => receipt,
        SubmitOutcome::Replayed(receipt) => panic!("{receipt:?} is not new"),
    }
}

#[tokio::test]
async fn a_request_enters_at_the_first_level_with_the_moment_due() {
    let desk = desk();
    let receipt = new(desk.accept(&fixture::answers(), None, fixture::now()).await);
    let expected = Receipt { folio: receipt.folio, ..fixture::receipt() };
    assert_eq!(receipt, expected);
    let tickets = desk.store.tickets();
    assert_eq!(tickets.len(), 1);
    assert_eq!(tickets[0].priority, "Bajo");
    assert_eq!(tickets[0].service.as_deref(), Some("google-workspace"));
}

#[tokio::test]
async fn the_same_answers_within_ten_minutes_make_one_ticket() {
    let desk = desk();
    let first = new(desk.accept(&fixture::answers(), None, fixture::now()).await);
    let again =
        desk.accept(&fixture::answers(), None, fixture::now() + TimeDelta::minutes(10)).await.unwrap();
    assert_eq!(again, SubmitOutcome::Replayed(first.clone()));
    let later = new(desk.accept(&fixture::answers(), None, fixture::now() + TimeDelta::seconds(601)).await);
    assert_ne!(later.folio, first.folio);
    assert_eq!(desk.store.tickets().len(), 2);
}

#[tokio::test]
async fn other_answers_make_another_ticket() {
    let desk = desk();
    new(desk.accept(&fixture::answers(), None, fixture::now()).await);
    new(desk.accept(&other_answers(), None, fixture::now()).await);
}

#[tokio::test]
async fn a_key_is_remembered_for_a_day() {
    let desk = desk();
    let first = new(desk.accept(&fixture::answers(), Some("k"), fixture::now()).await);
    let again =
        desk.accept(&fixture::answers(), Some("k"), fixture::now() + TimeDelta::hours(24)).await.unwrap();
    assert_eq!(again, SubmitOutcome::Replayed(first));
    new(desk.accept(&other_answers(), Some("k"), fixture::now() + TimeDelta::hours(25)).await);
}

#[tokio::test]
async fn a_key_with_other_answers_is_refused() {
    let desk = desk();
    new(desk.accept(&fixture::answers(), Some("k"), fixture::now()).await);
    let refused = desk.accept(&other_answers(), Some("k"), fixture::now()).await;
    assert!(matches!(refused, Err(IntakeError::KeyReused)));
    assert_eq!(desk.store.tickets().len(), 1);
}

#[tokio::test]
async fn a_refused_answer_takes_no_key() {
    let desk = desk();
    let refused = desk.accept(&Answers::default(), Some("k"), fixture::now()).await;
    assert!(matches!(refused, Err(IntakeError::Answers(_))));
    new(desk.accept(&fixture::answers(), Some("k"), fixture::now()).await);
}

#[tokio::test]
async fn a_folio_that_is_taken_is_drawn_again() {
    let store = Arc::new(Memory::default());
    let draws = std::sync::atomic::AtomicU8::new(0);
    // The first three draws give one folio.
    let chance: Entropy = Arc::new(move |bytes| {
        bytes.fill(draws.fetch_add(1, std::sync::atomic::Ordering::Relaxed) / 3);
        Ok(())
    });
    let desk = Desk { intake: Intake::new(Arc::clone(&store), chance), store, policy: fixture::policy() };
    let first = new(desk.accept(&fixture::answers(), None, fixture::now()).await);
    let second = new(desk.accept(&other_answers(), None, fixture::now()).await);
    assert_ne!(first.folio, second.folio);
    assert_eq!(desk.store.tickets().len(), 2);
}

#[tokio::test]
async fn a_source_that_gives_one_folio_for_ever_is_a_fault() {
    let store = Arc::new(Memory::default());
    let chance: Entropy = Arc::new(|bytes| {
        bytes.fill(1);
        Ok(())
    });
    let desk = Desk { intake: Intake::new(Arc::clone(&store), chance), store, policy: fixture::policy() };
    new(desk.accept(&fixture::answers(), None, fixture::now()).await);
    let refused = desk.accept(&other_answers(), None, fixture::now()).await.unwrap_err();
    assert_eq!(
        crate::platform::error_chain(&refused),
        "the ticket could not be stored: another ticket has this folio"
    );
}

#[tokio::test]
async fn a_store_that_is_down_refuses_and_the_same_request_is_taken_later() {
    let desk = desk();
    desk.store.fail();
    let refused = desk.accept(&fixture::answers(), None, fixture::now()).await.unwrap_err();
    assert_eq!(crate::platform::error_chain(&refused), "the ticket could not be stored: the store is down");
    desk.store.mend();
    new(desk.accept(&fixture::answers(), None, fixture::now()).await);
}

#[tokio::test]
async fn answers_that_no_item_can_hold_are_refused() {
    let desk = desk();
    let mut answers = fixture::answers();
    let row = |i: usize| {
        let long = "x".repeat(15_000);
        [("usuario", format!("u{i}")), ("tipo", "buzon".to_owned()), ("nota", long)]
            .map(|(name, value)| (name.to_owned(), vec![value]))
            .into()
    };
    answers.rows.insert("cuentas".to_owned(), (0..30).map(row).collect());
    let refused = desk.accept(&answers, None, fixture::now()).await;
    assert!(matches!(refused, Err(IntakeError::TooLarge)), "{refused:?}");
}
