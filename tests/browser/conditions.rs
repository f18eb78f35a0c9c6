//! Conditional fields are shown when their condition holds.

use crate::driver::Script;
use crate::page::Page;
use crate::support::answers::Request;
use crate::support::folio::Server;
use crate::{operations, read_policy};

#[test]
fn conditional_field_is_shown_when_condition_holds() {
    let server = Server::start();
    let policy = read_policy(&server);
    let page = Page::open(&server, Script::On);
    for (form, operation) in operations(&policy) {
        page.go(&form.address(operation));
        for (_, field) in operation.fields().filter(|(_, field)| field.when.is_some()) {
            let question = format!("[data-field='{}']", Request::name(operation, &field.id));
            page.fill(&Request::empty(operation));
            let is_shown = page.run_with(IS_SHOWN, &[question.clone().into()]);
            let applies = Request::empty(operation).applies(operation, field);
            assert_eq!(is_shown, applies, "{}: {question} at first", operation.title);
            let mut request = Request::empty(operation);
            request.satisfy_condition(operation, field, "si");
            page.fill(&request);
            let is_shown = page.run_with(IS_SHOWN, &[question.clone().into()]);
            assert_eq!(is_shown, true, "{}: {question}", operation.title);
        }
        assert_eq!(page.count(".when"), 0, "{}: the text is only for pages without script", operation.title);
    }
}

/// Returns whether the field is shown, possibly in a folded part.
const IS_SHOWN: &str = "return !document.querySelector(arguments[0]).closest('[hidden]')";

#[test]
fn conditional_field_states_condition_without_script() {
    let server = Server::start();
    let policy = read_policy(&server);
    let page = Page::open(&server, Script::Off);
    for (form, operation) in operations(&policy) {
        page.go(&form.address(operation));
        page.unfold_all();
        for (_, field) in operation.fields().filter(|(_, field)| field.when.is_some()) {
            let when = format!("[data-field='{}'] > .when", Request::name(operation, &field.id));
            let text = page.texts(&when).concat();
            assert!(text.starts_with("Responda solo si en «"), "{}: {when}: {text}", operation.title);
        }
    }
}
