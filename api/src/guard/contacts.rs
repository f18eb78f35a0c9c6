//! The import of each client's authorised contacts.
//!
//! An import replaces the whole list of a client and leaves the lists of other clients. Importing twice changes nothing.
//! An interrupted import is finished by repeating it: until the new list is stored, the union of both lists is.

use std::collections::BTreeSet;

use policy::value::Email;

use crate::guard::GuardStore;
use crate::guard::digest::{Digest, Pseudonymizer};
use crate::platform::BoxError;
use crate::ticket::token::KeyRing;

/// The guard's table, with the operations that only the import may use.
pub trait ContactStore: GuardStore {
    /// Returns the stored contacts of `client`.
    fn contacts_of(&self, client: &str) -> impl Future<Output = Result<BTreeSet<Digest>, BoxError>> + Send;

    /// Replaces the stored contacts of `client`.
    fn set_contacts(
        &self,
        client: &str,
        contacts: &BTreeSet<Digest>,
    ) -> impl Future<Output = Result<(), BoxError>> + Send;

    /// Makes `contact` an authorised contact of `client`.
    fn authorize(&self, contact: &Digest, client: &str) -> impl Future<Output = Result<(), BoxError>> + Send;

    /// Withdraws the authorisation of `contact` by `client`.
    fn withdraw(&self, contact: &Digest, client: &str) -> impl Future<Output = Result<(), BoxError>> + Send;

    /// Records that contacts were imported, see [`GuardStore::has_contacts`].
    fn mark_imported(&self) -> impl Future<Output = Result<(), BoxError>> + Send;
}

/// The result of an import, for one client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// The number of contacts now.
    pub contacts: usize,
    /// The number of new contacts.
    pub added: usize,
    /// The number of withdrawn contacts.
    pub removed: usize,
}

/// Imports contacts.
pub struct Contacts<C> {
    store: C,
    pseudonymizer: Pseudonymizer,
}

impl<C: ContactStore> Contacts<C> {
    /// Returns an importer into `store`, by hashes under keys derived from `keys`.
    #[must_use]
    pub fn new(store: C, keys: &KeyRing) -> Self {
        Self { store, pseudonymizer: Pseudonymizer::new(keys) }
    }

    /// Replaces the list of `client`. Names that differ only in case or spaces are one client.
    ///
    /// # Errors
    ///
    /// When the table does not answer. Repeating the import finishes it.
    pub async fn replace(&self, client: &str, contacts: &BTreeSet<Email>) -> Result<Change, BoxError> {
        let client = client.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let digest = |email: &Email| self.pseudonymizer.contact(email.as_str()).0;
        let new: BTreeSet<Digest> = contacts.iter().map(digest).collect();
        let old = self.store.contacts_of(&client).await?;
        self.store.set_contacts(&client, &old.union(&new).cloned().collect()).await?;
        // This includes the stored ones: an earlier import may have stopped before it authorised them.
        for contact in &new {
            self.store.authorize(contact, &client).await?;
        }
        for contact in old.difference(&new) {
            self.store.withdraw(contact, &client).await?;
        }
        self.store.set_contacts(&client, &new).await?;
        self.store.mark_imported().await?;
        Ok(Change {
            contacts: new.len(),
            added: new.difference(&old).count(),
            removed: old.difference(&new).count(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::memory_guard_store::MemoryGuardStore;
    use crate::ticket::token::SigningKey;

    struct Import {
        store: MemoryGuardStore,
        contacts: Contacts<MemoryGuardStore>,
        pseudonymizer: Pseudonymizer,
    }

    impl Import {
        fn new() -> Self {
            let keys = KeyRing::new(SigningKey::new(&[7; 32]).unwrap(), None);
            let store = MemoryGuardStore::default();
            let contacts = Contacts::new(store.clone(), &keys);
            Self { store, contacts, pseudonymizer: Pseudonymizer::new(&keys) }
        }

        async fn replace(&self, client: &str, emails: &[&str]) -> (usize, usize, usize) {
            let emails = emails.iter().map(|email| Email::parse(email).unwrap()).collect();
            let change = self.contacts.replace(client, &emails).await.unwrap();
            (change.contacts, change.added, change.removed)
        }

        async fn knows(&self, email: &str) -> bool {
            self.store.is_contact(&self.pseudonymizer.contact(email).0).await.unwrap()
        }
    }

    #[tokio::test]
    async fn replace_keeps_the_lists_of_other_clients() {
        let import = Import::new();
        assert!(!import.store.has_contacts().await.unwrap());
        assert_eq!(import.replace("Acero", &["a@x.mx", "b@x.mx"]).await, (2, 2, 0));
        assert_eq!(import.replace("Vidrio", &["b@x.mx"]).await, (1, 1, 0));
        assert!(import.store.has_contacts().await.unwrap());
        assert_eq!(import.replace(" ACERO ", &["c@x.mx"]).await, (1, 1, 2));
        assert!(!import.knows("a@x.mx").await);
        assert!(import.knows("b@x.mx").await, "the other client's list still has it");
        assert!(import.knows("c@x.mx").await);
    }

    #[tokio::test]
    async fn replace_changes_nothing_when_repeated() {
        let import = Import::new();
        import.replace("Acero", &["a@x.mx"]).await;
        assert_eq!(import.replace("Acero", &["a@x.mx"]).await, (1, 0, 0));
        assert!(import.knows("a@x.mx").await);
    }

    #[tokio::test]
    async fn replace_finishes_an_interrupted_import() {
        let import = Import::new();
        import.replace("Acero", &["a@x.mx", "b@x.mx"]).await;
        for calls in 0.. {
            import.store.fail_after(Some(calls));
            let emails = ["b@x.mx", "c@x.mx"].map(|email| Email::parse(email).unwrap()).into();
            let is_complete = import.contacts.replace("Acero", &emails).await.is_ok();
            import.store.fail_after(None);
            assert!(import.knows("b@x.mx").await, "after {calls} calls");
            import.replace("Acero", &["b@x.mx", "c@x.mx"]).await;
            assert!(!import.knows("a@x.mx").await && import.knows("c@x.mx").await, "after {calls} calls");
            if is_complete {
                break;
            }
            import.replace("Acero", &["a@x.mx", "b@x.mx"]).await;
        }
    }
}
