//! Contract tests of the store on three emulators, and the API with a failing store.
//!
//! Run it with `cargo test --test store`. `tests/run` installs the emulators, so `cargo test` does not include it.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

#[path = "../support"]
mod support {
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

use api::store::client::connect;
use api::store::dynamodb::DynamoDbStore;

use self::support::emulator::{Emulator, EmulatorProcess};
use self::support::table::Table;

/// A new table on one of the emulators.
struct StoreHarness {
    server: Arc<EmulatorProcess>,
    table: Table,
    store: DynamoDbStore,
}

impl StoreHarness {
    /// Returns another client of the same table, through the proxy at `url`.
    async fn through(&self, url: &str) -> DynamoDbStore {
        DynamoDbStore::new(connect(Some(url)).await, &self.table.name)
    }
}

/// Runs `case` on a new table of `emulator`.
#[track_caller]
fn run_on(emulator: Emulator, case: impl AsyncFnOnce(&StoreHarness)) {
    static TABLES: AtomicU32 = AtomicU32::new(0);
    // Moto serves one call at a time: concurrent cases would run into each other's timeouts.
    static MOTO: Mutex<()> = Mutex::new(());
    let server = EmulatorProcess::shared(emulator);
    let _turn = (emulator == Emulator::Moto).then(|| MOTO.lock().unwrap_or_else(PoisonError::into_inner));
    let name = format!("tickets-{}", TABLES.fetch_add(1, Ordering::Relaxed));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let store = runtime.block_on(async {
        let store = DynamoDbStore::new(connect(Some(server.url())).await, &name);
        let made = store.create_table().await.map_err(|error| api::platform::error_chain(&error));
        match emulator {
            Emulator::Embedded | Emulator::Moto => made.unwrap(),
            // It creates the table and then fails because it has no TTL.
            Emulator::Dynalite => assert!(made.unwrap_err().contains("UnknownOperationException")),
        }
        store
    });
    let harness = StoreHarness { table: Table::new(server.url(), &name), server, store };
    // The emulator's runtime may end with the harness, which must not happen within another runtime.
    runtime.block_on(case(&harness));
}

/// Defines one test for each case and emulator.
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
