//! A question that hangs on an answer is asked when it applies.

use crate::driver::Script;
use crate::page::Page;
use crate::support::answers::Request;
use crate::support::folio::Server;
use crate::{operations, policy};

#[test]
fn a_question_is_shown_when_it_applies_and_not_before() {
    let server = Server::start();
    let policy = policy(&server);
    let page = Page::of(&server, Script::On);
    for (form, operation) in operations(&policy) {
        page.go(&form.address(operation));
        for (_, field) in operation.fields().filter(|(_, field)| field.when.is_some()) {
            let question = format!("[data-field='{}']", Request::name(operation, &field.id));
            page.put(&Request::empty(operation));
            let is_shown = page.run_with(SHOWN, &[question.clone().into()]);
            let applies = Request::empty(operation).applies(operation, field);
            assert_eq!(is_shown, applies, "{}: {question} at first", operation.title);
            let mut request = Request::empty(operation);
            request.make_apply(operation, field, "si");
            page.put(&request);
            let is_shown = page.run_with(SHOWN, &[question.clone().into()]);
            assert_eq!(is_shown, true, "{}: {question}", operation.title);
        }
        assert_eq!(page.count(".when"), 0, "{}: the words are for those without script", operation.title);
    }
}

/// Whether it is asked, be it in a part that is folded.
const SHOWN: &str = "return !document.querySelector(arguments[0]).closest('[hidden]')";

#[test]
fn a_question_says_when_it_applies_without_script() {
    let server = Server::start();
    let policy = policy(&server);
    let page = Page::of(&server, Script::Off);
    for (form, operation) in operations(&policy) {
        page.go(&form.address(operation));
        page.unfold_all();
        for (_, field) in operation.fields().filter(|(_, field)| field.when.is_some()) {
            let when = format!("[data-field='{}'] > .when", Request::name(operation, &field.id));
            let said = page.texts(&when).concat();
            assert!(said.starts_with("Responda solo si en «"), "{}: {when}: {said}", operation.title);
        }
    }
}
