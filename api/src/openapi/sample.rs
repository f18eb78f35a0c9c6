//! Requests that the description shows and the API takes, on any day.

use std::collections::BTreeMap;

use policy::contract;
use policy::{Field, Kind, Operation};
use serde_json::{Map, Value, json};

/// Whether questions that may be left without an answer are answered too.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extent {
    Least,
    Most,
}

/// Returns the least that `operation` takes, with one row.
pub(super) fn least(operation: &Operation) -> Value {
    make(operation, Extent::Least)
}

/// Returns answers to all that is asked when the first choice is made each time.
pub(super) fn most(operation: &Operation) -> Value {
    let mut body = make(operation, Extent::Most);
    if operation.review.is_some() {
        body[contract::field::CONFIRMATION] = json!(true);
    }
    body
}

fn make(operation: &Operation, extent: Extent) -> Value {
    let mut chosen: BTreeMap<&str, &str> = BTreeMap::new();
    let (mut body, mut rows) = (Map::new(), BTreeMap::<&str, Map<String, Value>>::new());
    for (repeats, field) in operation.fields() {
        let row = repeats.map(|repeats| rows.entry(repeats.id.as_str()).or_default());
        let asked = field.when.as_ref().is_none_or(|condition| {
            let answer = chosen.get(condition.field.as_str());
            answer.is_some_and(|answer| condition.is.iter().any(|one| one == answer))
        });
        if !asked {
            continue;
        }
        let choice = choice(operation, field);
        chosen.extend(choice.map(|choice| (field.id.as_str(), choice)));
        let is_answered = !field.optional || (extent == Extent::Most && !depends_on_day(field));
        if is_answered {
            let answer = answer(field, choice);
            row.unwrap_or(&mut body).insert(field.id.clone(), answer);
        }
    }
    body.extend(rows.into_iter().map(|(id, row)| (id.to_owned(), json!([row]))));
    Value::Object(body)
}

/// The choice that is made: the default one or the first, but none that asks for a day near today.
fn choice<'a>(operation: &Operation, field: &'a Field) -> Option<&'a str> {
    let asks_for_day = |choice: &str| {
        operation.fields().any(|(_, other)| {
            let condition = other.when.as_ref().filter(|condition| condition.field == field.id);
            depends_on_day(other) && condition.is_some_and(|when| when.is.iter().any(|one| one == choice))
        })
    };
    let choices = field.kind.choices().iter().map(|choice| choice.id.as_str());
    let preferred = field.default.as_deref().into_iter().chain(choices);
    let mut timeless = preferred.clone().filter(|choice| !asks_for_day(choice));
    timeless.next().or_else(|| preferred.clone().next())
}

fn depends_on_day(field: &Field) -> bool {
    matches!(field.kind, Kind::Date { back: Some(_), .. } | Kind::Date { ahead: Some(_), .. })
}

/// Addresses differ by field and lie in one domain, as the rules between fields ask.
fn answer(field: &Field, choice: Option<&str>) -> Value {
    let name = field.id.replace('_', "");
    match &field.kind {
        Kind::Text { min, max, .. } | Kind::Paragraph { min, max } => json!(sized(&field.label, *min, *max)),
        Kind::Verbatim { max } => json!(sized("550 5.1.1 User unknown", 1, *max)),
        Kind::Email(_) => json!(format!("{name}@ejemplo.com")),
        Kind::UserName(_) => json!(name),
        Kind::Domain => json!("ejemplo.com"),
        Kind::Phone => json!("55 1234 5678"),
        Kind::Digits { .. } => json!("1"),
        Kind::Integer { min, .. } => json!(min),
        Kind::Choice(_) | Kind::Select(_) => json!(choice),
        Kind::Choices(_) => json!([choice]),
        Kind::Confirmation => json!(true),
        Kind::Date { .. } => json!("2024-05-27"),
        Kind::Time => json!("17:30"),
        Kind::Emails { min, .. } => {
            (1..=(*min).max(1)).map(|n| json!(format!("{name}{n}@ejemplo.com"))).collect()
        }
        Kind::UserNames { .. } => json!([format!("{name}1")]),
        Kind::Lines { .. } => json!(["Ejemplo"]),
        Kind::OrgUnit => json!("/Ventas"),
    }
}

/// The text, as long as the field takes.
fn sized(text: &str, min: u32, max: u32) -> String {
    let padded = text.chars().chain(std::iter::repeat('.'));
    let length = text.chars().count().max(min as usize).min(max as usize);
    padded.take(length).collect()
}
