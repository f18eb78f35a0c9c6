//! The store that the command uses on this machine: an embedded database or another endpoint, and its signing key.

pub(crate) mod engine;

use api::guard;
use api::store::dynamodb::{Connection, DynamoDb};

use crate::cli::args::StoreLocation;
use crate::cli::error::CliError;
use crate::local_store::engine::LocalDatabase;

/// An open store with the tables of tickets and guard.
pub(crate) struct Store {
    pub(crate) tickets: DynamoDb,
    pub(crate) guard: guard::dynamodb::DynamoDb,
    pub(crate) keys: api::KeyRing,
    /// Holds the lock on the database file.
    _database: LocalDatabase,
}

const TICKETS_TABLE: &str = "folio-tickets";
const GUARD_TABLE: &str = "folio-guard";

impl Store {
    /// Opens the store, and creates the tables that are missing.
    ///
    /// # Errors
    ///
    /// [`CliError::System`] when the database cannot be opened or does not answer.
    pub(crate) async fn open(location: &StoreLocation) -> Result<Self, CliError> {
        let database = LocalDatabase::open(&location.data, location.store.is_none()).await?;
        let endpoint = location.store.clone().or_else(|| database.endpoint.clone());
        let tickets = DynamoDb::connect(&Connection { table: TICKETS_TABLE.to_owned(), endpoint }).await;
        let store_error =
            CliError::system_with_advice("el almacén no responde", "revise --store o el archivo de --data");
        tickets.create_tables().await.map_err(store_error)?;
        tickets.create_guard(GUARD_TABLE).await.map_err(store_error)?;
        let key = api::SigningKey::new(&database.key).map_err(|error| CliError::System(error.to_string()))?;
        let keys = api::KeyRing::new(key, None);
        Ok(Self { guard: tickets.guard(GUARD_TABLE), tickets, keys, _database: database })
    }
}
