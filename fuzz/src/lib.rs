//! Fuzz targets for the parsers, validation, form rendering and the SLA calendar: each accepts any bytes and panics when
//! an invariant is violated.
//!
//! The `fuzz` program runs them with inputs from a seed on any toolchain; `cargo-fuzz` runs them guided by coverage. The
//! policy and the pages are those of the repository's content.

mod calendar;
mod fixture;
pub mod rng;
pub mod seeds;
mod submission;
mod table;

use std::cell::Cell;

use api::decode;
use api::decode::{ContentType, ParsedBody};
use api::page::{FormPage, FormPageData, PageMessage, RowsView};
use lol_html::{RewriteStrSettings, element, rewrite_str};
use policy::contract::MAX_BODY_BYTES;
use policy::{Answers, Operation};

pub use self::calendar::calendar;
use self::fixture::{Fixture, fixture};
pub use self::table::table;

/// Runs on any bytes. Returns whether they reached the checks of the target.
pub type Target = fn(&[u8]) -> bool;

/// Every target by name.
pub const TARGETS: [(&str, Target); 6] = [
    ("urlencoded", urlencoded),
    ("json", json),
    ("validation", validation),
    ("page", page),
    ("calendar", calendar),
    ("table", table),
];

/// Checks that a parsed form body, encoded and parsed again, is the same.
pub fn urlencoded(input: &[u8]) -> bool {
    let Some((operation, body)) = fixture().select_operation(input) else { return false };
    decode::parse(body, ContentType::Urlencoded, operation)
        .is_ok_and(|parsed| assert_round_trip(&parsed, operation))
}

/// Checks that a parsed JSON body equals the same answers sent by a page, with the same validation result.
pub fn json(input: &[u8]) -> bool {
    let Some((operation, body)) = fixture().select_operation(input) else { return false };
    decode::parse(body, ContentType::Json, operation)
        .is_ok_and(|parsed| assert_round_trip(&parsed, operation))
}

/// Checks that accepted answers are accepted again as they were stored, and contain no invisible characters.
pub fn validation(input: &[u8]) -> bool {
    let Some((operation, body)) = fixture().select_operation(input) else { return false };
    let Some(parsed) = read(body, operation) else { return false };
    let today = fixture().today;
    match operation.validate(&parsed.answers, today) {
        Ok(accepted) => {
            submission::assert_no_invisible_chars(operation, &accepted);
            let again = operation.validate(&submission::as_answers(operation, &accepted), today);
            assert_eq!(again.as_ref(), Ok(&accepted), "accepted, but not accepted again as stored");
            true
        }
        Err(errors) => {
            assert!(!errors.errors.is_empty(), "rejected without an error");
            let has_message = errors.errors.iter().all(|refusal| !refusal.message.is_empty());
            assert!(has_message, "an error without a message");
            false
        }
    }
}

/// Checks that a page filled with any input is complete and contains the input as text only.
pub fn page(input: &[u8]) -> bool {
    let Some((operation, body)) = fixture().select_operation(input) else { return false };
    let Some(parsed) = read(body, operation) else { return false };
    let refusals = operation.validate(&parsed.answers, fixture().today).err().unwrap_or_default().errors;
    let rows = rows_view(operation, &parsed.answers);
    let message = parsed.metadata.token.as_deref().map_or(PageMessage::Nothing, PageMessage::Problem);
    let data =
        FormPageData { answers: &parsed.answers, rows: &rows, errors: &refusals, message, focus: None };
    let html = form_page(operation).render(&data).expect("a page that was parsed can be filled");
    assert_eq!(injected_elements(&html), 0, "the input is markup: {html}");
    assert!(html.trim_end().ends_with("</html>"), "the page ends early");
    true
}

/// Returns the number of elements and attributes that only malicious input contains.
fn injected_elements(html: &str) -> usize {
    let found = Cell::new(0);
    let handler = element!("x-mark, [onload]", |_| {
        found.set(found.get() + 1);
        Ok(())
    });
    let settings = RewriteStrSettings::new().append_element_content_handler(handler);
    rewrite_str(html, settings).expect("the page can be parsed");
    found.get()
}

fn read(body: &[u8], operation: &Operation) -> Option<ParsedBody> {
    // The server limits bodies to this length.
    let body = &body[..body.len().min(MAX_BODY_BYTES)];
    let kind = if body.first() == Some(&b'{') { ContentType::Json } else { ContentType::Urlencoded };
    decode::parse(body, kind, operation).ok()
}

fn form_page(operation: &Operation) -> &'static FormPage {
    let Fixture { bundle, .. } = fixture();
    let form = bundle.policy.forms.iter().find(|form| form.operations.iter().any(|one| one == operation));
    form.and_then(|form| bundle.form(&form.id, &operation.id)).expect("every operation has its page")
}

/// Returns the rows as the handler does: all of the input, up to four times the maximum of the form.
fn rows_view(operation: &Operation, answers: &Answers) -> Vec<RowsView> {
    let all = operation.sections.iter().filter_map(|section| section.rows.as_ref());
    all.map(|rows| RowsView {
        id: rows.id.clone(),
        shown: answers.rows.get(&rows.id).map_or(1, Vec::len).clamp(1, rows.max * 4),
        max: rows.max,
        label: rows.label.clone(),
    })
    .collect()
}

/// Panics unless the answers, encoded as a page sends them, are parsed to the same answers with the same result.
fn assert_round_trip(parsed: &ParsedBody, operation: &Operation) -> bool {
    let Some(body) = submission::as_form(&parsed.answers) else { return false };
    let again = decode::parse(body.as_bytes(), ContentType::Urlencoded, operation);
    let Ok(again) = again else {
        // Reserved names cannot be answers, and a JSON list can have more values than a form body may.
        return false;
    };
    let parsed = submission::drop_empty(&parsed.answers);
    assert_eq!(parsed, again.answers, "parsed differently when sent again");
    let today = fixture().today;
    assert_eq!(operation.validate(&parsed, today), operation.validate(&again.answers, today));
    true
}
