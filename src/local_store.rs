//! The store that the command opens, in its file or elsewhere, with the key that belongs to it.

pub(crate) mod engine;

use api::guard;
use api::store::dynamodb::{Connection, DynamoDb};

use crate::cli::args::StoreLocation;
use crate::cli::error::Failure;
use crate::local_store::engine::Data;

/// What stays the same when the content changes.
pub(crate) struct Store {
    pub(crate) tickets: DynamoDb,
    pub(crate) guard: guard::dynamodb::DynamoDb,
    pub(crate) keys: api::KeyRing,
}

/// The names of the tables on this machine.
const TICKETS: &str = "folio-tickets";
const GUARD: &str = "folio-guard";

impl Store {
    /// Opens the store and makes its tables where they are missing. It is open as long as the data is kept.
    pub(crate) async fn open(place: &StoreLocation) -> Result<(Self, Data), Failure> {
        let data = Data::open(&place.data, place.store.is_none()).await?;
        let endpoint = place.store.clone().or_else(|| data.endpoint.clone());
        let tickets = DynamoDb::connect(&Connection { table: TICKETS.to_owned(), endpoint }).await;
        let cannot = |error: api::store::StoreError| {
            let advice = "revise --store o el archivo de --data";
            Failure::Machine(format!(
                "el almacén no responde: {}; {advice}",
                api::platform::error_chain(&error)
            ))
        };
        tickets.create_tables().await.map_err(cannot)?;
        tickets.create_guard(GUARD).await.map_err(cannot)?;
        let key = api::SigningKey::new(&data.key).map_err(|error| Failure::Machine(error.to_string()))?;
        let keys = api::KeyRing::new(key, None);
        Ok((Self { guard: tickets.guard(GUARD), tickets, keys }, data))
    }
}
