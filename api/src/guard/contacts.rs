//! The authorised contacts of each client, as they are imported.
//!
//! A client's list is replaced whole; lists of other clients stay. What is imported twice changes nothing, and an import
//! that was cut off is ended by doing it again: until the new list is noted, the old one and the new one are.

use std::collections::BTreeSet;
use std::sync::Arc;

use policy::value::Email;

use crate::guard::digest::{Digest, Pseudonymizer};
use crate::guard::{BoxFuture, GuardStore};
use crate::platform::BoxError;
use crate::ticket::token::KeyRing;

/// What only the import may do; the function's role may not.
pub trait ContactStore: GuardStore {
    /// Returns the contacts that are noted for `client`.
    fn noted<'a>(&'a self, client: &'a str) -> BoxFuture<'a, BTreeSet<Digest>>;

    /// Notes `contacts` for `client`, in place of those that were.
    fn note<'a>(&'a self, client: &'a str, contacts: &'a BTreeSet<Digest>) -> BoxFuture<'a, ()>;

    /// Makes `contact` a contact of `client`, too.
    fn authorize<'a>(&'a self, contact: &'a Digest, client: &'a str) -> BoxFuture<'a, ()>;

    /// Makes `contact` a contact of `client` no more.
    fn withdraw<'a>(&'a self, contact: &'a Digest, client: &'a str) -> BoxFuture<'a, ()>;

    /// From now on [`GuardStore::has_contacts`].
    fn open(&self) -> BoxFuture<'_, ()>;
}

/// What became of a client's list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// How many contacts it has now.
    pub contacts: usize,
    /// How many of them it had not before.
    pub added: usize,
    /// How many it had before and has no more.
    pub removed: usize,
}

/// Imports contacts.
pub struct Contacts {
    roster: Arc<dyn ContactStore>,
    digester: Pseudonymizer,
}

impl Contacts {
    /// Returns an import into `roster`, by hashes that `keys` make.
    #[must_use]
    pub fn new(roster: Arc<dyn ContactStore>, keys: &KeyRing) -> Self {
        Self { roster, digester: Pseudonymizer::new(keys) }
    }

    /// Replaces the list of `client`. Clients whose names differ in case or spaces alone are one.
    ///
    /// # Errors
    ///
    /// When the table does not answer; doing it again ends it.
    pub async fn replace(&self, client: &str, contacts: &BTreeSet<Email>) -> Result<Change, BoxError> {
        let client = name(client);
        let new: BTreeSet<Digest> =
            contacts.iter().map(|email| self.digester.contact(email.as_str()).0).collect();
        let old = self.roster.noted(&client).await?;
        let both = old.union(&new).cloned().collect();
        self.roster.note(&client, &both).await?;
        // All of the new ones, also those that are noted: whoever noted them may have been cut off before this.
        for contact in &new {
            self.roster.authorize(contact, &client).await?;
        }
        for contact in old.difference(&new) {
            self.roster.withdraw(contact, &client).await?;
        }
        self.roster.note(&client, &new).await?;
        self.roster.open().await?;
        Ok(Change {
            contacts: new.len(),
            added: new.difference(&old).count(),
            removed: old.difference(&new).count(),
        })
    }
}

fn name(client: &str) -> String {
    client.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guard::memory::Memory;
    use crate::ticket::token::SigningKey;

    struct Import {
        table: Arc<Memory>,
        contacts: Contacts,
        digester: Pseudonymizer,
    }

    impl Import {
        fn new() -> Self {
            let keys = KeyRing::new(SigningKey::new(&[7; 32]).unwrap(), None);
            let table = Arc::new(Memory::default());
            let contacts = Contacts::new(Arc::clone(&table) as Arc<dyn ContactStore>, &keys);
            Self { table, contacts, digester: Pseudonymizer::new(&keys) }
        }

        async fn replace(&self, client: &str, emails: &[&str]) -> (usize, usize, usize) {
            let emails = emails.iter().map(|email| Email::parse(email).unwrap()).collect();
            let change = self.contacts.replace(client, &emails).await.unwrap();
            (change.contacts, change.added, change.removed)
        }

        async fn knows(&self, email: &str) -> bool {
            self.table.is_contact(&self.digester.contact(email).0).await.unwrap()
        }
    }

    #[tokio::test]
    async fn a_list_is_replaced_and_others_stay() {
        let import = Import::new();
        assert!(!import.table.has_contacts().await.unwrap());
        assert_eq!(import.replace("Acero", &["a@x.mx", "b@x.mx"]).await, (2, 2, 0));
        assert_eq!(import.replace("Vidrio", &["b@x.mx"]).await, (1, 1, 0));
        assert!(import.table.has_contacts().await.unwrap());
        assert_eq!(import.replace(" ACERO ", &["c@x.mx"]).await, (1, 1, 2));
        assert!(!import.knows("a@x.mx").await);
        assert!(import.knows("b@x.mx").await, "the other client's list has it still");
        assert!(import.knows("c@x.mx").await);
    }

    #[tokio::test]
    async fn what_is_imported_twice_changes_nothing() {
        let import = Import::new();
        import.replace("Acero", &["a@x.mx"]).await;
        assert_eq!(import.replace("Acero", &["a@x.mx"]).await, (1, 0, 0));
        assert!(import.knows("a@x.mx").await);
    }

    #[tokio::test]
    async fn an_import_that_was_cut_off_is_ended_by_the_next() {
        let import = Import::new();
        import.replace("Acero", &["a@x.mx", "b@x.mx"]).await;
        for answers in 0.. {
            import.table.fail_after(answers);
            let emails = ["b@x.mx", "c@x.mx"].map(|email| Email::parse(email).unwrap()).into();
            let whole = import.contacts.replace("Acero", &emails).await.is_ok();
            import.table.mend();
            assert!(import.knows("b@x.mx").await, "after {answers} answers");
            import.replace("Acero", &["b@x.mx", "c@x.mx"]).await;
            assert!(!import.knows("a@x.mx").await && import.knows("c@x.mx").await, "after {answers} answers");
            if whole {
                break;
            }
            import.replace("Acero", &["a@x.mx", "b@x.mx"]).await;
        }
    }
}
