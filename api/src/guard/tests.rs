use std::collections::BTreeSet;

use policy::value::Email;

use crate::guard::contacts::{ContactStore, Contacts};
use crate::guard::memory::Memory;
use crate::guard::rate::{Limit, Window};
use crate::guard::*;
use crate::testing::fixture;
use crate::ticket::token::SigningKey;

const ANA: &str = "ana@x.mx";

struct Door {
    table: Arc<Memory>,
    guard: Guard,
}

impl Door {
    fn new() -> Self {
        let table = Arc::new(Memory::default());
        let limits = Limits {
            window: Window::new(600),
            viewer: Limit { soft: 3, hard: 5 },
            requester: Limit { soft: 2, hard: 4 },
            quickest: TimeDelta::seconds(3),
        };
        Self { guard: Guard::new(Arc::clone(&table) as Arc<dyn GuardStore>, &keys(), limits), table }
    }

    async fn judge(&self, viewer: &str, requester: &str) -> Result<Vec<Mark>, RateLimited> {
        let visit = RequestMetadata {
            viewer: Some(ClientAddress::new(viewer.parse().unwrap())),
            requester: Some(requester),
            trapped: false,
            opened: None,
        };
        self.guard.judge(&visit, fixture::now()).await.map(|judgement| judgement.marks)
    }

    async fn verify(&self, requester: &str) -> Verification {
        let visit =
            RequestMetadata { viewer: None, requester: Some(requester), trapped: false, opened: None };
        self.guard.judge(&visit, fixture::now()).await.unwrap().verification
    }

    async fn marked(&self, trapped: bool, opened: Option<TimeDelta>) -> Vec<Mark> {
        let opened = opened.map(|ago| fixture::now() - ago);
        let visit = RequestMetadata { viewer: None, requester: None, trapped, opened };
        self.guard.judge(&visit, fixture::now()).await.unwrap().marks
    }
}

fn keys() -> KeyRing {
    KeyRing::new(SigningKey::new(&[7; 32]).unwrap(), None)
}

async fn import(table: &Arc<Memory>, keys: &KeyRing, email: &str) {
    let contacts = Contacts::new(Arc::clone(table) as Arc<dyn ContactStore>, keys);
    let emails = BTreeSet::from([Email::parse(email).unwrap()]);
    contacts.replace("Acero", &emails).await.unwrap();
}

#[tokio::test]
async fn one_address_is_marked_and_then_refused_whoever_it_names() {
    let door = Door::new();
    for n in 0..5 {
        let marks = if n < 3 { vec![] } else { vec![Mark::Viewer] };
        assert_eq!(door.judge("192.0.2.1", &format!("{n}@x.mx")).await, Ok(marks), "{n}");
    }
    assert!(door.judge("192.0.2.1", "otra@x.mx").await.is_err());
    assert_eq!(door.judge("192.0.2.2", "otra@x.mx").await, Ok(vec![]));
}

#[tokio::test]
async fn one_requester_is_marked_and_then_refused_wherever_they_are() {
    let door = Door::new();
    for n in 0..4 {
        let marks = if n < 2 { vec![] } else { vec![Mark::Requester] };
        assert_eq!(door.judge(&format!("192.0.2.{n}"), ANA).await, Ok(marks), "{n}");
    }
    assert!(door.judge("192.0.2.9", ANA).await.is_err());
    assert_eq!(door.judge("192.0.2.9", "otra@x.mx").await, Ok(vec![]));
}

#[tokio::test]
async fn neighbours_of_ipv6_are_one_viewer() {
    let door = Door::new();
    for n in 0..5 {
        door.judge(&format!("2001:db8::{n}"), &format!("{n}@x.mx")).await.unwrap();
    }
    assert!(door.judge("2001:db8::ffff", "otra@x.mx").await.is_err());
    assert!(door.judge("2001:db8:0:1::1", "otra@x.mx").await.is_ok());
}

#[tokio::test]
async fn only_what_a_person_cannot_do_is_marked() {
    let door = Door::new();
    let ago = TimeDelta::milliseconds;
    assert_eq!(door.marked(false, None).await, []);
    assert_eq!(door.marked(true, None).await, [Mark::Trap]);
    for quick in [0, 1, 2_999] {
        assert_eq!(door.marked(false, Some(ago(quick))).await, [Mark::Quick], "{quick}");
    }
    for other in [3_000, 86_400_000, -1, -86_400_000] {
        assert_eq!(door.marked(false, Some(ago(other))).await, [], "{other}");
    }
}

#[tokio::test]
async fn a_contact_is_authorized_and_anyone_else_is_pending_once_there_are_contacts() {
    let door = Door::new();
    assert_eq!(door.verify(ANA).await, Verification::Unknown);
    import(&door.table, &keys(), ANA).await;
    assert_eq!(door.verify(ANA).await, Verification::Authorized);
    assert_eq!(door.verify("otra@x.mx").await, Verification::Pending);
}

#[tokio::test]
async fn a_contact_and_anyone_else_cost_the_same_questions() {
    let door = Door::new();
    import(&door.table, &keys(), ANA).await;
    let mut asked = Vec::new();
    for requester in [ANA, "otra@x.mx"] {
        let before = door.table.asked();
        door.verify(requester).await;
        asked.push(door.table.asked() - before);
    }
    assert_eq!(asked[0], asked[1]);
}

#[tokio::test]
async fn lists_outlive_a_change_of_keys_while_the_key_before_is_known() {
    let door = Door::new();
    import(&door.table, &keys(), ANA).await;
    let key = |byte| SigningKey::new(&[byte; 32]).unwrap();
    for (previous, expected) in [(Some(key(7)), Verification::Authorized), (None, Verification::Pending)] {
        let keys = KeyRing::new(key(8), previous);
        let guard = Guard::new(Arc::clone(&door.table) as Arc<dyn GuardStore>, &keys, door.guard.limits);
        let changed = Door { table: Arc::clone(&door.table), guard };
        assert_eq!(changed.verify(ANA).await, expected);
    }
}

#[tokio::test]
async fn a_table_that_is_down_refuses_and_marks_nothing() {
    let door = Door::new();
    import(&door.table, &keys(), ANA).await;
    for answers in 0..6 {
        door.table.fail_after(answers);
        assert_eq!(door.judge("192.0.2.1", ANA).await, Ok(vec![]), "after {answers} answers");
    }
    door.table.fail_after(0);
    assert_eq!(door.verify("otra@x.mx").await, Verification::Unknown);
    assert_eq!(door.marked(true, None).await, [Mark::Trap], "what needs no table is marked all the same");
}

/// A table that never answers.
struct Silent;

impl GuardStore for Silent {
    fn counted<'a>(&'a self, _: &'a Digest, _: Bucket) -> BoxFuture<'a, u32> {
        Box::pin(std::future::pending())
    }

    fn count<'a>(
        &'a self,
        _: &'a Digest,
        _: Bucket,
        _: u32,
        _: DateTime<Utc>,
    ) -> BoxFuture<'a, CountOutcome> {
        Box::pin(std::future::pending())
    }

    fn is_contact<'a>(&'a self, _: &'a Digest) -> BoxFuture<'a, bool> {
        Box::pin(std::future::pending())
    }

    fn has_contacts(&self) -> BoxFuture<'_, bool> {
        Box::pin(std::future::pending())
    }
}

#[tokio::test]
async fn a_table_that_never_answers_is_not_waited_for() {
    let guard = Guard::new(Arc::new(Silent), &keys(), Door::new().guard.limits);
    let visit = RequestMetadata { viewer: None, requester: Some(ANA), trapped: false, opened: None };
    assert_eq!(guard.judge(&visit, fixture::now()).await, Ok(GuardVerdict::default()));
}
