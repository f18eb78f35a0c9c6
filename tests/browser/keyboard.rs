//! A whole form is filled with the keyboard only.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::driver::Script;
use crate::page::Page;
use crate::support::answers::Request;
use crate::support::folio::Server;
use crate::{read_policy, read_tickets};

const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";
const DOWN: &str = "\u{e015}";

#[test]
fn form_is_submitted_by_keyboard_with_script() {
    assert_form_submitted_by_keyboard(Script::On);
}

#[test]
fn form_is_submitted_by_keyboard_without_script() {
    assert_form_submitted_by_keyboard(Script::Off);
}

/// Moves through the page with Tab, answers each focused control, and submits. The focus must always be visible.
#[track_caller]
fn assert_form_submitted_by_keyboard(script: Script) {
    let server = Server::start();
    let policy = read_policy(&server);
    let operation = &policy.form("falla").unwrap().operations[0];
    let answers: BTreeMap<String, String> =
        Request::sample(operation, "teclas").pairs().into_iter().collect();
    let page = Page::open(&server, script);
    page.go("/falla/");
    page.press_keys(TAB);
    assert_eq!(page.run(FOCUS)["href"], "#contenido", "the first key leads past the menu");
    page.press_keys(ENTER);
    assert_eq!(page.focus(), "contenido");
    for _ in 0..100 {
        page.press_keys(TAB);
        let focus = page.run(FOCUS);
        assert_eq!(focus["isVisible"], true, "the focus is not visible: {focus}");
        if focus["submits"] == true {
            page.press_keys(ENTER);
            let folio = page.folio();
            assert_eq!(read_tickets(&server)[0]["folio"]["S"], folio);
            return;
        }
        if let Some(value) = answers.get(focus["name"].as_str().unwrap_or_default()) {
            page.answer_with_keys(&focus, value);
        }
    }
    panic!("the submit button is not reached: {}", page.focus());
}

/// Returns the focused element. It is visible when its outline is drawn and nothing covers it.
const FOCUS: &str = "
    const one = document.activeElement;
    const { name, type, value, checked } = one;
    const style = getComputedStyle(one);
    const box = one.getBoundingClientRect();
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height, 40) / 2);
    const isDrawn = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    return {
        name, type, value, checked,
        href: one.getAttribute('href'),
        submits: one.matches('.send [type=submit]'),
        isVisible: isDrawn && top !== null && (one.contains(top) || top.contains(one)),
        html: one.outerHTML.slice(0, 200),
    };
";

impl Page {
    /// Presses keys on the focused element.
    #[track_caller]
    fn press_keys(&self, keys: &str) {
        let presses: Vec<Value> = keys
            .chars()
            .flat_map(|key| ["keyDown", "keyUp"].map(|kind| json!({"type": kind, "value": key.to_string()})))
            .collect();
        let keys = json!({"type": "key", "id": "keys", "actions": presses});
        self.command("POST", "/actions", &json!({"actions": [keys]}));
    }

    /// Answers the focused control.
    #[track_caller]
    fn answer_with_keys(&self, focus: &Value, value: &str) {
        match focus["type"].as_str().unwrap() {
            "checkbox" => self.press_keys(" "),
            "radio" if focus["value"] == value => {
                if focus["checked"] == false {
                    self.press_keys(" ");
                }
            }
            "radio" | "select-one" => {
                for _ in 0..30 {
                    self.press_keys(DOWN);
                    if self.run(FOCUS)["value"] == value {
                        return;
                    }
                }
                panic!("{value} is not reached: {focus}");
            }
            _ => self.press_keys(value),
        }
    }
}
