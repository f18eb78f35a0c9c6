//! Pages fit narrow screens and large text, and load only from their origin.

use serde_json::json;

use crate::driver::Script;
use crate::page::Page;
use crate::pages;
use crate::support::folio::Server;

#[test]
fn pages_have_no_overflow_at_320_pixels() {
    assert_no_overflow(320, 1);
}

#[test]
fn pages_have_no_overflow_at_double_text_size() {
    // A window of 1280 px at 200 % zoom is 640 px wide.
    assert_no_overflow(640, 2);
}

/// Checks every page at `width` pixels with text `times` as large.
#[track_caller]
fn assert_no_overflow(width: u32, times: u32) {
    let server = Server::start();
    let page = Page::open(&server, Script::On);
    page.resize(width);
    for path in pages(&server) {
        page.go(&path);
        page.run_with("document.documentElement.style.fontSize = `${arguments[0]}%`", &[json!(times * 100)]);
        page.unfold_all();
        assert_eq!(page.run(OVERFLOWS), json!([]), "{path} at {width} px, text times {times}");
    }
}

/// Returns elements beyond the right edge, with a horizontal scroll bar, or cut off. A table of an archived version may
/// scroll in a labelled section that the keyboard reaches.
const OVERFLOWS: &str = "
    const wide = document.documentElement.clientWidth;
    const shown = (one) => one.checkVisibility({visibilityProperty: true}) && !one.closest('.hidden, .skip, thead');
    const isTable = (one) => one?.closest('section[aria-label][tabindex=\"0\"]');
    const faults = [];
    if (document.documentElement.scrollWidth > wide) faults.push(`the page is ${document.documentElement.scrollWidth} wide`);
    for (const one of document.querySelectorAll('body *')) {
        if (!shown(one) || isTable(one.parentElement)) continue;
        const box = one.getBoundingClientRect();
        const style = getComputedStyle(one);
        const scrolls = one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0 && style.display !== 'inline';
        const isCut = scrolls && style.overflowX !== 'visible' && !one.matches('input, textarea, select') && !isTable(one);
        if (box.right > wide + 1 || isCut) faults.push(`${one.outerHTML.slice(0, 120)}: ${Math.round(box.right)}`);
    }
    return faults;
";

#[test]
fn pages_load_only_own_origin_without_console_errors() {
    let server = Server::start();
    let page = Page::open(&server, Script::On);
    // Messages of the test that used this browser before are dropped.
    drop(page.console_messages());
    for path in pages(&server) {
        page.go(&path);
        let addresses = page.run("return performance.getEntriesByType('resource').map((one) => one.name)");
        let origin = server.url("");
        for address in addresses.as_array().unwrap() {
            assert!(address.as_str().unwrap().starts_with(&origin), "{path} requests {address}");
        }
        assert_eq!(page.console_messages(), [""; 0], "{path}: the console");
    }
}
