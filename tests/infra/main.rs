//! Rules for `infra/template.yaml` that no linter knows, checked on the template as SAM transforms it.
//!
//! `tests/run` transforms the template. `tests/infra/deployed.py` deploys it to an emulator.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

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

/// Returns every violation in a template.
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
