//! A preview page for each operation that shows every error message of its form, for the editor who writes them.

use api::Bundle;
use api::page::{FormPageData, PageMessage};
use policy::{Answers, FieldError, FieldPath, Operation};

use crate::serve::preview;

/// The pages' folder, as in `/_preview/errores/gsuite/alta`.
const GALLERY_PATH: &str = "/_preview/errores/";

/// Returns the page at `path`: the form with each message where a client sees it.
pub(crate) fn render_page(bundle: &Bundle, path: &str) -> Option<String> {
    let (form, operation_id) = path.strip_prefix(GALLERY_PATH)?.trim_end_matches('/').split_once('/')?;
    let operation = bundle.policy.form(form)?.operation(operation_id)?;
    let notice = join_messages(operation.messages());
    let data = FormPageData {
        answers: &Answers::default(),
        rows: &[],
        errors: &field_errors(operation),
        message: PageMessage::Problem(&notice),
        focus: None,
    };
    let page = bundle.form(form, operation_id)?.render(&data).ok()?;
    let style = format!("<link rel=\"stylesheet\" href=\"{}\"></head>", preview::STYLE_PATH);
    Some(strip_scripts(&page).replacen("</head>", &style, 1))
}

/// Returns an error for each field and each repeated section, with all of its messages.
fn field_errors(operation: &Operation) -> Vec<FieldError> {
    let rows = operation.sections.iter().filter_map(|section| section.rows.as_ref());
    let rows =
        rows.map(|rows| (FieldPath { row: None, field: rows.id.clone() }, join_messages(rows.messages())));
    let fields = operation.fields().map(|(rows, field)| {
        let row = rows.map(|rows| (rows.id.clone(), 1));
        (FieldPath { row, field: field.id.clone() }, join_messages(field.messages()))
    });
    let messages = rows.chain(fields).filter(|(_, message)| !message.is_empty());
    messages.map(|(place, message)| FieldError { place, code: "todos", message }).collect()
}

/// Returns a line for each message, with its key in the content.
fn join_messages<'a>(messages: impl Iterator<Item = (&'static str, &'a str)>) -> String {
    let lines: Vec<String> = messages.map(|(key, text)| format!("{key}: {text}")).collect();
    lines.join("\n")
}

/// The page's script would hide the conditional fields.
fn strip_scripts(page: &str) -> String {
    let mut parts = page.split("<script");
    let first = parts.next().unwrap_or_default();
    let rest = parts.map(|part| part.split_once("</script>").map_or("", |(_, after)| after));
    std::iter::once(first).chain(rest).collect()
}
