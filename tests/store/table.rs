//! The table features that the API and the readers of the queue rely on: conditions, item size, index, TTL.

use std::thread;

use api::store::Store;
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::sample::{monday, received};
use crate::support::emulator::Emulator;
use crate::{StoreHarness, on_each, run_on};

on_each! {
    on_embedded = Embedded:
        queue_lists_open_tickets_by_due_time_in_pages
        one_of_50_conditional_writes_succeeds
        record_is_replaced_after_expiry
        item_limit_is_400_kb
        ttl_uses_expires_attribute;
    on_dynalite = Dynalite:
        queue_lists_open_tickets_by_due_time_in_pages
        one_of_50_conditional_writes_succeeds
        record_is_replaced_after_expiry
        item_limit_is_400_kb
        ttl_uses_expires_attribute;
    on_moto = Moto:
        queue_lists_open_tickets_by_due_time_in_pages
        one_of_50_conditional_writes_succeeds
        record_is_replaced_after_expiry
        item_limit_is_400_kb
        ttl_uses_expires_attribute;
}

/// Returns the stored items of 25 tickets whose due times are not sorted.
fn items() -> Vec<Value> {
    let mut items = Vec::new();
    run_on(Emulator::Embedded, async |harness| {
        for n in 0..25 {
            // 7 and 25 have no common factor: every quarter of an hour occurs once.
            let now = monday() + TimeDelta::minutes(15 * (n * 7 % 25));
            let (ticket, record) = received(&format!("t{n}"), &format!("k{n}"), now).await;
            harness.store.put(&ticket, &record).await.unwrap();
        }
        items = harness.table.tickets();
    });
    items
}

async fn queue_lists_open_tickets_by_due_time_in_pages(harness: &StoreHarness) {
    // A runtime cannot start within another.
    let items = thread::spawn(items).join().unwrap();
    for item in &items {
        harness.table.put(item);
    }
    let close = json!({
        "Key": {"pk": items[3]["pk"], "sk": items[3]["sk"]},
        "UpdateExpression": "SET #state = :closed REMOVE queue, queue_order",
        "ExpressionAttributeNames": {"#state": "state"},
        "ExpressionAttributeValues": {":closed": {"S": "CLOSED"}},
    });
    harness.table.call("UpdateItem", close).unwrap();

    let pages = harness.table.queue(7);
    let sizes: Vec<usize> = pages.iter().map(Vec::len).collect();
    assert_eq!(sizes, [7, 7, 7, 3]);
    let listed = pages.concat();
    let mut expected = [&items[..3], &items[4..]].concat();
    expected.sort_by_key(|item| item["queue_order"]["S"].as_str().unwrap().to_owned());
    let folios = |items: &[Value]| items.iter().map(|item| item["folio"].clone()).collect::<Vec<_>>();
    assert_eq!(folios(&listed), folios(&expected));
    assert!(listed.is_sorted_by_key(|item| item["due"]["S"].as_str().unwrap()), "{listed:?}");
    let names: Vec<&String> = listed[0].as_object().unwrap().keys().collect();
    let shown = [
        "due",
        "folio",
        "form",
        "kind",
        "level",
        "operation",
        "pk",
        "queue",
        "queue_order",
        "received",
        "sk",
        "state",
    ];
    assert_eq!(names, shown, "the index contains no answers");
}

fn record(expires: i64) -> Value {
    json!({"pk": {"S": "KEY#1"}, "sk": {"S": "KEY"}, "expires": {"N": expires.to_string()}})
}

/// Puts a record at the second `now` under the store's condition. Returns whether it was written.
fn put_record(harness: &StoreHarness, expires: i64, now: i64) -> bool {
    let put = json!({
        "Item": record(expires),
        "ConditionExpression": "attribute_not_exists(pk) OR #expires < :now",
        "ExpressionAttributeNames": {"#expires": "expires"},
        "ExpressionAttributeValues": {":now": {"N": now.to_string()}},
    });
    match harness.table.call("PutItem", put) {
        Ok(_) => true,
        Err(refusal) => {
            assert_eq!((refusal.status, &*refusal.name), (400, "ConditionalCheckFailedException"));
            false
        }
    }
}

async fn one_of_50_conditional_writes_succeeds(harness: &StoreHarness) {
    let start = std::sync::Barrier::new(50);
    let won = thread::scope(|scope| {
        let write = || {
            start.wait();
            put_record(harness, 2000, 1000)
        };
        let writers: Vec<_> = (0..50).map(|_| scope.spawn(write)).collect();
        writers.into_iter().map(|writer| usize::from(writer.join().unwrap())).sum::<usize>()
    });
    assert_eq!(won, 1);
    assert_eq!(harness.table.items(), [record(2000)]);
}

async fn record_is_replaced_after_expiry(harness: &StoreHarness) {
    assert!(put_record(harness, 2000, 1000));
    assert!(!put_record(harness, 3000, 1999));
    assert!(!put_record(harness, 3000, 2000));
    assert!(put_record(harness, 3000, 2001));
    assert_eq!(harness.table.items(), [record(3000)]);
}

async fn item_limit_is_400_kb(harness: &StoreHarness) {
    // Names count as well: 5 bytes of `pk` and `KEY`, 5 of `sk` and `KEY`, 1 of `a`.
    let item = |length: usize| {
        let rest = "x".repeat(length - 11);
        json!({"Item": {"pk": {"S": "KEY"}, "sk": {"S": "KEY"}, "a": {"S": rest}}})
    };
    let longest = match harness.server.emulator {
        Emulator::Embedded | Emulator::Dynalite => 400 * 1024,
        Emulator::Moto => 405_000,
    };
    harness.table.call("PutItem", item(longest)).unwrap();
    let refusal = harness.table.call("PutItem", item(longest + 1)).unwrap_err();
    assert_eq!((refusal.status, &*refusal.name), (400, "ValidationException"));
}

async fn ttl_uses_expires_attribute(harness: &StoreHarness) {
    let described = harness.table.call("DescribeTimeToLive", json!({})).unwrap();
    let described = &described["TimeToLiveDescription"];
    if harness.server.emulator == Emulator::Dynalite {
        assert_eq!(*described, json!({"TimeToLiveStatus": "DISABLED"}));
        return;
    }
    assert_eq!(*described, json!({"TimeToLiveStatus": "ENABLED", "AttributeName": "expires"}));
    // Creating existing tables changes nothing.
    harness.store.create_table().await.unwrap();
    // Tickets have no such attribute, so they do not expire.
    let (ticket, record) = received("a", "k", monday()).await;
    harness.store.put(&ticket, &record).await.unwrap();
    assert_eq!(harness.table.tickets()[0].get("expires"), None);
}
