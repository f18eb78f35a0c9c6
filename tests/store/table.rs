//! What the API relies on the table for, and what will read it: conditions, limits, the queue, the end of a record.

use std::thread;

use api::store::Store;
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::draft::{monday, received};
use crate::support::engine::Author;
use crate::{Desk, on, on_each};

on_each! {
    on_the_embedded_engine = Embedded:
        what_waits_is_listed_by_the_moment_it_is_due_in_pages
        one_of_fifty_conditional_writes_wins
        a_record_gives_way_once_it_has_expired
        an_item_of_400_kb_is_taken_and_one_byte_more_is_not
        records_end_at_the_moment_they_tell;
    on_dynalite = Dynalite:
        what_waits_is_listed_by_the_moment_it_is_due_in_pages
        one_of_fifty_conditional_writes_wins
        a_record_gives_way_once_it_has_expired
        an_item_of_400_kb_is_taken_and_one_byte_more_is_not
        records_end_at_the_moment_they_tell;
    on_moto = Moto:
        what_waits_is_listed_by_the_moment_it_is_due_in_pages
        one_of_fifty_conditional_writes_wins
        a_record_gives_way_once_it_has_expired
        an_item_of_400_kb_is_taken_and_one_byte_more_is_not
        records_end_at_the_moment_they_tell;
}

/// The items of 25 tickets, whose moments due are in no order, as the store writes them.
fn items() -> Vec<Value> {
    let mut items = Vec::new();
    on(Author::Embedded, async |desk| {
        for n in 0..25 {
            // Seven and 25 have no common factor: every quarter of an hour comes once.
            let now = monday() + TimeDelta::minutes(15 * (n * 7 % 25));
            let (ticket, record) = received(&format!("t{n}"), &format!("k{n}"), now).await;
            desk.store.put(&ticket, &record).await.unwrap();
        }
        items = desk.table.tickets();
    });
    items
}

async fn what_waits_is_listed_by_the_moment_it_is_due_in_pages(desk: &Desk) {
    // A runtime cannot start within another.
    let items = thread::spawn(items).join().unwrap();
    for item in &items {
        desk.table.put(item);
    }
    let close = json!({
        "SigningKey": {"pk": items[3]["pk"], "sk": items[3]["sk"]},
        "UpdateExpression": "SET #state = :closed REMOVE queue, queue_order",
        "ExpressionAttributeNames": {"#state": "state"},
        "ExpressionAttributeValues": {":closed": {"S": "CLOSED"}},
    });
    desk.table.ask("UpdateItem", close).unwrap();

    let pages = desk.table.queue(7);
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
    assert_eq!(names, shown, "the list shows no answers");
}

fn record(expires: i64) -> Value {
    json!({"pk": {"S": "KEY#1"}, "sk": {"S": "KEY"}, "expires": {"N": expires.to_string()}})
}

/// Puts a record under the condition that the store sets, at the second `now`.
fn put_record(desk: &Desk, expires: i64, now: i64) -> bool {
    let put = json!({
        "Item": record(expires),
        "ConditionExpression": "attribute_not_exists(pk) OR #expires < :now",
        "ExpressionAttributeNames": {"#expires": "expires"},
        "ExpressionAttributeValues": {":now": {"N": now.to_string()}},
    });
    match desk.table.ask("PutItem", put) {
        Ok(_) => true,
        Err(refusal) => {
            assert_eq!((refusal.status, &*refusal.name), (400, "ConditionalCheckFailedException"));
            false
        }
    }
}

async fn one_of_fifty_conditional_writes_wins(desk: &Desk) {
    let start = std::sync::Barrier::new(50);
    let won = thread::scope(|scope| {
        let write = || {
            start.wait();
            put_record(desk, 2000, 1000)
        };
        let writers: Vec<_> = (0..50).map(|_| scope.spawn(write)).collect();
        writers.into_iter().map(|writer| usize::from(writer.join().unwrap())).sum::<usize>()
    });
    assert_eq!(won, 1);
    assert_eq!(desk.table.items(), [record(2000)]);
}

async fn a_record_gives_way_once_it_has_expired(desk: &Desk) {
    assert!(put_record(desk, 2000, 1000));
    assert!(!put_record(desk, 3000, 1999));
    assert!(!put_record(desk, 3000, 2000));
    assert!(put_record(desk, 3000, 2001));
    assert_eq!(desk.table.items(), [record(3000)]);
}

async fn an_item_of_400_kb_is_taken_and_one_byte_more_is_not(desk: &Desk) {
    // Names count as well: 5 of `pk` and `KEY`, 5 of `sk` and `KEY`, 1 of `a`.
    let item = |length: usize| {
        let rest = "x".repeat(length - 11);
        json!({"Item": {"pk": {"S": "KEY"}, "sk": {"S": "KEY"}, "a": {"S": rest}}})
    };
    let longest = match desk.engine.author {
        Author::Embedded | Author::Dynalite => 400 * 1024,
        // It draws the line at 405,000.
        Author::Moto => 405_000,
    };
    desk.table.ask("PutItem", item(longest)).unwrap();
    let refusal = desk.table.ask("PutItem", item(longest + 1)).unwrap_err();
    assert_eq!((refusal.status, &*refusal.name), (400, "ValidationException"));
}

async fn records_end_at_the_moment_they_tell(desk: &Desk) {
    let described = desk.table.ask("DescribeTimeToLive", json!({})).unwrap();
    let described = &described["TimeToLiveDescription"];
    if desk.engine.author == Author::Dynalite {
        // It knows no TTL.
        assert_eq!(*described, json!({"TimeToLiveStatus": "DISABLED"}));
        return;
    }
    assert_eq!(*described, json!({"TimeToLiveStatus": "ENABLED", "AttributeName": "expires"}));
    // Making what stands changes nothing.
    desk.store.create_table().await.unwrap();
    // What is kept for good has no such attribute, so nothing deletes it.
    let (ticket, record) = received("a", "k", monday()).await;
    desk.store.put(&ticket, &record).await.unwrap();
    assert_eq!(desk.table.tickets()[0].get("expires"), None);
}
