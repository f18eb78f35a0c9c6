//! Valid answers for a form, generated from its definition, and the limits of each field.

use std::collections::BTreeMap;

use policy::{Answers, Field, FieldError, Kind, Operation};
use serde_json::{Map, Value, json};

/// A request: the answers outside rows, and the rows by their name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Request {
    once: BTreeMap<String, Vec<String>>,
    rows: BTreeMap<String, Vec<BTreeMap<String, Vec<String>>>>,
}

impl Request {
    /// Returns valid answers to every field that applies when the first choice (or the default) is selected. Requests with
    /// different seeds differ.
    #[must_use]
    pub(crate) fn sample(operation: &Operation, seed: &str) -> Self {
        let mut request = Self::default();
        for section in &operation.sections {
            if let Some(rows) = &section.rows {
                request.rows.insert(rows.id.clone(), vec![BTreeMap::new()]);
            }
        }
        for (_, field) in operation.fields() {
            if field.kind.choices().is_empty() {
                continue;
            }
            let first = field.default.clone().unwrap_or_else(|| field.kind.choices()[0].id.clone());
            request.set(operation, &field.id, &[&first]);
        }
        request.fill(operation, seed);
        if operation.review.is_some() {
            request.once.insert("confirmacion".to_owned(), vec!["si".to_owned()]);
        }
        request
    }

    /// Returns the same request without the confirmation.
    #[must_use]
    pub(crate) fn without_confirmation(mut self) -> Self {
        self.once.remove("confirmacion");
        self
    }

    /// Returns a request with default values only, as an untouched page sends them.
    #[must_use]
    pub(crate) fn empty(operation: &Operation) -> Self {
        let mut request = Self::default();
        for section in &operation.sections {
            if let Some(rows) = &section.rows {
                request.rows.insert(rows.id.clone(), vec![BTreeMap::new()]);
            }
        }
        for (_, field) in operation.fields() {
            if let Some(default) = &field.default {
                request.set(operation, &field.id, &[default]);
            }
        }
        request
    }

    /// Returns the field errors of the policy for these answers today, in page order.
    #[must_use]
    pub(crate) fn refusals(&self, operation: &Operation) -> Vec<FieldError> {
        let answers = Answers { fields: self.once.clone(), rows: self.rows.clone() };
        operation.validate(&answers, today()).map_or_else(|rejection| rejection.errors, |_| Vec::new())
    }

    /// Fills every missing required field whose condition holds.
    fn fill(&mut self, operation: &Operation, seed: &str) {
        for (_, field) in operation.fields() {
            let is_missing = self.values(operation, &field.id).is_none();
            if is_missing && !field.optional && self.applies(operation, field) {
                self.set(operation, &field.id, &[&valid_value(field, seed)]);
            }
        }
    }

    /// Selects the choices that show `field`, and fills what is required then.
    pub(crate) fn satisfy_condition(&mut self, operation: &Operation, field: &Field, seed: &str) {
        if let Some(condition) = &field.when {
            let other = find(operation, &condition.field);
            self.satisfy_condition(operation, other, seed);
            self.set(operation, &other.id, &[&condition.is[0]]);
        }
        self.fill(operation, seed);
    }

    /// Returns whether `field` is shown with these answers.
    #[must_use]
    pub(crate) fn applies(&self, operation: &Operation, field: &Field) -> bool {
        field.when.as_ref().is_none_or(|condition| {
            let other = find(operation, &condition.field);
            let chosen = self.values(operation, &other.id);
            let matches = chosen.is_some_and(|chosen| chosen.iter().any(|one| condition.is.contains(one)));
            matches && self.applies(operation, other)
        })
    }

    fn values(&self, operation: &Operation, id: &str) -> Option<&Vec<String>> {
        match rows_of(operation, id) {
            Some(rows) => self.rows[&rows][0].get(id),
            None => self.once.get(id),
        }
    }

    /// Sets the field `id` (in the first row, if it repeats).
    pub(crate) fn set(&mut self, operation: &Operation, id: &str, values: &[&str]) {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        match rows_of(operation, id) {
            Some(rows) => self.rows.get_mut(&rows).unwrap()[0].insert(id.to_owned(), values),
            None => self.once.insert(id.to_owned(), values),
        };
    }

    /// Returns the input name of the field `id` (in the first row, if it repeats).
    #[must_use]
    pub(crate) fn name(operation: &Operation, id: &str) -> String {
        rows_of(operation, id).map_or(id.to_owned(), |rows| format!("{rows}.1.{id}"))
    }

    /// Adds a copy of the first row with these changes.
    pub(crate) fn add_row(&mut self, rows: &str, changes: &[(&str, &str)]) {
        let all = self.rows.get_mut(rows).unwrap();
        let mut row = all[0].clone();
        for (id, value) in changes {
            row.insert((*id).to_owned(), vec![(*value).to_owned()]);
        }
        all.push(row);
    }

    /// Returns the pairs that a page without script submits.
    #[must_use]
    pub(crate) fn pairs(&self) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        let mut push = |name: String, values: &[String]| {
            pairs.extend(values.iter().map(|value| (name.clone(), value.clone())));
        };
        for (id, values) in &self.once {
            push(id.clone(), values);
        }
        for (rows, all) in &self.rows {
            for (i, row) in all.iter().enumerate() {
                for (id, values) in row {
                    push(format!("{rows}.{}.{id}", i + 1), values);
                }
            }
        }
        pairs
    }

    /// Returns the body that a JSON client sends.
    #[must_use]
    pub(crate) fn json(&self) -> Value {
        let object = |values: &BTreeMap<String, Vec<String>>| {
            let value = |values: &Vec<String>| match &values[..] {
                [one] => json!(one),
                many => json!(many),
            };
            values.iter().map(|(id, values)| (id.clone(), value(values))).collect::<Map<_, _>>()
        };
        let mut body = object(&self.once);
        for (rows, all) in &self.rows {
            body.insert(rows.clone(), all.iter().map(|row| Value::Object(object(row))).collect());
        }
        Value::Object(body)
    }
}

fn find<'a>(operation: &'a Operation, id: &str) -> &'a Field {
    operation.fields().find(|(_, field)| field.id == id).unwrap().1
}

fn rows_of(operation: &Operation, id: &str) -> Option<String> {
    let (rows, _) = operation.fields().find(|(_, field)| field.id == id).unwrap();
    rows.map(|rows| rows.id.clone())
}

/// Returns a valid value of a field. E-mail addresses differ by field and share one domain.
fn valid_value(field: &Field, seed: &str) -> String {
    let name = format!("{}{seed}", field.id.replace('_', ""));
    match &field.kind {
        Kind::Text { min, .. } => pad(&field.id, *min),
        Kind::Paragraph { min, .. } => pad(&format!("Texto de {seed}"), *min),
        Kind::Verbatim { .. } => "550 5.1.1 User unknown".to_owned(),
        Kind::Email(_) => format!("{name}@empresa.mx"),
        Kind::UserName(_) => name,
        Kind::Domain => "empresa.mx".to_owned(),
        Kind::Phone => "81 1522 5000".to_owned(),
        Kind::Digits { .. } => "1".to_owned(),
        Kind::Integer { min, .. } => min.to_string(),
        Kind::Choice(choices) | Kind::Select(choices) | Kind::Choices(choices) => choices[0].id.clone(),
        Kind::Confirmation => "si".to_owned(),
        Kind::Date { .. } => today().format("%d/%m/%Y").to_string(),
        Kind::Time => "10:00".to_owned(),
        Kind::Emails { min, .. } => lines(*min.max(&1), |n| format!("{name}{n}@empresa.mx")),
        Kind::UserNames { .. } => format!("{name}1"),
        Kind::Lines { .. } => "una línea".to_owned(),
        Kind::OrgUnit => "/Ventas".to_owned(),
    }
}

/// A value at a limit of a field.
pub(crate) struct LimitCase {
    pub(crate) values: Vec<String>,
    /// Whether the field accepts them.
    pub(crate) is_valid: bool,
}

/// Returns values just within and just beyond each limit of `field`.
#[must_use]
pub(crate) fn limit_cases(field: &Field) -> Vec<LimitCase> {
    let mut limit_cases = Vec::new();
    let mut add =
        |is_valid: bool, value: String| limit_cases.push(LimitCase { values: vec![value], is_valid });
    add(field.optional || field.default.is_some(), String::new());
    match &field.kind {
        Kind::Text { min, max, .. } | Kind::Paragraph { min, max } => {
            add(true, pad("ñ", *max));
            add(false, pad("ñ", max + 1));
            add(true, pad("a", (*min).max(1)));
            if *min > 1 {
                add(false, pad("a", min - 1));
            }
        }
        Kind::Verbatim { max } => {
            add(true, pad("<", *max));
            add(false, pad("<", max + 1));
        }
        Kind::Email(system) => {
            let longest = system.map_or(64, policy::value::MailSystem::max_len);
            add(true, format!("{}@empresa.mx", "a".repeat(longest)));
            add(false, format!("{}@empresa.mx", "a".repeat(longest + 1)));
            add(false, "sin arroba".to_owned());
        }
        Kind::UserName(system) => {
            add(true, "a".repeat(system.max_len()));
            add(false, "a".repeat(system.max_len() + 1));
        }
        Kind::Domain => add(false, "empresa".to_owned()),
        Kind::Phone => {
            add(true, "+12345678".to_owned());
            add(false, "123456789".to_owned());
        }
        Kind::Digits { max } => {
            add(true, "9".repeat(*max as usize));
            add(false, "9".repeat(*max as usize + 1));
        }
        Kind::Integer { min, max } => {
            add(true, min.to_string());
            add(true, max.to_string());
            add(false, (max + 1).to_string());
        }
        Kind::Choice(choices) | Kind::Select(choices) | Kind::Choices(choices) => {
            add(false, format!("{}x", choices[0].id));
        }
        Kind::Confirmation => {}
        Kind::Date { back, ahead } => {
            let day = |days: i64| (today() + chrono::TimeDelta::days(days)).format("%Y-%m-%d").to_string();
            add(true, day(0));
            // One day of slack, so that a test that runs over midnight still passes.
            add(back.is_none(), day(-i64::from(back.unwrap_or(0)) - 2));
            add(ahead.is_none(), day(i64::from(ahead.unwrap_or(0)) + 2));
            add(false, "31/2/2024".to_owned());
        }
        Kind::Time => add(false, "24:00".to_owned()),
        Kind::Emails { max, .. } => {
            add(true, lines(*max, |n| format!("x{n}@empresa.mx")));
            add(false, lines(max + 1, |n| format!("x{n}@empresa.mx")));
        }
        Kind::UserNames { max, .. } => {
            add(true, lines(*max, |n| format!("x{n}")));
            add(false, lines(max + 1, |n| format!("x{n}")));
        }
        Kind::Lines { max } => {
            add(true, lines(*max, |n| pad(&n.to_string(), 256)));
            add(false, lines(max + 1, |n| n.to_string()));
            add(false, pad("x", 257));
        }
        Kind::OrgUnit => {
            add(true, "/a".repeat(35));
            add(false, "/a".repeat(36));
        }
    }
    limit_cases
}

#[expect(clippy::disallowed_methods, reason = "the server under test reads the same clock")]
fn today() -> chrono::NaiveDate {
    chrono::DateTime::<chrono::Utc>::from(std::time::SystemTime::now())
        .with_timezone(&chrono_tz::America::Mexico_City)
        .date_naive()
}

/// Returns `start`, padded to `length` characters.
fn pad(start: &str, length: u32) -> String {
    let length = length as usize;
    let missing = length.saturating_sub(start.chars().count());
    format!("{start}{}", "é".repeat(missing))
}

fn lines(count: u32, line: impl Fn(u32) -> String) -> String {
    (1..=count).map(line).collect::<Vec<_>>().join("\n")
}
