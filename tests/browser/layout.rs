//! Every page fits: narrow, with large text, and within its bytes from one place.

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
    // A window of 1280 px that is zoomed to 200 % has 640.
    assert_no_overflow(640, 2);
}

/// Looks at every page `width` pixels wide, with text `times` as large.
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

/// Returns what reaches beyond the page to the right, what scrolls sideways by itself, and what is cut. A table of an old
/// version may scroll in a part of its own, which has a name and can be reached with the keyboard.
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
    // What another test let the same browser say is no matter of this one.
    drop(page.said());
    for path in pages(&server) {
        page.go(&path);
        let asked = page.run("return performance.getEntriesByType('resource').map((one) => one.name)");
        let origin = server.url("");
        for address in asked.as_array().unwrap() {
            assert!(address.as_str().unwrap().starts_with(&origin), "{path} asks {address}");
        }
        assert_eq!(page.said(), [""; 0], "{path}: the console");
    }
}
