//! What the guard relies on its table for: counts that end at a cap, and contacts that are known until they are not.

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

use crate::draft::monday;
use crate::{Desk, on_each};

on_each! {
    on_the_embedded_engine = Embedded:
        a_count_grows_to_its_cap_and_tells_when_it_ends
        of_fifty_at_one_instant_as_many_are_counted_as_the_cap_says
        a_contact_is_known_until_every_client_has_withdrawn_it;
    on_dynalite = Dynalite:
        a_count_grows_to_its_cap_and_tells_when_it_ends
        of_fifty_at_one_instant_as_many_are_counted_as_the_cap_says
        a_contact_is_known_until_every_client_has_withdrawn_it;
    on_moto = Moto:
        a_count_grows_to_its_cap_and_tells_when_it_ends
        of_fifty_at_one_instant_as_many_are_counted_as_the_cap_says
        a_contact_is_known_until_every_client_has_withdrawn_it;
}

fn keys() -> KeyRing {
    KeyRing::new(SigningKey::new(&[7; 32]).unwrap(), None)
}

fn subject(address: &str) -> Digest {
    Pseudonymizer::new(&keys()).requester(address)
}

impl Desk {
    /// The guard's table, which has the same keys as the tickets'.
    async fn guard(&self) -> DynamoDbGuardStore {
        DynamoDbGuardStore::new(connect(Some(self.engine.url())).await, &self.table.name)
    }
}

async fn a_count_grows_to_its_cap_and_tells_when_it_ends(desk: &Desk) {
    let (guard, subject, bucket) = (desk.guard().await, subject("ana@ejemplo.com"), Bucket(4_771));
    assert_eq!(guard.count_in(&subject, bucket).await.unwrap(), 0);
    for expected in
        [CountOutcome::Counted(1), CountOutcome::Counted(2), CountOutcome::Full(2), CountOutcome::Full(2)]
    {
        assert_eq!(guard.count(&subject, bucket, 2, monday()).await.unwrap(), expected);
    }
    assert_eq!(guard.count_in(&subject, bucket).await.unwrap(), 2);
    assert_eq!(guard.count_in(&subject, Bucket(4_772)).await.unwrap(), 0);
    assert_eq!(
        guard.count(&self::subject("beto@ejemplo.com"), bucket, 2, monday()).await.unwrap(),
        CountOutcome::Counted(1)
    );
    for item in desk.table.items() {
        assert_eq!(item["expires"], json!({"N": monday().timestamp().to_string()}));
    }
}

async fn of_fifty_at_one_instant_as_many_are_counted_as_the_cap_says(desk: &Desk) {
    const CAP: u32 = 20;
    let mut asked = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let (guard, subject) = (desk.guard().await, subject("ana@ejemplo.com"));
        asked.spawn(async move { guard.count(&subject, Bucket(1), CAP, monday()).await.unwrap() });
    }
    let (mut counted, mut full) = (BTreeSet::new(), 0);
    for tally in asked.join_all().await {
        match tally {
            CountOutcome::Counted(number) => assert!(counted.insert(number), "{number} was told twice"),
            CountOutcome::Full(count) => {
                assert_eq!(count, CAP);
                full += 1;
            }
        }
    }
    assert_eq!((counted, full), ((1..=CAP).collect(), 50 - CAP));
}

async fn a_contact_is_known_until_every_client_has_withdrawn_it(desk: &Desk) {
    let (guard, digester) = (desk.guard().await, Pseudonymizer::new(&keys()));
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
    // Beside who is a contact still, nothing is kept of anyone; and no address is.
    let kept = serde_json::to_string(&desk.table.items()).unwrap();
    assert_eq!(kept.matches("CONTACT#").count(), 1);
    assert!(!kept.contains("@x.mx"), "{kept}");
}
