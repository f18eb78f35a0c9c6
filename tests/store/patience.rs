//! The store before a server that fails for a while, or for good.

use api::store::{PutOutcome, Store, StoreError};

use crate::draft::{draft, lengthen};
use crate::support::engine::Author;
use crate::support::proxy::{Fault, Pace, Proxy, always, in_turn};
use crate::{Desk, on, on_each};

on_each! {
    on_the_embedded_engine = Embedded:
        a_fault_that_passes_is_not_noticed
        a_fault_that_stays_ends
        what_was_written_before_every_cut_is_told_afterwards;
    on_moto = Moto:
        a_fault_that_passes_is_not_noticed
        a_fault_that_stays_ends
        what_was_written_before_every_cut_is_told_afterwards;
}

fn proxy(desk: &Desk) -> Proxy {
    Proxy::before(desk.engine.url(), Pace::Free)
}

async fn a_fault_that_passes_is_not_noticed(desk: &Desk) {
    for (n, fault) in Fault::every().into_iter().enumerate() {
        let proxy = proxy(desk);
        let store = desk.through(&proxy.url()).await;
        let (ticket, record) = draft("a", &format!("k{n}")).await;
        proxy.follow(in_turn(vec![fault.clone()]));
        let told = store.put(&ticket, &record).await;
        assert_eq!(told.unwrap(), PutOutcome::Created, "{fault:?}");
        assert_eq!(proxy.calls(), 2, "{fault:?}");
        assert_eq!(desk.table.tickets().len(), n + 1, "{fault:?}");
    }
    assert_eq!(desk.table.records().len(), Fault::every().len());
}

async fn a_fault_that_stays_ends(desk: &Desk) {
    for name in ["ThrottlingException", "ProvisionedThroughputExceededException", "InternalServerError"] {
        let proxy = proxy(desk);
        let store = desk.through(&proxy.url()).await;
        let (ticket, record) = draft("a", "k").await;
        proxy.follow(always(Fault::error(if name == "InternalServerError" { 500 } else { 400 }, name)));
        let error = store.put(&ticket, &record).await.unwrap_err();
        assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
        assert!(api::platform::error_chain(&error).contains(name), "{}", api::platform::error_chain(&error));
        assert_eq!(proxy.calls(), 3, "{name}");
    }
    assert!(desk.table.items().is_empty());
}

async fn what_was_written_before_every_cut_is_told_afterwards(desk: &Desk) {
    let proxy = proxy(desk);
    let store = desk.through(&proxy.url()).await;
    let (first, record) = draft("a", "k").await;
    proxy.follow(always(Fault::CutAfter));
    let error = store.put(&first, &record).await.unwrap_err();
    assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
    proxy.follow(in_turn(Vec::new()));
    let (second, again) = draft("a", "k").await;
    let told = store.put(&second, &again).await.unwrap();
    assert_eq!(told, PutOutcome::Replayed(first.receipt.clone()));
    assert_eq!((desk.table.tickets().len(), desk.table.records().len()), (1, 1));
}

/// No server can be made to cancel a transaction for these reasons, so the proxy does.
#[track_caller]
fn cancelled(codes: [&'static str; 2], times: usize, outcome: Result<(), &str>) {
    on(Author::Embedded, async |desk| {
        let proxy = proxy(desk);
        let store = desk.through(&proxy.url()).await;
        let (ticket, record) = draft("a", "k").await;
        proxy.follow(in_turn(vec![Fault::cancelled(codes); times]));
        let told = store.put(&ticket, &record).await;
        let told = told.map_err(|error| api::platform::error_chain(&error));
        let expected = outcome
            .map(|()| PutOutcome::Created)
            .map_err(|cause| format!("the store is not available: {cause}"));
        assert_eq!(told, expected);
        let kept = usize::from(outcome.is_ok());
        assert_eq!(proxy.calls(), times + kept);
        assert_eq!((desk.table.tickets().len(), desk.table.records().len()), (kept, kept));
    });
}

#[test]
fn a_transaction_that_met_another_is_tried_again() {
    cancelled(["None", "TransactionConflict"], 3, Ok(()));
    cancelled(["TransactionConflict", "None"], 3, Ok(()));
}

#[test]
fn a_transaction_that_was_throttled_is_tried_again() {
    cancelled(["ThrottlingError", "None"], 3, Ok(()));
    cancelled(["None", "ProvisionedThroughputExceeded"], 3, Ok(()));
}

#[test]
fn a_transaction_that_always_meets_another_ends() {
    cancelled(["None", "TransactionConflict"], 8, Err("other transactions held the same item every time"));
}

#[test]
fn a_transaction_that_can_never_be_is_not_tried_again() {
    let cause = "the transaction was cancelled: ValidationError, None";
    cancelled(["ValidationError", "None"], 1, Err(cause));
    let cause = "the transaction was cancelled: None, ItemCollectionSizeLimitExceeded";
    cancelled(["None", "ItemCollectionSizeLimitExceeded"], 1, Err(cause));
}

#[test]
fn a_refusal_of_the_store_is_not_tried_again() {
    on(Author::Embedded, async |desk| {
        let proxy = proxy(desk);
        let store = desk.through(&proxy.url()).await;
        let (mut ticket, record) = draft("a", "k").await;
        lengthen(&mut ticket, 400 * 1024);
        store.put(&ticket, &record).await.unwrap_err();
        assert_eq!(proxy.calls(), 1);
    });
}
