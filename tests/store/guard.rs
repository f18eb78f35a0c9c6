//! The contract of the guard's table: counts stop at a cap, and contacts are known until they are removed.

use std::collections::BTreeSet;

use api::guard::GuardStore;
use api::guard::contacts::{Change, Contacts};
use api::guard::digest::{Digest, Pseudonymizer};
use api::guard::dynamodb::DynamoDbGuardStore;
use api::guard::rate::{Bucket, CountOutcome};
use api::store::client::connect;
use api::{KeyRing, SigningKey};
use policy::value::Email;
use serde_json::json;

use crate::sample::monday;
use crate::{StoreHarness, on_each};

on_each! {
    on_embedded = Embedded:
        count_stops_at_cap_and_expires
        concurrent_counts_do_not_exceed_cap
        contact_is_known_until_all_clients_remove_it;
    on_dynalite = Dynalite:
        count_stops_at_cap_and_expires
        concurrent_counts_do_not_exceed_cap
        contact_is_known_until_all_clients_remove_it;
    on_moto = Moto:
        count_stops_at_cap_and_expires
        concurrent_counts_do_not_exceed_cap
        contact_is_known_until_all_clients_remove_it;
}

fn keys() -> KeyRing {
    KeyRing::new(SigningKey::new(&[7; 32]).unwrap(), None)
}

fn requester_digest(address: &str) -> Digest {
    Pseudonymizer::new(&keys()).requester(address)
}

impl StoreHarness {
    /// Returns the guard's store on this table, which has the same keys as the tickets'.
    async fn guard(&self) -> DynamoDbGuardStore {
        DynamoDbGuardStore::new(connect(Some(self.server.url())).await, &self.table.name)
    }
}

async fn count_stops_at_cap_and_expires(harness: &StoreHarness) {
    let (guard, subject, bucket) =
        (harness.guard().await, requester_digest("ana@ejemplo.com"), Bucket(4_771));
    assert_eq!(guard.count_in(&subject, bucket).await.unwrap(), 0);
    for expected in
        [CountOutcome::Counted(1), CountOutcome::Counted(2), CountOutcome::Full(2), CountOutcome::Full(2)]
    {
        assert_eq!(guard.count(&subject, bucket, 2, monday()).await.unwrap(), expected);
    }
    assert_eq!(guard.count_in(&subject, bucket).await.unwrap(), 2);
    assert_eq!(guard.count_in(&subject, Bucket(4_772)).await.unwrap(), 0);
    assert_eq!(
        guard.count(&self::requester_digest("beto@ejemplo.com"), bucket, 2, monday()).await.unwrap(),
        CountOutcome::Counted(1)
    );
    for item in harness.table.items() {
        assert_eq!(item["expires"], json!({"N": monday().timestamp().to_string()}));
    }
}

async fn concurrent_counts_do_not_exceed_cap(harness: &StoreHarness) {
    const CAP: u32 = 20;
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let (guard, subject) = (harness.guard().await, requester_digest("ana@ejemplo.com"));
        calls.spawn(async move { guard.count(&subject, Bucket(1), CAP, monday()).await.unwrap() });
    }
    let (mut counted, mut full) = (BTreeSet::new(), 0);
    for tally in calls.join_all().await {
        match tally {
            CountOutcome::Counted(number) => {
                assert!(counted.insert(number), "{number} was returned twice");
            }
            CountOutcome::Full(count) => {
                assert_eq!(count, CAP);
                full += 1;
            }
        }
    }
    assert_eq!((counted, full), ((1..=CAP).collect(), 50 - CAP));
}

async fn contact_is_known_until_all_clients_remove_it(harness: &StoreHarness) {
    let (guard, digester) = (harness.guard().await, Pseudonymizer::new(&keys()));
    let contacts = Contacts::new(guard.clone(), &keys());
    let replace = async |client: &str, emails: &[&str]| {
        let emails = emails.iter().map(|email| Email::parse(email).unwrap()).collect();
        contacts.replace(client, &emails).await.unwrap()
    };
    let knows = async |email: &str| guard.is_contact(&digester.contact(email).0).await.unwrap();

    assert!(!guard.has_contacts().await.unwrap());
    let change = |contacts, added, removed| Change { contacts, added, removed };
    assert_eq!(replace("Acero", &["ana@x.mx", "beto@x.mx"]).await, change(2, 2, 0));
    assert_eq!(replace("Vidrio", &["beto@x.mx"]).await, change(1, 1, 0));
    assert!(guard.has_contacts().await.unwrap() && knows("ana@x.mx").await && !knows("otra@x.mx").await);
    assert_eq!(replace("Acero", &["carla@x.mx"]).await, change(1, 1, 2));
    assert!(!knows("ana@x.mx").await && knows("beto@x.mx").await && knows("carla@x.mx").await);
    assert_eq!(replace("Vidrio", &[]).await, change(0, 0, 1));
    assert!(!knows("beto@x.mx").await);
    // Only the contacts that are still known are stored, and no e-mail address.
    let stored = serde_json::to_string(&harness.table.items()).unwrap();
    assert_eq!(stored.matches("CONTACT#").count(), 1);
    assert!(!stored.contains("@x.mx"), "{stored}");
}
