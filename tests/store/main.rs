//! The store's duties, written once and asked of three servers, and the API before a store that fails.
//!
//! It needs servers that `tests/run` installs, so `cargo test` leaves it out: `cargo test --test store` runs it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

#[path = "../support"]
mod support {
    //! The drivers of the suites.
    #![allow(dead_code, reason = "each target uses its own part of the drivers")]

    pub(crate) mod answers;
    pub(crate) mod emulator;
    pub(crate) mod folio;
    pub(crate) mod http;
    pub(crate) mod proxy;
    pub(crate) mod table;
}

mod contract;
mod faults;
mod guard;
mod retries;
mod sample;
mod table;

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use api::store::dynamodb::{Connection, DynamoDb};

use self::support::emulator::{Emulator, EmulatorProcess};
use self::support::table::Table;

/// A table of its own on one of the servers.
struct StoreHarness {
    server: Arc<EmulatorProcess>,
    table: Table,
    store: DynamoDb,
}

impl StoreHarness {
    /// Another way to the same table, through whatever listens at `url`.
    async fn through(&self, url: &str) -> DynamoDb {
        connect(url, &self.table.name).await
    }
}

async fn connect(url: &str, table: &str) -> DynamoDb {
    DynamoDb::connect(&Connection { table: table.to_owned(), endpoint: Some(url.to_owned()) }).await
}

/// Runs `case` on a new table of `author`'s server.
#[track_caller]
fn run_on(emulator: Emulator, case: impl AsyncFnOnce(&StoreHarness)) {
    static TABLES: AtomicU32 = AtomicU32::new(0);
    // It works on one call at a time: cases beside one another would outwait each other's patience.
    static MOTO: Mutex<()> = Mutex::new(());
    let server = EmulatorProcess::shared(emulator);
    let _turn = (emulator == Emulator::Moto).then(|| MOTO.lock().unwrap_or_else(PoisonError::into_inner));
    let name = format!("tickets-{}", TABLES.fetch_add(1, Ordering::Relaxed));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let store = runtime.block_on(async {
        let store = connect(server.url(), &name).await;
        let made = store.create_tables().await.map_err(|error| api::platform::error_chain(&error));
        match emulator {
            Emulator::Embedded | Emulator::Moto => made.unwrap(),
            // It makes the table and then knows no TTL.
            Emulator::Dynalite => assert!(made.unwrap_err().contains("UnknownOperationException")),
        }
        store
    });
    let harness = StoreHarness { table: Table::new(server.url(), &name), server, store };
    // The server's own runtime may end with the desk, which must not happen within another.
    runtime.block_on(case(&harness));
}

/// Makes one test of each case on each server.
macro_rules! on_each {
    ($($server:ident = $emulator:ident: $($case:ident)+;)+) => {
        $(mod $server {
            $(#[test]
            fn $case() {
                crate::run_on(crate::support::emulator::Emulator::$emulator, async |harness| super::$case(harness).await);
            })+
        })+
    };
}
use on_each;
