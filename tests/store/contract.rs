//! The contract of the API's store.
//!
//! dynalite has no transactions, so one test covers it: the store reports the error and stores nothing.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use api::Entropy;
use api::intake::IntakeError;
use api::store::{PutOutcome, Store, StoreError};
use chrono::TimeDelta;
use serde_json::json;

use crate::sample;
use crate::sample::{add_long_answer, monday, received, sample};
use crate::{StoreHarness, on_each};

on_each! {
    on_embedded = Embedded:
        put_stores_ticket_with_idempotency_record
        repeated_put_returns_first_receipt
        put_returns_key_reused_when_answers_differ
        concurrent_puts_store_one_ticket
        put_returns_folio_taken_and_stores_nothing
        used_key_takes_precedence_over_used_folio
        intake_draws_new_folio_after_collision
        intake_gives_up_when_every_folio_is_taken
        expired_record_is_ignored_before_deletion
        put_stores_380_kb_ticket
        put_rejects_ticket_over_400_kb;
    on_moto = Moto:
        put_stores_ticket_with_idempotency_record
        repeated_put_returns_first_receipt
        put_returns_key_reused_when_answers_differ
        concurrent_puts_store_one_ticket
        put_returns_folio_taken_and_stores_nothing
        used_key_takes_precedence_over_used_folio
        intake_draws_new_folio_after_collision
        intake_gives_up_when_every_folio_is_taken
        expired_record_is_ignored_before_deletion
        put_stores_380_kb_ticket
        put_rejects_ticket_over_400_kb;
    on_dynalite = Dynalite:
        put_fails_without_transaction_support;
}

/// Panics unless exactly these tickets and their records are stored.
#[track_caller]
fn assert_stored(harness: &StoreHarness, tickets: &[&api::ticket::Ticket]) {
    let expected: BTreeSet<String> = tickets.iter().map(|ticket| ticket.receipt.folio.to_string()).collect();
    let folios = |items: Vec<serde_json::Value>| -> Vec<String> {
        let mut folios: Vec<String> =
            items.iter().map(|item| item["folio"]["S"].as_str().unwrap().to_owned()).collect();
        folios.sort();
        folios
    };
    let expected: Vec<String> = expected.into_iter().collect();
    assert_eq!(folios(harness.table.tickets()), expected);
    assert_eq!(folios(harness.table.records()), expected);
}

async fn put_stores_ticket_with_idempotency_record(harness: &StoreHarness) {
    let (ticket, record) = sample("a", "k").await;
    assert_eq!(harness.store.put(&ticket, &record).await.unwrap(), PutOutcome::Created);
    assert_stored(harness, &[&ticket]);
    let item = harness.table.tickets().remove(0);
    assert_eq!(item["pk"]["S"], format!("TICKET#{}", ticket.receipt.folio));
    assert_eq!(item["queue_order"]["S"].as_str().unwrap().split_once('#').unwrap().0, item["due"]["S"]);
    let item = harness.table.records().remove(0);
    assert_eq!(item["pk"]["S"], format!("KEY#{}", record.key));
    assert_eq!(item["expires"]["N"], record.expires.timestamp().to_string());
}

async fn repeated_put_returns_first_receipt(harness: &StoreHarness) {
    let (first, record) = sample("a", "k").await;
    let (second, again) = sample("a", "k").await;
    assert_eq!(record, again);
    harness.store.put(&first, &record).await.unwrap();
    let result = harness.store.put(&second, &again).await.unwrap();
    assert_eq!(result, PutOutcome::Replayed(first.receipt.clone()));
    assert_stored(harness, &[&first]);
}

async fn put_returns_key_reused_when_answers_differ(harness: &StoreHarness) {
    let (first, record) = sample("a", "k").await;
    let (second, other) = sample("b", "k").await;
    assert_eq!(record.key, other.key);
    harness.store.put(&first, &record).await.unwrap();
    assert_eq!(harness.store.put(&second, &other).await.unwrap(), PutOutcome::KeyReused);
    assert_stored(harness, &[&first]);
}

async fn concurrent_puts_store_one_ticket(harness: &StoreHarness) {
    let mut senders = tokio::task::JoinSet::new();
    let start = Arc::new(tokio::sync::Barrier::new(50));
    for _ in 0..50 {
        let (ticket, record) = sample("a", "k").await;
        let (store, start) = (harness.store.clone(), Arc::clone(&start));
        senders.spawn(async move {
            start.wait().await;
            // On a slow machine some calls time out and are repeated.
            for _ in 0..5 {
                match store.put(&ticket, &record).await {
                    Ok(PutOutcome::Created) => return (1, ticket.receipt),
                    Ok(PutOutcome::Replayed(receipt)) => return (0, receipt),
                    Err(StoreError::Unavailable(_)) => {}
                    other => panic!("{other:?}"),
                }
            }
            panic!("the store did not answer");
        });
    }
    let result = senders.join_all().await;
    assert_eq!(result.len(), 50);
    assert_eq!(result.iter().map(|(new, _)| new).sum::<u32>(), 1);
    assert!(result.iter().all(|(_, receipt)| *receipt == result[0].1), "{result:?}");
    let tickets = harness.table.tickets();
    assert_eq!(tickets.len(), 1);
    assert_eq!(tickets[0]["folio"]["S"], result[0].1.folio.to_string());
    assert_eq!(harness.table.records().len(), 1);
}

async fn put_returns_folio_taken_and_stores_nothing(harness: &StoreHarness) {
    let (first, record) = sample("a", "k1").await;
    let (mut second, other) = sample("b", "k2").await;
    second.receipt.folio = first.receipt.folio;
    harness.store.put(&first, &record).await.unwrap();
    let error = harness.store.put(&second, &other).await.unwrap_err();
    assert!(matches!(error, StoreError::FolioExists), "{error:?}");
    assert_stored(harness, &[&first]);
    assert_eq!(harness.table.records()[0]["pk"]["S"], format!("KEY#{}", record.key));
}

async fn used_key_takes_precedence_over_used_folio(harness: &StoreHarness) {
    let (first, record) = sample("a", "k1").await;
    let (second, other) = sample("b", "k2").await;
    let (mut third, again) = sample("a", "k1").await;
    harness.store.put(&first, &record).await.unwrap();
    harness.store.put(&second, &other).await.unwrap();
    third.receipt.folio = second.receipt.folio;
    assert_eq!(harness.store.put(&third, &again).await.unwrap(), PutOutcome::Replayed(first.receipt.clone()));
    assert_stored(harness, &[&first, &second]);
}

/// Returns entropy whose first `same` draws are equal.
fn repeating(same: usize) -> (Entropy, Arc<AtomicUsize>) {
    let draws = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&draws);
    let entropy: Entropy = Arc::new(move |bytes| {
        let draw = counted.fetch_add(1, Ordering::Relaxed).saturating_sub(same - 1);
        bytes.fill(u8::try_from(draw)?);
        Ok(())
    });
    (entropy, draws)
}

async fn intake_draws_new_folio_after_collision(harness: &StoreHarness) {
    let (entropy, draws) = repeating(3);
    let intake = sample::new_intake(harness.store.clone(), entropy);
    let mut folios = BTreeSet::new();
    for (seed, key) in [("a", "k1"), ("b", "k2")] {
        let outcome = sample::send(&intake, seed, key, monday()).await.unwrap();
        assert!(!outcome.is_replayed, "{outcome:?}");
        folios.insert(outcome.receipt.folio.to_string());
    }
    assert_eq!(draws.load(Ordering::Relaxed), 4, "one for the first ticket, two collisions, one new");
    assert_eq!(folios.len(), 2);
    let stored: BTreeSet<String> =
        harness.table.tickets().iter().map(|item| item["folio"]["S"].as_str().unwrap().to_owned()).collect();
    assert_eq!(stored, folios);
}

async fn intake_gives_up_when_every_folio_is_taken(harness: &StoreHarness) {
    let (entropy, draws) = repeating(usize::MAX);
    let intake = sample::new_intake(harness.store.clone(), entropy);
    sample::send(&intake, "a", "k1", monday()).await.unwrap();
    let error = sample::send(&intake, "b", "k2", monday()).await.unwrap_err();
    assert!(matches!(error, IntakeError::Unavailable(_)), "{error:?}");
    assert!(draws.load(Ordering::Relaxed) < 10);
    assert_eq!((harness.table.tickets().len(), harness.table.records().len()), (1, 1));
}

async fn expired_record_is_ignored_before_deletion(harness: &StoreHarness) {
    let (first, record) = received("a", "k", monday()).await;
    harness.store.put(&first, &record).await.unwrap();
    let (last, _) = received("a", "k", record.expires).await;
    let again = harness.store.put(&last, &record).await.unwrap();
    assert_eq!(again, PutOutcome::Replayed(first.receipt.clone()), "at its last second it still counts");

    let (later, renewed) = received("b", "k", record.expires + TimeDelta::seconds(1)).await;
    assert_eq!(harness.table.records().len(), 1, "nobody deleted it");
    assert_eq!(harness.store.put(&later, &renewed).await.unwrap(), PutOutcome::Created);
    let records = harness.table.records();
    assert_eq!(records.len(), 1);
    assert_eq!(records[0]["folio"]["S"], later.receipt.folio.to_string());
    assert_eq!(records[0]["expires"]["N"], renewed.expires.timestamp().to_string());
    assert_eq!(harness.table.tickets().len(), 2);
}

async fn put_stores_380_kb_ticket(harness: &StoreHarness) {
    let (mut ticket, record) = sample("a", "k").await;
    add_long_answer(&mut ticket, 380 * 1024);
    assert_eq!(harness.store.put(&ticket, &record).await.unwrap(), PutOutcome::Created);
    assert_stored(harness, &[&ticket]);
    let item = harness.table.tickets().remove(0);
    let answer = item["answers"]["M"]["descripcion_larga"]["S"].as_str().unwrap();
    assert_eq!(answer.len(), 380 * 1024);
}

async fn put_rejects_ticket_over_400_kb(harness: &StoreHarness) {
    let (mut ticket, record) = sample("a", "k").await;
    add_long_answer(&mut ticket, 400 * 1024);
    let error = harness.store.put(&ticket, &record).await.unwrap_err();
    assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
    assert!(
        api::platform::error_chain(&error).contains("Validation"),
        "{}",
        api::platform::error_chain(&error)
    );
    assert_stored(harness, &[]);
}

async fn put_fails_without_transaction_support(harness: &StoreHarness) {
    let (ticket, record) = sample("a", "k").await;
    let error = harness.store.put(&ticket, &record).await.unwrap_err();
    assert!(api::platform::error_chain(&error).contains("UnknownOperationException"), "{error:?}");
    assert_stored(harness, &[]);
    assert_eq!(harness.table.call("Scan", json!({})).unwrap()["Count"], 0);
}
