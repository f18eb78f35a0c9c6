//! Fills the controls with what the visitor wrote and selected.

use lol_html::html_content::{ContentType, Element};
use policy::contract::ROW_PLACEHOLDER;

use crate::page::fill::PageFiller;
use crate::page::page_index::split_row;
use crate::page::set_attribute;

impl PageFiller<'_> {
    pub(super) fn fill_input(&self, el: &mut Element<'_, '_>) {
        let Some(name) = control_name(el) else { return };
        let kind = el.get_attribute("type").unwrap_or_default().to_ascii_lowercase();
        if kind == "hidden" || kind == "submit" {
            return;
        }
        self.fill_focus(&name, el);
        match (kind.as_str(), self.values(&name)) {
            // A group of radio buttons has no value only if it was not asked: then its default stays.
            ("radio", Some(values)) => fill_choice(el, "checked", values),
            ("checkbox", values) if !self.is_new(&name) => {
                fill_choice(el, "checked", values.unwrap_or_default());
            }
            ("radio" | "checkbox", _) => {}
            (_, Some([value, ..])) if !value.is_empty() => set_attribute(el, "value", value),
            (_, Some([_, ..])) => el.remove_attribute("value"),
            _ => {}
        }
    }

    pub(super) fn fill_textarea(&self, el: &mut Element<'_, '_>) {
        let Some(name) = control_name(el) else { return };
        self.fill_focus(&name, el);
        if let Some([value, ..]) = self.values(&name) {
            // A browser drops a line break at the start of a text area.
            let first = if value.starts_with(['\n', '\r']) { "\n" } else { "" };
            el.set_inner_content(&format!("{first}{value}"), ContentType::Text);
        }
    }

    pub(super) fn fill_select(&self, el: &mut Element<'_, '_>) {
        let name = control_name(el);
        self.select.set(name.as_ref().and_then(|name| self.values(name)));
        if let Some(name) = name {
            self.fill_focus(&name, el);
        }
    }

    pub(super) fn fill_option(&self, el: &mut Element<'_, '_>) {
        if let Some(values) = self.select.get() {
            fill_choice(el, "selected", values);
        }
    }

    fn fill_focus(&self, name: &str, el: &mut Element<'_, '_>) {
        if self.focus.borrow_mut().take_if(|row| name.starts_with(row.as_str())).is_some() {
            set_attribute(el, "autofocus", "");
        }
    }

    /// A new row keeps the defaults of its template.
    fn is_new(&self, name: &str) -> bool {
        split_row(name).is_some_and(|(rows, number, _)| {
            self.data.answers.rows.get(rows).is_none_or(|sent| number > sent.len())
        })
    }
}

/// Returns the name of a control, except in a row's template, which must stay as it was built.
fn control_name(el: &Element<'_, '_>) -> Option<String> {
    el.get_attribute("name").filter(|name| !name.contains(ROW_PLACEHOLDER))
}

fn fill_choice(el: &mut Element<'_, '_>, attribute: &str, values: &[String]) {
    if values.contains(&el.get_attribute("value").unwrap_or_default()) {
        set_attribute(el, attribute, "");
    } else {
        el.remove_attribute(attribute);
    }
}
