//! A store that reports the duration and the outcome of every ticket to the metrics.

use crate::platform::Clock;
use crate::store::{IdempotencyRecord, PutOutcome, PutResult, Store, StoreError};
use crate::telemetry::METRICS;
use crate::ticket::Ticket;

/// A store with metrics.
pub struct InstrumentedStore<S> {
    store: S,
    clock: Clock,
}

impl<S> InstrumentedStore<S> {
    /// Returns `store` with metrics; `clock` measures the durations.
    pub fn new(store: S, clock: Clock) -> Self {
        Self { store, clock }
    }
}

impl<S: Store> Store for InstrumentedStore<S> {
    async fn put(&self, ticket: &Ticket, record: &IdempotencyRecord) -> PutResult {
        let started = (self.clock)();
        let result = self.store.put(ticket, record).await;
        let outcome = match &result {
            Ok(PutOutcome::Created) => "new",
            Ok(PutOutcome::Replayed(_)) => "replayed",
            Ok(PutOutcome::KeyReused) => "key-reused",
            Err(StoreError::FolioExists) => "folio-taken",
            Err(StoreError::Unavailable(_)) => "unavailable",
        };
        let store_ms = ((self.clock)() - started).num_milliseconds().max(0).unsigned_abs();
        tracing::debug!(target: METRICS, outcome, store_ms);
        result
    }
}
