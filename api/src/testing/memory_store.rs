//! A store in memory for tests. It fulfils the contract of [`Store`] except durability.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::store::{IdempotencyRecord, PutOutcome, PutResult, Store, StoreError};
use crate::ticket::Ticket;
use crate::ticket::folio::Folio;
use crate::ticket::receipt::Receipt;

/// A store in memory. Clones share their tickets.
#[derive(Clone, Debug, Default)]
pub struct MemoryStore(Arc<Mutex<Tables>>);

#[derive(Debug, Default)]
struct Tables {
    tickets: BTreeMap<Folio, Ticket>,
    records: BTreeMap<String, (IdempotencyRecord, Receipt)>,
    is_down: bool,
}

impl MemoryStore {
    /// Returns the stored tickets, by folio.
    #[must_use]
    pub fn tickets(&self) -> Vec<Ticket> {
        self.lock().tickets.values().cloned().collect()
    }

    /// Returns the stored records, by key.
    #[must_use]
    pub fn records(&self) -> Vec<IdempotencyRecord> {
        self.lock().records.values().map(|(record, _)| record.clone()).collect()
    }

    /// Sets whether every call fails from now on.
    pub fn set_down(&self, is_down: bool) {
        self.lock().is_down = is_down;
    }

    fn lock(&self) -> MutexGuard<'_, Tables> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for MemoryStore {
    async fn put(&self, ticket: &Ticket, record: &IdempotencyRecord) -> PutResult {
        let mut tables = self.lock();
        if tables.is_down {
            return Err(StoreError::unavailable("the store is down"));
        }
        let receipt = &ticket.receipt;
        if let Some((first, first_receipt)) = tables.records.get(&record.key)
            && first.expires >= receipt.received
        {
            let is_same = first.digest == record.digest;
            return Ok(if is_same {
                PutOutcome::Replayed(first_receipt.clone())
            } else {
                PutOutcome::KeyReused
            });
        }
        if tables.tickets.contains_key(&receipt.folio) {
            return Err(StoreError::FolioExists);
        }
        tables.tickets.insert(receipt.folio, ticket.clone());
        tables.records.insert(record.key.clone(), (record.clone(), receipt.clone()));
        Ok(PutOutcome::Created)
    }
}
