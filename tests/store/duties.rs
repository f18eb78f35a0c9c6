//! What the API's store promises, with everything that a transaction can say.
//!
//! dynalite knows no transactions, so it is asked one thing: that the store says so and keeps nothing.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use api::Entropy;
use api::intake::IntakeError;
use api::store::{PutOutcome, Store, StoreError};
use chrono::TimeDelta;
use serde_json::json;

use crate::draft;
use crate::draft::{draft, lengthen, monday, received};
use crate::{Desk, on_each};

on_each! {
    on_the_embedded_engine = Embedded:
        a_first_request_is_kept_with_its_record
        the_same_request_again_is_told_the_first_receipt
        other_answers_under_one_key_are_told_so
        fifty_at_one_instant_are_one_ticket
        a_folio_that_is_taken_is_told_and_leaves_nothing
        a_key_that_is_taken_goes_before_a_folio_that_is_taken
        another_folio_is_drawn_when_one_is_taken
        a_folio_that_is_always_taken_ends
        an_expired_record_counts_as_absent_before_it_is_deleted
        a_ticket_of_380_kb_is_kept
        a_ticket_over_400_kb_leaves_nothing;
    on_moto = Moto:
        a_first_request_is_kept_with_its_record
        the_same_request_again_is_told_the_first_receipt
        other_answers_under_one_key_are_told_so
        fifty_at_one_instant_are_one_ticket
        a_folio_that_is_taken_is_told_and_leaves_nothing
        a_key_that_is_taken_goes_before_a_folio_that_is_taken
        another_folio_is_drawn_when_one_is_taken
        a_folio_that_is_always_taken_ends
        an_expired_record_counts_as_absent_before_it_is_deleted
        a_ticket_of_380_kb_is_kept
        a_ticket_over_400_kb_leaves_nothing;
    on_dynalite = Dynalite:
        without_transactions_nothing_is_kept;
}

/// What is kept: folios of tickets, and of records.
#[track_caller]
fn kept(desk: &Desk, tickets: &[&api::ticket::Ticket]) {
    let expected: BTreeSet<String> = tickets.iter().map(|ticket| ticket.receipt.folio.to_string()).collect();
    let folios = |items: Vec<serde_json::Value>| -> Vec<String> {
        let mut folios: Vec<String> =
            items.iter().map(|item| item["folio"]["S"].as_str().unwrap().to_owned()).collect();
        folios.sort();
        folios
    };
    let expected: Vec<String> = expected.into_iter().collect();
    assert_eq!(folios(desk.table.tickets()), expected);
    assert_eq!(folios(desk.table.records()), expected);
}

async fn a_first_request_is_kept_with_its_record(desk: &Desk) {
    let (ticket, record) = draft("a", "k").await;
    assert_eq!(desk.store.put(&ticket, &record).await.unwrap(), PutOutcome::Created);
    kept(desk, &[&ticket]);
    let item = desk.table.tickets().remove(0);
    assert_eq!(item["pk"]["S"], format!("TICKET#{}", ticket.receipt.folio));
    assert_eq!(item["queue_order"]["S"].as_str().unwrap().split_once('#').unwrap().0, item["due"]["S"]);
    let item = desk.table.records().remove(0);
    assert_eq!(item["pk"]["S"], format!("KEY#{}", record.key));
    assert_eq!(item["expires"]["N"], record.expires.timestamp().to_string());
}

async fn the_same_request_again_is_told_the_first_receipt(desk: &Desk) {
    let (first, record) = draft("a", "k").await;
    let (second, again) = draft("a", "k").await;
    assert_eq!(record, again);
    desk.store.put(&first, &record).await.unwrap();
    let told = desk.store.put(&second, &again).await.unwrap();
    assert_eq!(told, PutOutcome::Replayed(first.receipt.clone()));
    kept(desk, &[&first]);
}

async fn other_answers_under_one_key_are_told_so(desk: &Desk) {
    let (first, record) = draft("a", "k").await;
    let (second, other) = draft("b", "k").await;
    assert_eq!(record.key, other.key);
    desk.store.put(&first, &record).await.unwrap();
    assert_eq!(desk.store.put(&second, &other).await.unwrap(), PutOutcome::KeyReused);
    kept(desk, &[&first]);
}

async fn fifty_at_one_instant_are_one_ticket(desk: &Desk) {
    let mut senders = tokio::task::JoinSet::new();
    let start = Arc::new(tokio::sync::Barrier::new(50));
    for _ in 0..50 {
        let (ticket, record) = draft("a", "k").await;
        let (store, start) = (desk.store.clone(), Arc::clone(&start));
        senders.spawn(async move {
            start.wait().await;
            // On a slow machine some are told nothing in time, and send again.
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
    let told = senders.join_all().await;
    assert_eq!(told.len(), 50);
    assert_eq!(told.iter().map(|(new, _)| new).sum::<u32>(), 1);
    assert!(told.iter().all(|(_, receipt)| *receipt == told[0].1), "{told:?}");
    let tickets = desk.table.tickets();
    assert_eq!(tickets.len(), 1);
    assert_eq!(tickets[0]["folio"]["S"], told[0].1.folio.to_string());
    assert_eq!(desk.table.records().len(), 1);
}

async fn a_folio_that_is_taken_is_told_and_leaves_nothing(desk: &Desk) {
    let (first, record) = draft("a", "k1").await;
    let (mut second, other) = draft("b", "k2").await;
    second.receipt.folio = first.receipt.folio;
    desk.store.put(&first, &record).await.unwrap();
    let refused = desk.store.put(&second, &other).await.unwrap_err();
    assert!(matches!(refused, StoreError::FolioExists), "{refused:?}");
    kept(desk, &[&first]);
    assert_eq!(desk.table.records()[0]["pk"]["S"], format!("KEY#{}", record.key));
}

async fn a_key_that_is_taken_goes_before_a_folio_that_is_taken(desk: &Desk) {
    let (first, record) = draft("a", "k1").await;
    let (second, other) = draft("b", "k2").await;
    let (mut third, again) = draft("a", "k1").await;
    desk.store.put(&first, &record).await.unwrap();
    desk.store.put(&second, &other).await.unwrap();
    third.receipt.folio = second.receipt.folio;
    assert_eq!(desk.store.put(&third, &again).await.unwrap(), PutOutcome::Replayed(first.receipt.clone()));
    kept(desk, &[&first, &second]);
}

/// Entropy whose first `same` draws are one.
fn repeating(same: usize) -> (Entropy, Arc<AtomicUsize>) {
    let draws = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&draws);
    let chance: Entropy = Arc::new(move |bytes| {
        let draw = counted.fetch_add(1, Ordering::Relaxed).saturating_sub(same - 1);
        bytes.fill(u8::try_from(draw)?);
        Ok(())
    });
    (chance, draws)
}

async fn another_folio_is_drawn_when_one_is_taken(desk: &Desk) {
    let (chance, draws) = repeating(3);
    let intake = draft::intake(desk.store.clone(), chance);
    let mut folios = BTreeSet::new();
    for (seed, key) in [("a", "k1"), ("b", "k2")] {
        let outcome = draft::send(&intake, seed, key, monday()).await.unwrap();
        assert!(!outcome.is_replayed, "{outcome:?}");
        folios.insert(outcome.receipt.folio.to_string());
    }
    assert_eq!(draws.load(Ordering::Relaxed), 4, "one for the first, two that are taken and one that is not");
    assert_eq!(folios.len(), 2);
    let stored: BTreeSet<String> =
        desk.table.tickets().iter().map(|item| item["folio"]["S"].as_str().unwrap().to_owned()).collect();
    assert_eq!(stored, folios);
}

async fn a_folio_that_is_always_taken_ends(desk: &Desk) {
    let (chance, draws) = repeating(usize::MAX);
    let intake = draft::intake(desk.store.clone(), chance);
    draft::send(&intake, "a", "k1", monday()).await.unwrap();
    let refused = draft::send(&intake, "b", "k2", monday()).await.unwrap_err();
    assert!(matches!(refused, IntakeError::Unavailable(_)), "{refused:?}");
    assert!(draws.load(Ordering::Relaxed) < 10);
    assert_eq!((desk.table.tickets().len(), desk.table.records().len()), (1, 1));
}

async fn an_expired_record_counts_as_absent_before_it_is_deleted(desk: &Desk) {
    let (first, record) = received("a", "k", monday()).await;
    desk.store.put(&first, &record).await.unwrap();
    let (last, _) = received("a", "k", record.expires).await;
    let again = desk.store.put(&last, &record).await.unwrap();
    assert_eq!(again, PutOutcome::Replayed(first.receipt.clone()), "at its last second it still counts");

    let (later, renewed) = received("b", "k", record.expires + TimeDelta::seconds(1)).await;
    assert_eq!(desk.table.records().len(), 1, "nobody deleted it");
    assert_eq!(desk.store.put(&later, &renewed).await.unwrap(), PutOutcome::Created);
    let records = desk.table.records();
    assert_eq!(records.len(), 1);
    assert_eq!(records[0]["folio"]["S"], later.receipt.folio.to_string());
    assert_eq!(records[0]["expires"]["N"], renewed.expires.timestamp().to_string());
    assert_eq!(desk.table.tickets().len(), 2);
}

async fn a_ticket_of_380_kb_is_kept(desk: &Desk) {
    let (mut ticket, record) = draft("a", "k").await;
    lengthen(&mut ticket, 380 * 1024);
    assert_eq!(desk.store.put(&ticket, &record).await.unwrap(), PutOutcome::Created);
    kept(desk, &[&ticket]);
    let item = desk.table.tickets().remove(0);
    let answer = item["answers"]["M"]["descripcion_larga"]["S"].as_str().unwrap();
    assert_eq!(answer.len(), 380 * 1024);
}

async fn a_ticket_over_400_kb_leaves_nothing(desk: &Desk) {
    let (mut ticket, record) = draft("a", "k").await;
    lengthen(&mut ticket, 400 * 1024);
    let error = desk.store.put(&ticket, &record).await.unwrap_err();
    assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
    assert!(
        api::platform::error_chain(&error).contains("Validation"),
        "{}",
        api::platform::error_chain(&error)
    );
    kept(desk, &[]);
}

async fn without_transactions_nothing_is_kept(desk: &Desk) {
    let (ticket, record) = draft("a", "k").await;
    let error = desk.store.put(&ticket, &record).await.unwrap_err();
    assert!(api::platform::error_chain(&error).contains("UnknownOperationException"), "{error:?}");
    kept(desk, &[]);
    assert_eq!(desk.table.ask("Scan", json!({})).unwrap()["Count"], 0);
}
