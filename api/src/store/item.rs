//! The items of the tickets' table.
//!
//! | item | `pk` | `sk` | other attributes |
//! |---|---|---|---|
//! | ticket | `TICKET#F37-K29-QX4` | `TICKET` | `queue`, `queue_order` |
//! | event of a ticket (later) | `TICKET#F37-K29-QX4` | `EVENT#<time>#…` | |
//! | idempotency record | `KEY#<SHA-256>` | `KEY` | `expires` |
//!
//! The `verification` of a ticket is `AUTHORIZED` when the requester's address is an authorised contact, `PENDING` when
//! it is not, and `UNKNOWN` when no contacts were imported or the guard did not answer. A flagged ticket has `marks`, the
//! list of its flags: `trampa` (the honeypot field was filled), `prisa` (it was sent faster than a person can fill a
//! form), `direccion` and `solicitante` (many requests of its network address or its requester), `imitacion` (a
//! confusable domain). Other tickets have no `marks`.
//!
//! A test of operations has the mark `prueba` and the `state` `TEST`. It is in no queue and `expires` after a day.
//!
//! A ticket and its events are one partition, in order. While a ticket is open, its `queue` is `OPEN` and its
//! `queue_order` is the deadline and the folio, `2024-06-03T17:30:00Z#F37-K29-QX4`: the index `queue` lists open tickets
//! by deadline. `expires` is in epoch seconds, as the table's TTL needs it; the store does not rely on the deletion.
//! Times are RFC 3339 in UTC, to the second, so that text sorts like time.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use policy::{Answer, TicketKind};

use crate::store::IdempotencyRecord;
use crate::ticket::receipt::Receipt;
use crate::ticket::{Ticket, TicketFlag};

/// The state of an open ticket, and its partition of the index.
const OPEN: &str = "OPEN";

/// How long a test is stored.
const TEST_TTL: TimeDelta = TimeDelta::days(1);

/// The attributes of an item, by name.
pub(crate) type Item = HashMap<String, AttributeValue>;

/// Returns the item of `ticket`.
pub(super) fn from_ticket(ticket: &Ticket) -> Item {
    let receipt = &ticket.receipt;
    let rows = ticket.submission.rows.iter();
    let rows = rows.map(|(id, rows)| (id.clone(), list(rows, |row| answers(row)))).collect();
    let mut item = from_receipt(receipt);
    item.extend(attributes([
        ("pk", text(format!("TICKET#{}", receipt.folio))),
        ("sk", text("TICKET")),
        ("priority", text(&ticket.priority)),
        ("answers", answers(&ticket.submission.answers)),
        ("rows", AttributeValue::M(rows)),
        ("verification", text(ticket.verification.name())),
    ]));
    if ticket.flags.contains(&TicketFlag::Test) {
        let expires = number((receipt.received + TEST_TTL).timestamp());
        item.extend(attributes([("state", text("TEST")), ("expires", expires)]));
    } else {
        let order = text(format!("{}#{}", time(receipt.due), receipt.folio));
        item.extend(attributes([("state", text(OPEN)), ("queue", text(OPEN)), ("queue_order", order)]));
    }
    let marks = (!ticket.flags.is_empty()).then(|| list(&ticket.flags, |flag| text(flag.name())));
    let optional = [
        ("marks", marks),
        ("service", ticket.service.as_ref().map(text)),
        ("form_version", ticket.form_version.as_ref().map(text)),
    ];
    item.extend(optional.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
    item
}

/// Returns the item of `record`, with the receipt for replayed requests.
pub(super) fn from_record(record: &IdempotencyRecord, receipt: &Receipt) -> Item {
    let mut item = from_receipt(receipt);
    item.extend(attributes([
        ("pk", text(format!("KEY#{}", record.key))),
        ("sk", text("KEY")),
        ("digest", text(&record.digest)),
        ("expires", number(record.expires.timestamp())),
    ]));
    item
}

/// Returns the digest and the receipt in the item of an idempotency record.
pub(super) fn parse_record(item: &Item) -> Option<(String, Receipt)> {
    let text = |name: &str| item.get(name)?.as_s().ok().cloned();
    let receipt = Receipt {
        folio: text("folio")?.parse().ok()?,
        form: text("form")?,
        operation: text("operation")?,
        kind: TicketKind::from_name(&text("kind")?)?,
        rows: item.get("row_count").and_then(|count| count.as_n().ok()?.parse().ok()),
        received: text("received")?.parse().ok()?,
        level: text("level")?,
        due: text("due")?.parse().ok()?,
        policy_version: text("policy_version")?,
    };
    Some((text("digest")?, receipt))
}

fn from_receipt(receipt: &Receipt) -> Item {
    let mut item: Item = attributes([
        ("folio", text(receipt.folio.to_string())),
        ("form", text(&receipt.form)),
        ("operation", text(&receipt.operation)),
        ("kind", text(receipt.kind.name())),
        ("received", text(time(receipt.received))),
        ("level", text(&receipt.level)),
        ("due", text(time(receipt.due))),
        ("policy_version", text(&receipt.policy_version)),
    ])
    .into();
    item.extend(receipt.rows.map(|rows| ("row_count".to_owned(), number(rows.into()))));
    item
}

/// Returns attributes with these names and values.
pub(crate) fn attributes<const N: usize>(
    pairs: [(&str, AttributeValue); N],
) -> [(String, AttributeValue); N] {
    pairs.map(|(name, value)| (name.to_owned(), value))
}

fn answers(answers: &[(String, Answer)]) -> AttributeValue {
    let value = |answer: &Answer| match answer {
        Answer::Number(value) => number(*value),
        Answer::Phone(phone) => AttributeValue::M(
            attributes([("e164", text(phone.e164())), ("typed", text(phone.typed()))]).into(),
        ),
        Answer::Yes => AttributeValue::Bool(true),
        answer if answer.is_list() => list(&answer.texts(), |item| text(item.as_ref())),
        answer => text(answer.texts().concat()),
    };
    AttributeValue::M(answers.iter().map(|(name, answer)| (name.clone(), value(answer))).collect())
}

fn list<T>(items: &[T], value: impl Fn(&T) -> AttributeValue) -> AttributeValue {
    AttributeValue::L(items.iter().map(value).collect())
}

pub(crate) fn text(text: impl Into<String>) -> AttributeValue {
    AttributeValue::S(text.into())
}

pub(crate) fn number(number: i64) -> AttributeValue {
    AttributeValue::N(number.to_string())
}

fn time(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::fixture;
    use crate::ticket::Verification;

    fn item_of<const N: usize>(pairs: [(&str, AttributeValue); N]) -> Item {
        attributes(pairs).into()
    }

    #[test]
    fn ticket_item_has_every_attribute() {
        let (ticket, _) = fixture::ticket();
        let folio = ticket.receipt.folio.to_string();
        let phone = item_of([("e164", text("+528115225000")), ("typed", text("81 1522 5000"))]);
        let answers = item_of([
            ("empresa", text("Acero & Hijos")),
            ("descripcion", text("Dos cuentas nuevas")),
            ("declaracion", AttributeValue::Bool(true)),
            ("telefono", AttributeValue::M(phone)),
            ("licencias", number(12)),
            ("avisar_a", list(&["a@x.mx", "b@x.mx"], |one| text(*one))),
        ]);
        let row = |user, kind| AttributeValue::M(item_of([("usuario", text(user)), ("tipo", text(kind))]));
        let rows = AttributeValue::L(vec![row("ana", "buzon"), row("beto", "alias")]);
        let expected = item_of([
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
            ("rows", AttributeValue::M(item_of([("cuentas", rows)]))),
            ("verification", text("UNKNOWN")),
        ]);
        assert_eq!(from_ticket(&ticket), expected);
    }

    #[test]
    fn ticket_item_has_marks_and_verification() {
        let (mut ticket, _) = fixture::ticket();
        ticket.flags = vec![
            TicketFlag::Honeypot,
            TicketFlag::TooFast,
            TicketFlag::AddressRate,
            TicketFlag::RequesterRate,
        ];
        ticket.verification = Verification::Pending;
        let item = from_ticket(&ticket);
        assert_eq!(item["marks"], list(&["trampa", "prisa", "direccion", "solicitante"], |one| text(*one)));
        assert_eq!(item["verification"], text("PENDING"));
        ticket.verification = Verification::Authorized;
        assert_eq!(from_ticket(&ticket)["verification"], text("AUTHORIZED"));
    }

    #[test]
    fn test_item_has_no_queue_and_expires() {
        let (mut ticket, _) = fixture::ticket();
        let mut expected = from_ticket(&ticket);
        ticket.flags = vec![TicketFlag::Test];
        let item = from_ticket(&ticket);
        expected.retain(|name, _| !name.starts_with("queue"));
        expected.insert("state".to_owned(), text("TEST"));
        expected.insert("marks".to_owned(), list(&["prueba"], |one| text(*one)));
        expected.insert("expires".to_owned(), number(ticket.receipt.received.timestamp() + 86_400));
        assert_eq!(item, expected);
    }

    #[test]
    fn record_item_parses_back() {
        let (ticket, record) = fixture::ticket();
        let item = from_record(&record, &ticket.receipt);
        assert_eq!(item["pk"], text(format!("KEY#{}", record.key)));
        assert_eq!(item["expires"], number(record.expires.timestamp()));
        assert_eq!(parse_record(&item), Some((record.digest, ticket.receipt)));
    }

    #[test]
    fn parse_record_returns_none_when_attribute_is_missing() {
        let (ticket, record) = fixture::ticket();
        for name in ["folio", "digest", "due", "kind"] {
            let mut item = from_record(&record, &ticket.receipt);
            item.remove(name);
            assert_eq!(parse_record(&item), None, "{name}");
        }
    }
}
