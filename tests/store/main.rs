//! The store's duties, written once and asked of three servers, and the API before a store that fails.
//!
//! It needs servers that `tests/run` installs, so `cargo test` leaves it out: `cargo test --test store` runs it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

#[path = "../support"]
mod support {
    //! The drivers of the suites.
    #![allow(dead_code, reason = "each target uses its own part of the drivers")]

    pub(crate) mod answers;
    pub(crate) mod engine;
    pub(crate) mod folio;
    pub(crate) mod http;
    pub(crate) mod proxy;
    pub(crate) mod table;
}

mod draft;
mod duties;
mod faults;
mod guard;
mod patience;
mod table;

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use api::store::client::connect;
use api::store::dynamodb::DynamoDbStore;

use self::support::engine::{Author, Engine};
use self::support::table::Table;

/// A table of its own on one of the servers.
struct Desk {
    engine: Arc<Engine>,
    table: Table,
    store: DynamoDbStore,
}

impl Desk {
    /// Another way to the same table, through whatever listens at `url`.
    async fn through(&self, url: &str) -> DynamoDbStore {
        DynamoDbStore::new(connect(Some(url)).await, &self.table.name)
    }
}

/// Runs `case` on a new table of `author`'s server.
#[track_caller]
fn on(author: Author, case: impl AsyncFnOnce(&Desk)) {
    static TABLES: AtomicU32 = AtomicU32::new(0);
    // It works on one call at a time: cases beside one another would outwait each other's patience.
    static MOTO: Mutex<()> = Mutex::new(());
    let engine = Engine::of(author);
    let _turn = (author == Author::Moto).then(|| MOTO.lock().unwrap_or_else(PoisonError::into_inner));
    let name = format!("tickets-{}", TABLES.fetch_add(1, Ordering::Relaxed));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let store = runtime.block_on(async {
        let store = DynamoDbStore::new(connect(Some(engine.url())).await, &name);
        let made = store.create_table().await.map_err(|error| api::platform::error_chain(&error));
        match author {
            Author::Embedded | Author::Moto => made.unwrap(),
            // It makes the table and then knows no TTL.
            Author::Dynalite => assert!(made.unwrap_err().contains("UnknownOperationException")),
        }
        store
    });
    let desk = Desk { table: Table::new(engine.url(), &name), engine, store };
    // The server's own runtime may end with the desk, which must not happen within another.
    runtime.block_on(case(&desk));
}

/// Makes one test of each case on each server.
macro_rules! on_each {
    ($($server:ident = $author:ident: $($case:ident)+;)+) => {
        $(mod $server {
            $(#[test]
            fn $case() {
                crate::on(crate::support::engine::Author::$author, async |desk| super::$case(desk).await);
            })+
        })+
    };
}
use on_each;
