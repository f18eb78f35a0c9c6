//! The retries of the store when the server fails for a while or permanently.

use api::store::{PutOutcome, Store, StoreError};

use crate::sample::{add_long_answer, sample};
use crate::support::emulator::Emulator;
use crate::support::proxy::{Concurrency, Fault, Proxy, always, sequence};
use crate::{StoreHarness, on_each, run_on};

on_each! {
    on_embedded = Embedded:
        transient_fault_is_retried
        permanent_fault_returns_unavailable
        put_after_cut_returns_stored_receipt;
    on_moto = Moto:
        transient_fault_is_retried
        permanent_fault_returns_unavailable
        put_after_cut_returns_stored_receipt;
}

fn start_proxy(harness: &StoreHarness) -> Proxy {
    Proxy::start(harness.server.url(), Concurrency::Unlimited)
}

async fn transient_fault_is_retried(harness: &StoreHarness) {
    for (n, fault) in Fault::all().into_iter().enumerate() {
        let proxy = start_proxy(harness);
        let store = harness.through(&proxy.url()).await;
        let (ticket, record) = sample("a", &format!("k{n}")).await;
        proxy.set_script(sequence(vec![fault.clone()]));
        let result = store.put(&ticket, &record).await;
        assert_eq!(result.unwrap(), PutOutcome::Created, "{fault:?}");
        assert_eq!(proxy.calls(), 2, "{fault:?}");
        assert_eq!(harness.table.tickets().len(), n + 1, "{fault:?}");
    }
    assert_eq!(harness.table.records().len(), Fault::all().len());
}

async fn permanent_fault_returns_unavailable(harness: &StoreHarness) {
    for name in ["ThrottlingException", "ProvisionedThroughputExceededException", "InternalServerError"] {
        let proxy = start_proxy(harness);
        let store = harness.through(&proxy.url()).await;
        let (ticket, record) = sample("a", "k").await;
        proxy.set_script(always(Fault::error(if name == "InternalServerError" { 500 } else { 400 }, name)));
        let error = store.put(&ticket, &record).await.unwrap_err();
        assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
        assert!(api::platform::error_chain(&error).contains(name), "{}", api::platform::error_chain(&error));
        assert_eq!(proxy.calls(), 3, "{name}");
    }
    assert!(harness.table.items().is_empty());
}

async fn put_after_cut_returns_stored_receipt(harness: &StoreHarness) {
    let proxy = start_proxy(harness);
    let store = harness.through(&proxy.url()).await;
    let (first, record) = sample("a", "k").await;
    proxy.set_script(always(Fault::CutAfter));
    let error = store.put(&first, &record).await.unwrap_err();
    assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
    proxy.set_script(sequence(Vec::new()));
    let (second, again) = sample("a", "k").await;
    let result = store.put(&second, &again).await.unwrap();
    assert_eq!(result, PutOutcome::Replayed(first.receipt.clone()));
    assert_eq!((harness.table.tickets().len(), harness.table.records().len()), (1, 1));
}

/// The proxy cancels the transaction, because no emulator can be made to do so for these reasons.
#[track_caller]
fn assert_cancelled(codes: [&'static str; 2], times: usize, outcome: Result<(), &str>) {
    run_on(Emulator::Embedded, async |harness| {
        let proxy = start_proxy(harness);
        let store = harness.through(&proxy.url()).await;
        let (ticket, record) = sample("a", "k").await;
        proxy.set_script(sequence(vec![Fault::cancelled(codes); times]));
        let result = store.put(&ticket, &record).await;
        let result = result.map_err(|error| api::platform::error_chain(&error));
        let expected = outcome
            .map(|()| PutOutcome::Created)
            .map_err(|cause| format!("the store is not available: {cause}"));
        assert_eq!(result, expected);
        let stored = usize::from(outcome.is_ok());
        assert_eq!(proxy.calls(), times + stored);
        assert_eq!((harness.table.tickets().len(), harness.table.records().len()), (stored, stored));
    });
}

#[test]
fn transaction_conflict_is_retried() {
    assert_cancelled(["None", "TransactionConflict"], 3, Ok(()));
    assert_cancelled(["TransactionConflict", "None"], 3, Ok(()));
}

#[test]
fn throttled_transaction_is_retried() {
    assert_cancelled(["ThrottlingError", "None"], 3, Ok(()));
    assert_cancelled(["None", "ProvisionedThroughputExceeded"], 3, Ok(()));
}

#[test]
fn endless_transaction_conflict_returns_unavailable() {
    assert_cancelled(
        ["None", "TransactionConflict"],
        8,
        Err("other transactions held the same item every time"),
    );
}

#[test]
fn invalid_transaction_is_not_retried() {
    let cause = "the transaction was cancelled: ValidationError, None";
    assert_cancelled(["ValidationError", "None"], 1, Err(cause));
    let cause = "the transaction was cancelled: None, ItemCollectionSizeLimitExceeded";
    assert_cancelled(["None", "ItemCollectionSizeLimitExceeded"], 1, Err(cause));
}

#[test]
fn rejected_put_is_not_retried() {
    run_on(Emulator::Embedded, async |harness| {
        let proxy = start_proxy(harness);
        let store = harness.through(&proxy.url()).await;
        let (mut ticket, record) = sample("a", "k").await;
        add_long_answer(&mut ticket, 400 * 1024);
        store.put(&ticket, &record).await.unwrap_err();
        assert_eq!(proxy.calls(), 1);
    });
}
