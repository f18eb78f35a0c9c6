//! A store for tests: it keeps every duty of [`Store`] but durability.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::store::{IdempotencyRecord, Store, StoreError, Stored};
use crate::ticket::Ticket;
use crate::ticket::folio::Folio;
use crate::ticket::receipt::Receipt;

/// A store in memory.
#[derive(Debug, Default)]
pub struct Memory(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    tickets: BTreeMap<Folio, Ticket>,
    records: BTreeMap<String, (IdempotencyRecord, Receipt)>,
    down: bool,
}

impl Memory {
    /// Returns the tickets that are kept, by folio.
    #[must_use]
    pub fn tickets(&self) -> Vec<Ticket> {
        self.kept().tickets.values().cloned().collect()
    }

    /// From now on the store does not answer.
    pub fn fail(&self) {
        self.kept().down = true;
    }

    /// From now on the store answers.
    pub fn mend(&self) {
        self.kept().down = false;
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for Memory {
    async fn put(&self, ticket: &Ticket, record: &IdempotencyRecord) -> Result<Stored, StoreError> {
        self.kept().put(ticket, record)
    }
}

impl Kept {
    fn put(&mut self, ticket: &Ticket, record: &IdempotencyRecord) -> Result<Stored, StoreError> {
        if self.down {
            return Err(StoreError::Unavailable("the store is down".into()));
        }
        let now = ticket.receipt.received;
        if let Some((first, receipt)) =
            self.records.get(&record.key).filter(|(first, _)| first.expires >= now)
        {
            let same = first.digest == record.digest;
            return Ok(if same { Stored::Replayed(receipt.clone()) } else { Stored::KeyReused });
        }
        if self.tickets.contains_key(&ticket.receipt.folio) {
            return Err(StoreError::FolioTaken);
        }
        self.tickets.insert(ticket.receipt.folio, ticket.clone());
        self.records.insert(record.key.clone(), (record.clone(), ticket.receipt.clone()));
        Ok(Stored::New)
    }
}
