//! axe-core finds no violations, in light and dark, on phone and desktop widths.

use std::path::Path;

use serde_json::json;

use crate::driver::Script;
use crate::form_filler::SEND;
use crate::page::Page;
use crate::support::answers::Request;
use crate::support::folio::Server;
use crate::{operations, pages, read_policy};

#[test]
fn axe_reports_no_violations_on_pages() {
    let server = Server::start();
    let page = Page::open(&server, Script::On);
    for path in pages(&server) {
        page.go(&path);
        assert_no_violations(&page, &path);
    }
}

#[test]
fn axe_reports_no_violations_on_invalid_form() {
    let server = Server::start();
    let policy = read_policy(&server);
    let page = Page::open(&server, Script::On);
    for (form, operation) in operations(&policy) {
        page.go(&form.address(operation));
        assert_no_violations_on_invalid_form(&page, &operation.title);
    }
    // axe-core is a script, so the page's own scripts are blocked instead of scripting itself.
    page.block_scripts();
    for form in &policy.forms {
        page.go(&form.address(&form.operations[0]));
        assert_no_violations_on_invalid_form(&page, &format!("{}, without its scripts", form.title));
    }
}

#[track_caller]
fn assert_no_violations_on_invalid_form(page: &Page, what: &str) {
    page.find(SEND).click();
    page.find("[data-slot='summary']:not([hidden])");
    assert_no_violations(page, &format!("{what}, refused"));
}

#[test]
fn axe_reports_no_violations_on_confirmation() {
    let server = Server::start();
    let policy = read_policy(&server);
    let page = Page::open(&server, Script::On);
    // The confirmation of a failure has more content than the others, which are alike.
    for form in ["gsuite", "falla"].map(|id| policy.form(id).unwrap()) {
        let operation = &form.operations[0];
        let request = Request::sample(operation, "axe");
        let response =
            server.post_form(&format!("/api/tickets/{}/{}", form.id, operation.id), &request.pairs());
        page.go(response.header("location"));
        assert_no_violations(&page, &format!("the confirmation of {}", operation.title));
    }
}

/// Panics with the violations on the current page, with every folded part open.
#[track_caller]
fn assert_no_violations(page: &Page, what: &str) {
    let axe = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/node_modules/axe-core/axe.min.js");
    let axe = std::fs::read_to_string(axe).expect("`tests/run` installs axe-core");
    page.run_with("(0, eval)(arguments[0])", &[json!(axe)]);
    page.unfold_all();
    for scheme in ["light", "dark"] {
        for width in [360, 1440] {
            page.set_color_scheme(scheme);
            page.resize(width);
            let found = page.run_async(RUN_AXE, &[]);
            assert_eq!(found, json!([]), "{what}, {scheme}, {width} px");
        }
    }
}

/// Returns each violation with its elements. Enables rules that axe does not run by default.
const RUN_AXE: &str = "
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    const rules = {'target-size': {enabled: true}, 'td-has-header': {enabled: true}};
    const found = await axe.run(document, {runOnly: tags, rules, resultTypes: ['violations']});
    return found.violations.map((one) => [one.id, one.nodes.map((node) => node.html), one.nodes[0].failureSummary]);
";

#[test]
fn axe_reports_planted_violations() {
    let server = Server::start();
    let page = Page::open(&server, Script::On);
    page.go("/");
    page.run("
        const main = document.querySelector('main');
        main.innerHTML = '<input><button>x</button><button>y</button><p>pálido</p>';
        main.querySelector('p').style.color = '#eee';
        main.querySelectorAll('button').forEach((one) => { one.style.font = '8px sans-serif'; one.style.padding = 0; });
    ");
    let found = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        assert_no_violations(&page, "a wrong page");
    }));
    let text = *found.unwrap_err().downcast::<String>().unwrap();
    for rule in ["label", "target-size", "color-contrast"] {
        assert!(text.contains(&format!("String({rule:?})")), "{rule} is not found: {text}");
    }
}
