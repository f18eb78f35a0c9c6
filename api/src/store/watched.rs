//! A store that tells the metrics how long each ticket took.

use tracing::debug;

use crate::platform::Clock;
use crate::store::{IdempotencyRecord, Store, StoreError, Stored};
use crate::telemetry::METRICS;
use crate::ticket::Ticket;

/// Another store, watched.
pub struct Watched<S> {
    store: S,
    clock: Clock,
}

impl<S> Watched<S> {
    /// Returns `store`, whose answers `clock` times.
    pub fn new(store: S, clock: Clock) -> Self {
        Self { store, clock }
    }
}

impl<S: Store> Store for Watched<S> {
    async fn put(&self, ticket: &Ticket, record: &IdempotencyRecord) -> Result<Stored, StoreError> {
        let started = (self.clock)();
        let stored = self.store.put(ticket, record).await;
        let outcome = match &stored {
            Ok(Stored::New) => "new",
            Ok(Stored::Replayed(_)) => "replayed",
            Ok(Stored::KeyReused) => "key-reused",
            Err(StoreError::FolioTaken) => "folio-taken",
            Err(StoreError::Unavailable(_)) => "unavailable",
        };
        let store_ms = ((self.clock)() - started).num_milliseconds().max(0).unsigned_abs();
        debug!(target: METRICS, outcome, store_ms);
        stored
    }
}
