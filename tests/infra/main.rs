//! What must not be lost from `infra/template.yaml`: what no linter knows, told of the template as SAM transforms it.
//!
//! `tests/run` makes the transformed template; the deployment of it to an emulator is `tests/infra/deploy`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

mod alarms;
mod api;
mod graph;
mod mutations;
mod notices;
mod permissions;
mod secrets;
mod site;
mod template;
mod tickets;

use template::{Template, Violations};

/// Everything that is wrong with a template.
fn violations(template: &Template) -> Vec<String> {
    let mut violations = Violations::default();
    for check in [
        alarms::check,
        api::check,
        graph::check,
        notices::check,
        permissions::check,
        secrets::check,
        site::check,
        tickets::check,
    ] {
        check(template, &mut violations);
    }
    violations.0
}

#[test]
fn template_has_no_violations() {
    assert_eq!(violations(&Template::read()), [""; 0]);
}
