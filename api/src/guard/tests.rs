use std::collections::BTreeSet;

use policy::value::Email;

use crate::guard::contacts::Contacts;
use crate::guard::rate::Window;
use crate::guard::*;
use crate::testing::fixture;
use crate::testing::memory_guard_store::MemoryGuardStore;
use crate::ticket::token::SigningKey;

const ANA: &str = "ana@x.mx";

/// A guard over a table in memory.
struct Harness {
    store: MemoryGuardStore,
    guard: Guard<MemoryGuardStore>,
}

impl Harness {
    fn new() -> Self {
        let store = MemoryGuardStore::default();
        Self { guard: Guard::new(store.clone(), &keys(7, None), limits()), store }
    }

    async fn evaluate(
        &self,
        request: RequestMetadata,
        requester: Option<&str>,
    ) -> Result<GuardVerdict, RateLimited> {
        self.guard.evaluate(&request, requester, fixture::now()).await
    }

    async fn flags_of(&self, client: &str, requester: &str) -> Result<Vec<TicketFlag>, RateLimited> {
        let client = Some(ClientAddress::new(client.parse().unwrap()));
        let request = RequestMetadata { client, ..RequestMetadata::default() };
        self.evaluate(request, Some(requester)).await.map(|verdict| verdict.flags)
    }

    async fn verify(&self, requester: &str) -> Verification {
        self.evaluate(RequestMetadata::default(), Some(requester)).await.unwrap().verification
    }

    async fn automation_flags(&self, is_honeypot_filled: bool, age: Option<TimeDelta>) -> Vec<TicketFlag> {
        let opened = age.map(|age| fixture::now() - age);
        let request = RequestMetadata { client: None, is_honeypot_filled, opened };
        self.evaluate(request, None).await.unwrap().flags
    }

    async fn import(&self, email: &str) {
        let contacts = Contacts::new(self.store.clone(), &keys(7, None));
        contacts.replace("Acero", &BTreeSet::from([Email::parse(email).unwrap()])).await.unwrap();
    }
}

fn limits() -> Limits {
    Limits {
        window: Window::new(600),
        address: Limit { soft: 3, hard: 5 },
        requester: Limit { soft: 2, hard: 4 },
        min_fill_time: TimeDelta::seconds(3),
    }
}

fn keys(current: u8, previous: Option<u8>) -> KeyRing {
    let key = |byte| SigningKey::new(&[byte; 32]).unwrap();
    KeyRing::new(key(current), previous.map(key))
}

#[tokio::test]
async fn address_is_flagged_then_refused_for_any_requester() {
    let harness = Harness::new();
    for n in 0..5 {
        let flags = if n < 3 { vec![] } else { vec![TicketFlag::AddressRate] };
        assert_eq!(harness.flags_of("192.0.2.1", &format!("{n}@x.mx")).await, Ok(flags), "{n}");
    }
    assert!(harness.flags_of("192.0.2.1", "otra@x.mx").await.is_err());
    assert_eq!(harness.flags_of("192.0.2.2", "otra@x.mx").await, Ok(vec![]));
}

#[tokio::test]
async fn requester_is_flagged_then_refused_from_any_address() {
    let harness = Harness::new();
    for n in 0..4 {
        let flags = if n < 2 { vec![] } else { vec![TicketFlag::RequesterRate] };
        assert_eq!(harness.flags_of(&format!("192.0.2.{n}"), ANA).await, Ok(flags), "{n}");
    }
    assert!(harness.flags_of("192.0.2.9", ANA).await.is_err());
    assert_eq!(harness.flags_of("192.0.2.9", "otra@x.mx").await, Ok(vec![]));
}

#[tokio::test]
async fn ipv6_network_counts_as_one_address() {
    let harness = Harness::new();
    for n in 0..5 {
        harness.flags_of(&format!("2001:db8::{n}"), &format!("{n}@x.mx")).await.unwrap();
    }
    assert!(harness.flags_of("2001:db8::ffff", "otra@x.mx").await.is_err());
    assert!(harness.flags_of("2001:db8:0:1::1", "otra@x.mx").await.is_ok());
}

#[tokio::test]
async fn flags_only_honeypot_and_impossible_fill_times() {
    let harness = Harness::new();
    let milliseconds = TimeDelta::milliseconds;
    assert_eq!(harness.automation_flags(false, None).await, []);
    assert_eq!(harness.automation_flags(true, None).await, [TicketFlag::Honeypot]);
    for age in [0, 1, 2_999] {
        assert_eq!(
            harness.automation_flags(false, Some(milliseconds(age))).await,
            [TicketFlag::TooFast],
            "{age}"
        );
    }
    for age in [3_000, 86_400_000, -1, -86_400_000] {
        assert_eq!(harness.automation_flags(false, Some(milliseconds(age))).await, [], "{age}");
    }
}

#[tokio::test]
async fn verification_is_pending_for_unknown_requester() {
    let harness = Harness::new();
    assert_eq!(harness.verify(ANA).await, Verification::Unknown);
    harness.import(ANA).await;
    assert_eq!(harness.verify(ANA).await, Verification::Authorized);
    assert_eq!(harness.verify("otra@x.mx").await, Verification::Pending);
}

#[tokio::test]
async fn verification_makes_the_same_calls_for_everyone() {
    let harness = Harness::new();
    harness.import(ANA).await;
    let mut calls = Vec::new();
    for requester in [ANA, "otra@x.mx"] {
        let before = harness.store.calls();
        harness.verify(requester).await;
        calls.push(harness.store.calls() - before);
    }
    assert_eq!(calls[0], calls[1]);
}

#[tokio::test]
async fn contacts_stay_authorized_under_the_previous_key() {
    let harness = Harness::new();
    harness.import(ANA).await;
    for (previous, expected) in [(Some(7), Verification::Authorized), (None, Verification::Pending)] {
        let guard = Guard::new(harness.store.clone(), &keys(8, previous), limits());
        let changed = Harness { store: harness.store.clone(), guard };
        assert_eq!(changed.verify(ANA).await, expected);
    }
}

#[tokio::test]
async fn guard_passes_requests_when_table_is_down() {
    let harness = Harness::new();
    harness.import(ANA).await;
    for calls in 0..6 {
        harness.store.fail_after(Some(calls));
        assert_eq!(harness.flags_of("192.0.2.1", ANA).await, Ok(vec![]), "after {calls} calls");
    }
    harness.store.fail_after(Some(0));
    assert_eq!(harness.verify("otra@x.mx").await, Verification::Unknown);
    assert_eq!(
        harness.automation_flags(true, None).await,
        [TicketFlag::Honeypot],
        "flags that need no table are set"
    );
}

/// A table that never answers.
struct SilentStore;

impl GuardStore for SilentStore {
    async fn count_in(&self, _: &Digest, _: Bucket) -> Result<u32, BoxError> {
        std::future::pending().await
    }

    async fn count(&self, _: &Digest, _: Bucket, _: u32, _: DateTime<Utc>) -> Result<CountOutcome, BoxError> {
        std::future::pending().await
    }

    async fn is_contact(&self, _: &Digest) -> Result<bool, BoxError> {
        std::future::pending().await
    }

    async fn has_contacts(&self) -> Result<bool, BoxError> {
        std::future::pending().await
    }
}

#[tokio::test]
async fn guard_passes_requests_when_table_never_answers() {
    let guard = Guard::new(SilentStore, &keys(7, None), limits());
    let verdict = guard.evaluate(&RequestMetadata::default(), Some(ANA), fixture::now()).await;
    assert_eq!(verdict, Ok(GuardVerdict::default()));
}
