//! The store of tickets: the port, and the contract of its implementations.
//!
//! The production store is [`dynamodb`]. The infrastructure creates its table; on one machine
//! [`dynamodb::DynamoDbStore::create_table`] does. [`watched`] measures a store. The function writes tickets and reads
//! none, so the port cannot read.

pub mod client;
pub mod dynamodb;
pub(crate) mod item;
pub(crate) mod retries;
pub(crate) mod schema;
pub mod watched;

use chrono::{DateTime, Utc};

use crate::platform::BoxError;
pub use crate::store::schema::{QUEUE, QUEUE_PROJECTION};
use crate::ticket::Ticket;
use crate::ticket::receipt::Receipt;

/// The record beside a ticket that keeps a repeated request from making a second one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyRecord {
    /// The hexadecimal SHA-256 of the client's key, or of the request without one.
    pub key: String,
    /// The hexadecimal SHA-256 of the request.
    pub digest: String,
    /// After this time the record counts as absent, even if it still exists.
    pub expires: DateTime<Utc>,
}

/// The result of storing a ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PutOutcome {
    /// The ticket is stored and survives any crash.
    Created,
    /// Nothing was stored: the same request was stored before, with this receipt.
    Replayed(Receipt),
    /// Nothing was stored: another request was stored under the same key.
    KeyReused,
}

/// Why a store could not answer.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Nothing was stored: another ticket has this folio. Draw another and try again.
    #[error("another ticket has this folio")]
    FolioExists,
    /// The store did not answer in time, and the ticket may or may not be stored. It is safe to put it again with the
    /// same record.
    #[error("the store is not available")]
    Unavailable(#[source] BoxError),
}

impl StoreError {
    pub(crate) fn unavailable(cause: impl Into<BoxError>) -> Self {
        Self::Unavailable(cause.into())
    }
}

/// The result of putting a ticket.
pub type PutResult = Result<PutOutcome, StoreError>;

/// A store of tickets.
pub trait Store: Send + Sync + 'static {
    /// Stores `ticket` and `record` together, or neither.
    ///
    /// Of concurrent calls with the same `record.key`, in any process, exactly one stores its ticket. The others return
    /// its receipt if their digest is the same, and [`PutOutcome::KeyReused`] otherwise. A record whose `expires` is
    /// before `ticket.receipt.received` counts as absent. An existing key is reported before an existing folio. A
    /// created ticket is durable.
    ///
    /// # Errors
    ///
    /// See [`StoreError`].
    fn put(&self, ticket: &Ticket, record: &IdempotencyRecord) -> impl Future<Output = PutResult> + Send;
}
