//! What must not be lost from `infra/template.yaml`: what no linter knows, told of the template as SAM transforms it.
//!
//! `tests/run` makes the transformed template; the deployment of it to an emulator is `tests/infra/deploy`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

mod alarms;
mod api;
mod graph;
mod notices;
mod permissions;
mod planted;
mod secrets;
mod site;
mod template;
mod tickets;

use template::{Faults, Template};

/// Everything that is wrong with a template.
fn faults(template: &Template) -> Vec<String> {
    let mut faults = Faults::default();
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
        check(template, &mut faults);
    }
    faults.0
}

#[test]
fn the_template_has_no_faults() {
    assert_eq!(faults(&Template::read()), [""; 0]);
}
