//! Field errors are shown next to the field and in a summary with links.

use policy::{Field, Operation};
use serde_json::Value;

use crate::driver::Script;
use crate::form_filler::SEND;
use crate::page::Page;
use crate::support::answers::{Request, limit_cases};
use crate::support::folio::{Server, save_page_for_html_validation};
use crate::{operations, read_policy, read_tickets};

#[test]
fn page_shows_every_field_error_without_script() {
    assert_page_shows_field_errors(Script::Off);
}

#[test]
fn page_shows_every_field_error_with_script() {
    assert_page_shows_field_errors(Script::On);
}

/// Submits each form empty, and then, for each condition, with an invalid value in every field under that condition. The
/// page must show exactly the errors of the policy, and every field that can be invalid must have been shown as invalid
/// at least once.
#[track_caller]
fn assert_page_shows_field_errors(script: Script) {
    let server = Server::start();
    let policy = read_policy(&server);
    let page = Page::open(&server, script);
    for (form, operation) in operations(&policy) {
        let path = form.address(operation);
        page.go(&path);
        page.find(SEND).click();
        let mut shown = shown_errors(&page);
        assert_eq!(shown, expected_errors(operation, &Request::empty(operation)), "{path}, empty");
        save_page_for_html_validation(&format!("browser-{script:?}-empty-{path}"), &page.html());
        for first in first_of_each_condition(operation) {
            let request = wrong(operation, first);
            let expected = expected_errors(operation, &request);
            if expected.is_empty() {
                continue;
            }
            page.go(&path);
            page.fill(&request);
            page.find(SEND).click();
            let more = self::shown_errors(&page);
            assert_eq!(more, expected, "{path}, {} and fields with its condition", first.id);
            shown.extend(more);
        }
        let is_told = |field: &Field| shown.iter().any(|(id, _)| id.rsplit('-').next() == Some(&field.id));
        let can_be = |field: &&Field| field.kind.choices().is_empty() || is_required(field);
        let fields = operation.fields().map(|(_, field)| field).filter(can_be);
        let never: Vec<&str> = fields.filter(|field| !is_told(field)).map(|field| &field.id[..]).collect();
        assert_eq!(never, [""; 0], "{path} has fields that were never refused");
    }
    assert!(read_tickets(&server).is_empty());
}

fn is_required(field: &Field) -> bool {
    !field.optional && field.default.is_none()
}

/// Returns the first field of each condition, and the first without one.
fn first_of_each_condition(operation: &Operation) -> Vec<&Field> {
    let mut first: Vec<&Field> = Vec::new();
    for (_, field) in operation.fields() {
        if first.iter().all(|other| other.when != field.when) {
            first.push(field);
        }
    }
    first
}

/// Returns a request with an invalid value in every field under the condition of `first`, and without a choice where one
/// is required.
fn wrong(operation: &Operation, first: &Field) -> Request {
    let mut request = Request::sample(operation, "mal").without_confirmation();
    request.satisfy_condition(operation, first, "mal");
    for field in operation.fields().map(|(_, field)| field).filter(|field| field.when == first.when) {
        if field.kind.choices().is_empty() {
            let limit_cases = limit_cases(field);
            let wrong = limit_cases.iter().rev().find(|edge| !edge.is_valid && edge.values != [""]);
            let values: Vec<&str> = wrong.iter().flat_map(|edge| &edge.values).map(String::as_str).collect();
            request.set(operation, &field.id, &values);
        } else if is_required(field) {
            request.set(operation, &field.id, &[]);
        }
    }
    request
}

/// Returns the errors of the policy: the id that the summary links to, and the message.
fn expected_errors(operation: &Operation, request: &Request) -> Vec<(String, String)> {
    let validation_errors = request.refusals(operation);
    validation_errors.into_iter().map(|one| (one.path.to_string().replace('.', "-"), one.message)).collect()
}

/// Returns the errors on the page, which must be the same in the summary and next to the fields.
#[track_caller]
fn shown_errors(page: &Page) -> Vec<(String, String)> {
    page.find("[data-slot='summary']:not([hidden])");
    let links = page.attributes(".summary li a", "href").into_iter().map(|link| link[1..].to_owned());
    let summary: Vec<(String, String)> = links.zip(page.texts(".summary li a")).collect();
    let names =
        page.attributes("[data-refused]", "data-field").into_iter().map(|name| name.replace('.', "-"));
    let sibling: Vec<(String, String)> =
        names.zip(page.texts("[data-refused] .fault:not([hidden])")).collect();
    assert_eq!(summary, sibling, "{}", page.path());
    assert_eq!(page.count("[aria-invalid='true']"), summary.len() as u64, "{}", page.path());
    assert!(page.run("return document.title").as_str().unwrap().starts_with("Error: "));
    summary
}

#[test]
fn error_summary_links_focus_fields_without_script() {
    assert_summary_links_focus_fields(Script::Off);
}

#[test]
fn error_summary_links_focus_fields_with_script() {
    assert_summary_links_focus_fields(Script::On);
}

/// Follows every link in the summary of every form, at phone and desktop widths.
#[track_caller]
fn assert_summary_links_focus_fields(script: Script) {
    let server = Server::start();
    let policy = read_policy(&server);
    let page = Page::open(&server, script);
    for (i, (form, operation)) in operations(&policy).enumerate() {
        let path = form.address(operation);
        page.resize(if i % 2 == 0 { 360 } else { 1440 });
        page.go(&path);
        page.find(SEND).click();
        page.find("[data-slot='summary']:not([hidden])");
        assert_eq!(page.focus(), "resumen", "{path}");
        for link in page.attributes(".summary li a", "href") {
            page.find(&format!(".summary a[href='{link}']")).click();
            assert_eq!(page.focus(), link[1..], "{path}: the focus after {link}");
            let covered = page.run(COVERING_ELEMENT);
            assert_eq!(covered, Value::Null, "{path}: {link} is covered");
        }
    }
}

/// Returns the element that covers a corner of the focused element, or null.
const COVERING_ELEMENT: &str = "
    const one = document.activeElement;
    const box = one.getBoundingClientRect();
    const corners = [[box.left + 2, box.top + 2], [box.right - 2, Math.min(box.bottom, innerHeight) - 2]];
    for (const [x, y] of corners) {
        const top = document.elementFromPoint(x, y);
        if (!top) return `outside: ${JSON.stringify(box)} of ${innerHeight}`;
        if (!one.contains(top) && !top.contains(one)) return top.outerHTML.slice(0, 200);
    }
    return null;
";
