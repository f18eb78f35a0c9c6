//! Conversions between answers as they are sent and as they are stored.

use std::collections::BTreeMap;
use std::fmt::Write;

use policy::submission::answers::FieldValues;
use policy::{Answer, Answers, Kind, Operation, Submission};

/// Returns `answers` as a page sends them, or `None` if no page can send them: names with a point belong to rows, and
/// empty rows are not sent.
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

/// Returns `answers` without names that have no values and without empty rows, which only JSON can send.
pub(crate) fn drop_empty(answers: &Answers) -> Answers {
    let with_values = |values: &FieldValues| -> FieldValues {
        let some = values.iter().filter(|(_, values)| !values.is_empty());
        some.map(|(name, values)| (name.clone(), values.clone())).collect()
    };
    let rows = answers.rows.iter().filter(|(_, rows)| !rows.is_empty());
    let rows = rows.map(|(id, rows)| (id.clone(), rows.iter().map(with_values).collect()));
    Answers { fields: with_values(&answers.fields), rows: rows.collect::<BTreeMap<_, Vec<_>>>() }
}

/// Returns the answers that a visitor sends to get this submission.
pub(crate) fn as_answers(operation: &Operation, accepted: &Submission) -> Answers {
    let values = |answers: &[(String, Answer)]| -> FieldValues {
        answers.iter().map(|(name, answer)| (name.clone(), as_typed(operation, name, answer))).collect()
    };
    let rows = accepted.rows.iter();
    let rows = rows.map(|(id, rows)| (id.clone(), rows.iter().map(|row| values(row)).collect()));
    Answers { fields: values(&accepted.answers), rows: rows.collect() }
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

/// Panics when an answer contains a NUL, a control character or a change of text direction. A verbatim text may contain
/// all but NUL.
pub(crate) fn assert_no_invisible_chars(operation: &Operation, accepted: &Submission) {
    let rows = accepted.rows.iter().flat_map(|(_, rows)| rows.iter().flatten());
    for (name, answer) in accepted.answers.iter().chain(rows) {
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
            assert!(!text.contains(is_hidden), "`{name}` contains {text:?}");
        }
    }
}
