//! Answers as they are sent and as they are stored: there and back.

use std::collections::BTreeMap;
use std::fmt::Write;

use policy::submission::answers::FieldValues;
use policy::{Answer, Answers, Kind, Operation, Submission};

/// Returns `answers` as a page sends them; `None` where no page can: a name with a point is a row's, and a row without
/// answers is not sent.
pub(crate) fn as_form(answers: &Answers) -> Option<String> {
    let has_point = |values: &FieldValues| values.keys().any(|name| name.contains('.'));
    let rows = answers.rows.values().flatten();
    let is_sent = |row: &FieldValues| row.iter().any(|(_, values)| !values.is_empty()) && !has_point(row);
    if has_point(&answers.fields)
        || !rows.clone().all(is_sent)
        || answers.rows.keys().any(|id| id.contains('.'))
    {
        return None;
    }
    let has_no_name = |values: &FieldValues| values.contains_key("");
    if has_no_name(&answers.fields) || rows.clone().any(has_no_name) || answers.rows.contains_key("") {
        return None;
    }
    let mut body = String::new();
    let mut push = |name: String, values: &[String]| {
        for value in values {
            let _ = write!(body, "&{}={}", encode(&name), encode(value));
        }
    };
    for (name, values) in &answers.fields {
        push(name.clone(), values);
    }
    for (id, rows) in &answers.rows {
        for (i, row) in rows.iter().enumerate() {
            for (name, values) in row {
                push(format!("{id}.{}.{name}", i + 1), values);
            }
        }
    }
    Some(body)
}

fn encode(text: &str) -> String {
    let byte =
        |b: u8| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") };
    text.bytes().map(byte).collect()
}

/// Returns `answers` without names that have no value, and rows that are none, which JSON can send and a page cannot.
pub(crate) fn without_nothing(answers: &Answers) -> Answers {
    let with_values = |values: &FieldValues| -> FieldValues {
        let some = values.iter().filter(|(_, values)| !values.is_empty());
        some.map(|(name, values)| (name.clone(), values.clone())).collect()
    };
    let rows = answers.rows.iter().filter(|(_, rows)| !rows.is_empty());
    let rows = rows.map(|(id, rows)| (id.clone(), rows.iter().map(with_values).collect()));
    Answers { fields: with_values(&answers.fields), rows: rows.collect::<BTreeMap<_, Vec<_>>>() }
}

/// Returns the answers that a visitor would have sent, had they written what was stored.
pub(crate) fn as_answers(operation: &Operation, taken: &Submission) -> Answers {
    let values = |answers: &[(String, Answer)]| -> FieldValues {
        answers.iter().map(|(name, answer)| (name.clone(), as_typed(operation, name, answer))).collect()
    };
    let rows = taken.rows.iter();
    let rows = rows.map(|(id, rows)| (id.clone(), rows.iter().map(|row| values(row)).collect()));
    Answers { fields: values(&taken.answers), rows: rows.collect() }
}

fn as_typed(operation: &Operation, name: &str, answer: &Answer) -> Vec<String> {
    let kind = &operation.fields().find(|(_, field)| field.id == name).expect("a field of the form").1.kind;
    match answer {
        Answer::List(items) if matches!(kind, Kind::Choices(_)) => items.clone(),
        Answer::Phone(phone) => vec![phone.typed().to_owned()],
        Answer::Number(number) => vec![number.to_string()],
        Answer::Yes => vec!["si".to_owned()],
        other => vec![other.texts().join("\n")],
    }
}

/// Panics when an answer holds a NUL, a control or a change of direction that people would not see. A text that is
/// kept as it came is for that.
pub(crate) fn holds_nothing_hidden(operation: &Operation, taken: &Submission) {
    let rows = taken.rows.iter().flat_map(|(_, rows)| rows.iter().flatten());
    for (name, answer) in taken.answers.iter().chain(rows) {
        let kind =
            &operation.fields().find(|(_, field)| field.id == *name).expect("a field of the form").1.kind;
        let is_hidden = |c: char| match kind {
            Kind::Verbatim { .. } => c == '\0',
            _ => {
                (c.is_control() && !matches!(c, '\n' | '\t'))
                    || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            }
        };
        for text in answer.texts() {
            assert!(!text.contains(is_hidden), "`{name}` holds {text:?}");
        }
    }
}
