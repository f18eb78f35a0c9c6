//! What must hold whatever comes: each function takes any bytes and panics when a promise is broken.
//!
//! `cargo-fuzz` calls them, guided by coverage, and so does the `fuzz` program, which draws its inputs from a seed and
//! needs no other toolchain. The policy and the pages are those of the repository's own content.

pub mod chance;
mod clock;
mod house;
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

pub use self::clock::clock;
use self::house::{House, house};
pub use self::table::table;

/// Takes any bytes, and returns whether they came as far as the promise that the target is about.
pub type Target = fn(&[u8]) -> bool;

/// Every target, by its name.
pub const TARGETS: [(&str, Target); 6] = [
    ("urlencoded", urlencoded),
    ("json", json),
    ("validation", validation),
    ("page", page),
    ("clock", clock),
    ("table", table),
];

/// Form bodies: what is read and sent again is read alike.
pub fn urlencoded(input: &[u8]) -> bool {
    let Some((operation, body)) = house().addressed(input) else { return false };
    decode::parse(body, ContentType::Urlencoded, operation).is_ok_and(|sent| same_again(&sent, operation))
}

/// JSON bodies: what is read is what a page would send, and gets the same verdict.
pub fn json(input: &[u8]) -> bool {
    let Some((operation, body)) = house().addressed(input) else { return false };
    decode::parse(body, ContentType::Json, operation).is_ok_and(|sent| same_again(&sent, operation))
}

/// Answers against their form: what is taken is taken again as it was stored, and holds nothing hidden.
pub fn validation(input: &[u8]) -> bool {
    let Some((operation, body)) = house().addressed(input) else { return false };
    let Some(sent) = read(body, operation) else { return false };
    let today = house().today;
    match operation.validate(&sent.answers, today) {
        Ok(taken) => {
            submission::holds_nothing_hidden(operation, &taken);
            let again = operation.validate(&submission::as_answers(operation, &taken), today);
            assert_eq!(again.as_ref(), Ok(&taken), "taken, and then not as it was stored");
            true
        }
        Err(rejection) => {
            assert!(!rejection.errors.is_empty(), "refused without a reason");
            let is_told = rejection.errors.iter().all(|refusal| !refusal.message.is_empty());
            assert!(is_told, "refused without words");
            false
        }
    }
}

/// A page with whatever came in it: it is the page that was built, and all that came is text.
pub fn page(input: &[u8]) -> bool {
    let Some((operation, body)) = house().addressed(input) else { return false };
    let Some(sent) = read(body, operation) else { return false };
    let refusals = operation.validate(&sent.answers, house().today).err().unwrap_or_default().errors;
    let rows = rows(operation, &sent.answers);
    let said = sent.metadata.token.as_deref().map_or(PageMessage::Nothing, PageMessage::Problem);
    let filling =
        FormPageData { answers: &sent.answers, rows: &rows, errors: &refusals, message: said, focus: None };
    let html = built(operation).render(&filling).expect("a page that was parsed can be filled");
    assert_eq!(marks(&html), 0, "what came is markup: {html}");
    assert!(html.trim_end().ends_with("</html>"), "the page ends early");
    true
}

/// How many elements or attributes a page has that only hostile hands write.
fn marks(html: &str) -> usize {
    let found = Cell::new(0);
    let mark = element!("x-mark, [onload]", |_| {
        found.set(found.get() + 1);
        Ok(())
    });
    let settings = RewriteStrSettings::new().append_element_content_handler(mark);
    rewrite_str(html, settings).expect("what was written can be read");
    found.get()
}

fn read(body: &[u8], operation: &Operation) -> Option<ParsedBody> {
    // A client cannot send more than this.
    let body = &body[..body.len().min(MAX_BODY_BYTES)];
    let kind = if body.first() == Some(&b'{') { ContentType::Json } else { ContentType::Urlencoded };
    decode::parse(body, kind, operation).ok()
}

fn built(operation: &Operation) -> &'static FormPage {
    let House { bundle, .. } = house();
    let form = bundle.policy.forms().iter().find(|form| form.operations.iter().any(|one| one == operation));
    form.and_then(|form| bundle.form(&form.id, &operation.id)).expect("every operation has its page")
}

/// As the handler does: every row that came, up to four times what the form takes.
fn rows(operation: &Operation, answers: &Answers) -> Vec<RowsView> {
    let all = operation.sections.iter().filter_map(|section| section.rows.as_ref());
    all.map(|rows| RowsView {
        id: rows.id.clone(),
        shown: answers.rows.get(&rows.id).map_or(1, Vec::len).clamp(1, rows.max * 4),
        max: rows.max,
        label: rows.label.clone(),
    })
    .collect()
}

/// Panics unless the answers, sent as a page sends them, are read as they are and get the same verdict.
fn same_again(sent: &ParsedBody, operation: &Operation) -> bool {
    let Some(body) = submission::as_form(&sent.answers) else { return false };
    let again = decode::parse(body.as_bytes(), ContentType::Urlencoded, operation);
    let Ok(again) = again else {
        // A page's own names cannot be answers, and a list of JSON can have more values than a page may send.
        return false;
    };
    let sent = submission::without_nothing(&sent.answers);
    assert_eq!(sent, again.answers, "read otherwise when sent again");
    let today = house().today;
    assert_eq!(operation.validate(&sent, today), operation.validate(&again.answers, today));
    true
}
