//! Where tickets are kept: the port, and what whoever stands behind it promises.
//!
//! There is one real store, [`dynamodb`]; its tables are made by the infrastructure, or for local use by
//! [`dynamodb::DynamoDb::create_tables`]. [`watched`] tells the metrics of it. The intake can write a ticket and read
//! none, so the port has no way to read.

pub mod dynamodb;
pub(crate) mod item;
#[cfg(any(test, feature = "testing"))]
pub mod memory;
pub(crate) mod retries;
pub(crate) mod schema;
pub mod watched;

use std::future::Future;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::BoxError;
pub use crate::store::schema::{QUEUE, QUEUE_PROJECTION};
use crate::ticket::Ticket;
use crate::ticket::receipt::Receipt;

/// What is kept beside a ticket, so that the same request, sent twice, is stored once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyRecord {
    /// SHA-256, in hexadecimal, of the key that the sender gave, or of what was sent.
    pub key: String,
    /// SHA-256, in hexadecimal, of what was sent.
    pub digest: String,
    /// From this moment on the record counts as absent, deleted or not.
    pub expires: DateTime<Utc>,
}

/// What became of a ticket that was handed to a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stored {
    /// It is stored, and will be found after any crash.
    New,
    /// Nothing was stored: the same request was stored before, and this is its receipt.
    Replayed(Receipt),
    /// Nothing was stored: another request was stored under the same key.
    KeyReused,
}

/// Why a store did not say what became of a ticket.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Nothing was stored: another ticket has this folio. Draw another and try again.
    #[error("another ticket has this folio")]
    FolioTaken,
    /// The store did not answer, or not in time: the ticket may or may not be stored. Sent again with the same
    /// record, it is stored once.
    #[error("the store is not available")]
    Unavailable(#[source] BoxError),
}

/// Keeps tickets.
pub trait Store: Send + Sync + 'static {
    /// Stores `ticket` and `record` together, or neither.
    ///
    /// Of several calls with the same `record.key`, at whatever instant, in whatever process, one stores its ticket; the
    /// others are told its receipt if their digest is the same, and [`Stored::KeyReused`] if it is not. A record whose
    /// `expires` is before `ticket.receipt.received` counts as absent. A key that is taken goes before a folio that is
    /// taken. What is answered as stored is durable.
    ///
    /// # Errors
    ///
    /// See [`StoreError`].
    fn put(
        &self,
        ticket: &Ticket,
        record: &IdempotencyRecord,
    ) -> impl Future<Output = Result<Stored, StoreError>> + Send;
}

impl<S: Store> Store for Arc<S> {
    async fn put(&self, ticket: &Ticket, record: &IdempotencyRecord) -> Result<Stored, StoreError> {
        S::put(self, ticket, record).await
    }
}
