//! Everything that a form can say of an answer, on the page that says it: for the editor who wrote the words.

use api::Bundle;
use api::page::{FormPageData, PageMessage};
use policy::{Answers, FieldError, FieldPath, Operation};

use crate::serve::preview;

/// Where these pages stand: `/_preview/errores/gsuite/alta`.
const ADDRESS: &str = "/_preview/errores/";

/// Returns the page at `path`: the form's own, each message in the slot in which a visitor would read it.
pub(crate) fn page(bundle: &Bundle, path: &str) -> Option<String> {
    let (form, operation) = path.strip_prefix(ADDRESS)?.trim_end_matches('/').split_once('/')?;
    let asked = bundle.policy.form(form)?.operation(operation)?;
    let notice = lines(asked.messages());
    let filling = FormPageData {
        answers: &Answers::default(),
        rows: &[],
        errors: &refusals(asked),
        message: PageMessage::Problem(&notice),
        focus: None,
    };
    let page = bundle.form(form, operation)?.render(&filling).ok()?;
    let style = format!("<link rel=\"stylesheet\" href=\"{}\"></head>", preview::STYLE_ADDRESS);
    Some(without_scripts(&page).replacen("</head>", &style, 1))
}

/// One for each field and for the rows as a whole, as if an answer broke every rule.
fn refusals(operation: &Operation) -> Vec<FieldError> {
    let rows = operation.sections.iter().filter_map(|section| section.rows.as_ref());
    let rows = rows.map(|rows| (FieldPath { row: None, field: rows.id.clone() }, lines(rows.messages())));
    let fields = operation.fields().map(|(rows, field)| {
        let row = rows.map(|rows| (rows.id.clone(), 1));
        (FieldPath { row, field: field.id.clone() }, lines(field.messages()))
    });
    let said = rows.chain(fields).filter(|(_, message)| !message.is_empty());
    said.map(|(place, message)| FieldError { place, code: "todos", message }).collect()
}

/// Each message in its line, after the key under which the content has it.
fn lines<'a>(messages: impl Iterator<Item = (&'static str, &'a str)>) -> String {
    let lines: Vec<String> = messages.map(|(code, words)| format!("{code}: {words}")).collect();
    lines.join("\n")
}

/// The page's own script would hide the questions that nobody is asked yet.
fn without_scripts(page: &str) -> String {
    let mut parts = page.split("<script");
    let first = parts.next().unwrap_or_default();
    let rest = parts.map(|part| part.split_once("</script>").map_or("", |(_, after)| after));
    std::iter::once(first).chain(rest).collect()
}
