//! The items of the table, one design for all of them.
//!
//! | item | `pk` | `sk` | beside the rest |
//! |---|---|---|---|
//! | ticket | `TICKET#F37-K29-QX4` | `TICKET` | `queue`, `queue_order` |
//! | event of a ticket (later) | `TICKET#F37-K29-QX4` | `EVENT#<moment>#…` | |
//! | idempotency record | `KEY#<SHA-256>` | `KEY` | `expires` |
//!
//! A ticket's `verification` is `AUTHORIZED` when its requester's address is an authorised contact's, `PENDING` when it
//! is not, and `UNKNOWN` when nobody can tell: no contacts were imported, or the guard did not answer. A suspicious
//! ticket has `marks`, the list of the reasons: `trampa` (the field that only a program fills was filled), `prisa` (it
//! was sent sooner than a person can fill a form), `direccion` and `solicitante` (more requests than is usual came from
//! its network address or its requester). Other tickets have no `marks`.
//!
//! A test of operations is marked `prueba`: its `state` is `TEST`, it stands in no queue, and `expires` after a day.
//!
//! A ticket and its events stand in one partition, in order. While a ticket is open its `queue` is `OPEN` and its
//! `queue_order` the moment due and the folio, `2024-06-03T17:30:00Z#F37-K29-QX4`: the index `queue` lists what waits
//! by the moment it is due. `expires` is in epoch seconds, as the table's TTL wants it; the store never trusts that
//! the item is gone by then. Moments are RFC 3339 in UTC, to the second, so that text sorts as time does.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use policy::{Answer, Submission};

use crate::store::IdempotencyRecord;
use crate::ticket::receipt::Receipt;
use crate::ticket::{Ticket, TicketFlag};

/// The state of a ticket that waits, and the partition of the index in which it is found.
const OPEN: &str = "OPEN";

/// The state of a test, for which nobody waits.
const TEST: &str = "TEST";

/// How long a test is kept.
const TEST_KEPT: TimeDelta = TimeDelta::days(1);

/// What DynamoDB keeps: values by attribute.
pub(super) type Item = HashMap<String, AttributeValue>;

/// Returns the item of `ticket`.
pub(super) fn from_ticket(ticket: &Ticket) -> Item {
    let receipt = &ticket.receipt;
    let mut item = from_receipt(receipt);
    item.extend([
        ("pk".to_owned(), text(format!("TICKET#{}", receipt.folio))),
        ("sk".to_owned(), text("TICKET")),
        ("priority".to_owned(), text(&ticket.priority)),
        ("answers".to_owned(), map(&ticket.submission.answers)),
        ("rows".to_owned(), rows(&ticket.submission)),
        ("verification".to_owned(), text(ticket.verification.name())),
    ]);
    item.extend(if ticket.flags.contains(&TicketFlag::Test) { tested(receipt) } else { open(receipt) });
    item.extend((!ticket.flags.is_empty()).then(|| ("marks".to_owned(), marks(ticket))));
    item.extend(ticket.service.as_ref().map(|service| ("service".to_owned(), text(service))));
    item.extend(ticket.form_version.as_ref().map(|version| ("form_version".to_owned(), text(version))));
    item
}

/// What a ticket has while it waits.
fn open(receipt: &Receipt) -> Vec<(String, AttributeValue)> {
    let order = format!("{}#{}", moment(receipt.due), receipt.folio);
    let pairs = [("state", OPEN), ("queue", OPEN), ("queue_order", &order)];
    pairs.map(|(name, value)| (name.to_owned(), text(value))).into()
}

/// What a test has instead.
fn tested(receipt: &Receipt) -> Vec<(String, AttributeValue)> {
    let expires = AttributeValue::N((receipt.received + TEST_KEPT).timestamp().to_string());
    vec![("state".to_owned(), text(TEST)), ("expires".to_owned(), expires)]
}

/// Returns the item of `record`, with the receipt that a replay is given.
pub(super) fn from_record(record: &IdempotencyRecord, receipt: &Receipt) -> Item {
    let mut item = from_receipt(receipt);
    item.extend([
        ("pk".to_owned(), text(format!("KEY#{}", record.key))),
        ("sk".to_owned(), text("KEY")),
        ("digest".to_owned(), text(&record.digest)),
        ("expires".to_owned(), AttributeValue::N(record.expires.timestamp().to_string())),
    ]);
    item
}

/// Returns the digest and the receipt of an idempotency record's item.
pub(super) fn parse_record(item: &Item) -> Option<(String, Receipt)> {
    let text = |name: &str| item.get(name)?.as_s().ok().cloned();
    let moment = |name: &str| Some(DateTime::parse_from_rfc3339(&text(name)?).ok()?.to_utc());
    let receipt = Receipt {
        folio: text("folio")?.parse().ok()?,
        form: text("form")?,
        operation: text("operation")?,
        kind: text("kind")?.parse().ok()?,
        rows: item.get("row_count").and_then(|count| count.as_n().ok()?.parse().ok()),
        received: moment("received")?,
        level: text("level")?,
        due: moment("due")?,
        policy_version: text("policy_version")?,
    };
    Some((text("digest")?, receipt))
}

fn from_receipt(receipt: &Receipt) -> Item {
    let mut item = Item::from([
        ("folio".to_owned(), text(receipt.folio.to_string())),
        ("form".to_owned(), text(&receipt.form)),
        ("operation".to_owned(), text(&receipt.operation)),
        ("kind".to_owned(), text(receipt.kind.name())),
        ("received".to_owned(), text(moment(receipt.received))),
        ("level".to_owned(), text(&receipt.level)),
        ("due".to_owned(), text(moment(receipt.due))),
        ("policy_version".to_owned(), text(&receipt.policy_version)),
    ]);
    item.extend(receipt.rows.map(|rows| ("row_count".to_owned(), AttributeValue::N(rows.to_string()))));
    item
}

fn marks(ticket: &Ticket) -> AttributeValue {
    AttributeValue::L(ticket.flags.iter().map(|flag| text(flag.name())).collect())
}

fn rows(submission: &Submission) -> AttributeValue {
    let all = submission.rows.iter().map(|(id, rows)| {
        let rows = rows.iter().map(|row| map(row)).collect();
        (id.clone(), AttributeValue::L(rows))
    });
    AttributeValue::M(all.collect())
}

fn map(answers: &[(String, Answer)]) -> AttributeValue {
    AttributeValue::M(answers.iter().map(|(name, answer)| (name.clone(), value(answer))).collect())
}

fn value(answer: &Answer) -> AttributeValue {
    match answer {
        Answer::Text(answer) => text(answer),
        Answer::List(items) => AttributeValue::L(items.iter().map(text).collect()),
        Answer::Number(number) => AttributeValue::N(number.to_string()),
        Answer::Phone { e164, typed } => {
            let both = [("e164".to_owned(), text(e164)), ("typed".to_owned(), text(typed))];
            AttributeValue::M(Item::from(both))
        }
        Answer::Yes => AttributeValue::Bool(true),
    }
}

fn text(text: impl Into<String>) -> AttributeValue {
    AttributeValue::S(text.into())
}

fn moment(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Secs, true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::fixture;
    use crate::ticket::Verification;

    fn strings(texts: &[&str]) -> AttributeValue {
        AttributeValue::L(texts.iter().map(|one| text(*one)).collect())
    }

    fn number(number: i64) -> AttributeValue {
        AttributeValue::N(number.to_string())
    }

    fn of<const N: usize>(pairs: [(&str, AttributeValue); N]) -> Item {
        pairs.map(|(name, value)| (name.to_owned(), value)).into()
    }

    #[test]
    fn a_ticket_is_kept_whole() {
        let (ticket, _) = fixture::ticket();
        let folio = ticket.receipt.folio.to_string();
        let phone = of([("e164", text("+528115225000")), ("typed", text("81 1522 5000"))]);
        let answers = of([
            ("empresa", text("Acero & Hijos")),
            ("descripcion", text("Dos cuentas nuevas")),
            ("declaracion", AttributeValue::Bool(true)),
            ("telefono", AttributeValue::M(phone)),
            ("licencias", number(12)),
            ("avisar_a", strings(&["a@x.mx", "b@x.mx"])),
        ]);
        let row = |user, kind| AttributeValue::M(of([("usuario", text(user)), ("tipo", text(kind))]));
        let rows = AttributeValue::L(vec![row("ana", "buzon"), row("beto", "alias")]);
        let expected = of([
            ("pk", text(format!("TICKET#{folio}"))),
            ("sk", text("TICKET")),
            ("queue", text("OPEN")),
            ("queue_order", text(format!("2024-06-03T20:00:00Z#{folio}"))),
            ("state", text("OPEN")),
            ("folio", text(&folio)),
            ("form", text("gsuite")),
            ("operation", text("alta")),
            ("kind", text("Alta")),
            ("service", text("google-workspace")),
            ("level", text("estandar")),
            ("priority", text("Bajo")),
            ("received", text("2024-06-03T16:00:00Z")),
            ("due", text("2024-06-03T20:00:00Z")),
            ("policy_version", text("2024-05-27")),
            ("form_version", text("0a1b2c3d")),
            ("row_count", number(2)),
            ("answers", AttributeValue::M(answers)),
            ("rows", AttributeValue::M(of([("cuentas", rows)]))),
            ("verification", text("UNKNOWN")),
        ]);
        assert_eq!(from_ticket(&ticket), expected);
    }

    #[test]
    fn a_suspicious_ticket_has_its_marks_and_says_whether_a_contact_sent_it() {
        let (mut ticket, _) = fixture::ticket();
        ticket.flags = vec![
            TicketFlag::Honeypot,
            TicketFlag::TooFast,
            TicketFlag::AddressRate,
            TicketFlag::RequesterRate,
        ];
        ticket.verification = Verification::Pending;
        let item = from_ticket(&ticket);
        assert_eq!(item["marks"], strings(&["trampa", "prisa", "direccion", "solicitante"]));
        assert_eq!(item["verification"], text("PENDING"));
        ticket.verification = Verification::Authorized;
        assert_eq!(from_ticket(&ticket)["verification"], text("AUTHORIZED"));
    }

    #[test]
    fn a_test_waits_in_no_queue_and_goes_away_by_itself() {
        let (mut ticket, _) = fixture::ticket();
        let usual = from_ticket(&ticket);
        ticket.flags = vec![TicketFlag::Test];
        let item = from_ticket(&ticket);
        let mut expected = usual;
        expected.retain(|name, _| !name.starts_with("queue"));
        expected.insert("state".to_owned(), text("TEST"));
        expected.insert("marks".to_owned(), strings(&["prueba"]));
        expected.insert("expires".to_owned(), number(ticket.receipt.received.timestamp() + 86_400));
        assert_eq!(item, expected);
    }

    #[test]
    fn a_record_is_read_back_as_it_was_written() {
        let (ticket, record) = fixture::ticket();
        let item = from_record(&record, &ticket.receipt);
        assert_eq!(item["pk"], text(format!("KEY#{}", record.key)));
        assert_eq!(item["expires"], number(record.expires.timestamp()));
        assert_eq!(parse_record(&item), Some((record.digest, ticket.receipt)));
    }

    #[test]
    fn a_record_that_is_damaged_is_none() {
        let (ticket, record) = fixture::ticket();
        for name in ["folio", "digest", "due", "kind"] {
            let mut item = from_record(&record, &ticket.receipt);
            item.remove(name);
            assert_eq!(parse_record(&item), None, "{name}");
        }
    }
}
