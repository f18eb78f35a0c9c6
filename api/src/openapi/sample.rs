//! Example requests, which the API accepts on any day.

use std::collections::BTreeMap;

use policy::{Field, Kind, Operation, contract};
use serde_json::{Map, Value, json};

/// Whether optional fields are included.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ExampleSize {
    Minimal,
    Full,
}

/// Returns a request that `operation` accepts, with one row and with the fields that are asked if the first choice is
/// selected each time.
pub(super) fn example(operation: &Operation, size: ExampleSize) -> Value {
    let mut chosen: BTreeMap<&str, &str> = BTreeMap::new();
    let (mut body, mut rows) = (Map::new(), BTreeMap::<&str, Map<String, Value>>::new());
    for (repeats, field) in operation.fields() {
        let row = repeats.map(|repeats| rows.entry(repeats.id.as_str()).or_default());
        let is_asked = field.when.as_ref().is_none_or(|condition| {
            let answer = chosen.get(condition.field.as_str());
            answer.is_some_and(|answer| condition.is.iter().any(|one| one == answer))
        });
        if !is_asked {
            continue;
        }
        let choice = example_choice(operation, field);
        chosen.extend(choice.map(|choice| (field.id.as_str(), choice)));
        let is_included = !field.optional || (size == ExampleSize::Full && !depends_on_day(field));
        if is_included {
            row.unwrap_or(&mut body).insert(field.id.clone(), example_value(field, choice));
        }
    }
    body.extend(rows.into_iter().map(|(id, row)| (id.to_owned(), json!([row]))));
    if size == ExampleSize::Full && operation.review.is_some() {
        body.insert(contract::field::CONFIRMATION.to_owned(), json!(true));
    }
    Value::Object(body)
}

/// Returns the default choice or the first, if possible one that asks for no day near today.
fn example_choice<'a>(operation: &Operation, field: &'a Field) -> Option<&'a str> {
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

/// Returns the value of a field. Addresses differ by field and have one domain, as rules between fields require.
fn example_value(field: &Field, choice: Option<&str>) -> Value {
    let name = field.id.replace('_', "");
    match &field.kind {
        Kind::Text { min, max, .. } | Kind::Paragraph { min, max } => {
            json!(pad_text(&field.label, *min, *max))
        }
        Kind::Verbatim { max } => json!(pad_text("550 5.1.1 User unknown", 1, *max)),
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

/// Returns `text` with at least `min` and at most `max` characters.
fn pad_text(text: &str, min: u32, max: u32) -> String {
    let padded = text.chars().chain(std::iter::repeat('.'));
    let length = text.chars().count().max(min as usize).min(max as usize);
    padded.take(length).collect()
}
