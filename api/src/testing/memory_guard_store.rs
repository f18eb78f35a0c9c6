//! The guard's table in memory for tests.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};

use crate::guard::GuardStore;
use crate::guard::contacts::ContactStore;
use crate::guard::digest::Digest;
use crate::guard::rate::{Bucket, CountOutcome};
use crate::platform::BoxError;

/// The guard's table in memory. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct MemoryGuardStore(Arc<Mutex<Tables>>);

#[derive(Debug, Default)]
struct Tables {
    counts: BTreeMap<(Digest, Bucket), u32>,
    clients: BTreeMap<String, BTreeSet<Digest>>,
    contacts: BTreeSet<(Digest, String)>,
    is_imported: bool,
    calls: usize,
    /// The number of calls that still succeed, when the table is going to fail.
    remaining: Option<usize>,
}

impl MemoryGuardStore {
    /// Returns how often the table was called.
    #[must_use]
    pub fn calls(&self) -> usize {
        self.tables().calls
    }

    /// Sets how many calls succeed before all fail; `None` lets all succeed.
    pub fn fail_after(&self, calls: Option<usize>) {
        self.tables().remaining = calls;
    }

    fn tables(&self) -> MutexGuard<'_, Tables> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn call(&self) -> Result<MutexGuard<'_, Tables>, BoxError> {
        let mut tables = self.tables();
        tables.calls += 1;
        match &mut tables.remaining {
            Some(0) => return Err("the guard's table is down".into()),
            Some(remaining) => *remaining -= 1,
            None => {}
        }
        Ok(tables)
    }
}

impl GuardStore for MemoryGuardStore {
    async fn count_in(&self, subject: &Digest, bucket: Bucket) -> Result<u32, BoxError> {
        Ok(self.call()?.counts.get(&(subject.clone(), bucket)).copied().unwrap_or(0))
    }

    async fn count(
        &self,
        subject: &Digest,
        bucket: Bucket,
        cap: u32,
        _: DateTime<Utc>,
    ) -> Result<CountOutcome, BoxError> {
        let mut tables = self.call()?;
        let count = tables.counts.entry((subject.clone(), bucket)).or_default();
        if *count >= cap {
            return Ok(CountOutcome::Full(*count));
        }
        *count += 1;
        Ok(CountOutcome::Counted(*count))
    }

    async fn is_contact(&self, contact: &Digest) -> Result<bool, BoxError> {
        Ok(self.call()?.contacts.iter().any(|(known, _)| known == contact))
    }

    async fn has_contacts(&self) -> Result<bool, BoxError> {
        Ok(self.call()?.is_imported)
    }
}

impl ContactStore for MemoryGuardStore {
    async fn contacts_of(&self, client: &str) -> Result<BTreeSet<Digest>, BoxError> {
        Ok(self.call()?.clients.get(client).cloned().unwrap_or_default())
    }

    async fn set_contacts(&self, client: &str, contacts: &BTreeSet<Digest>) -> Result<(), BoxError> {
        self.call()?.clients.insert(client.to_owned(), contacts.clone());
        Ok(())
    }

    async fn authorize(&self, contact: &Digest, client: &str) -> Result<(), BoxError> {
        self.call()?.contacts.insert((contact.clone(), client.to_owned()));
        Ok(())
    }

    async fn withdraw(&self, contact: &Digest, client: &str) -> Result<(), BoxError> {
        self.call()?.contacts.remove(&(contact.clone(), client.to_owned()));
        Ok(())
    }

    async fn mark_imported(&self) -> Result<(), BoxError> {
        self.call()?.is_imported = true;
        Ok(())
    }
}
