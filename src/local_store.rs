//! The store that the command uses on this machine: an embedded database or another endpoint, and its signing key.

pub(crate) mod engine;

use api::guard::dynamodb::DynamoDbGuardStore;
use api::store::client::connect;
use api::store::dynamodb::DynamoDbStore;

use crate::cli::args::StoreLocation;
use crate::cli::error::CliError;
use crate::local_store::engine::LocalDatabase;

/// An open store with the tables of tickets and guard.
pub(crate) struct Store {
    pub(crate) tickets: DynamoDbStore,
    pub(crate) guard: DynamoDbGuardStore,
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
        let client = connect(endpoint.as_deref()).await;
        let tickets = DynamoDbStore::new(client.clone(), TICKETS_TABLE);
        let guard = DynamoDbGuardStore::new(client, GUARD_TABLE);
        let store_error =
            CliError::system_with_advice("el almacén no responde", "revise --store o el archivo de --data");
        tickets.create_table().await.map_err(store_error)?;
        guard.create_table().await.map_err(store_error)?;
        database.finish_creation()?;
        let key = api::SigningKey::new(&database.key).map_err(|error| CliError::System(error.to_string()))?;
        let keys = api::KeyRing::new(key, None);
        Ok(Self { tickets, guard, keys, _database: database })
    }
}
