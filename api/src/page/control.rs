//! What a visitor wrote and chose, put back into the controls.

use lol_html::HandlerResult;
use lol_html::html_content::{ContentType, Element};

use policy::contract::ROW_PLACEHOLDER;

use crate::page::attribute;
use crate::page::fill::Page;
use crate::page::page_index::split_row;

impl Page<'_> {
    pub(super) fn put_input(&self, el: &mut Element<'_, '_>) -> HandlerResult {
        let Some(name) = own_name(el) else { return Ok(()) };
        let kind = el.get_attribute("type").unwrap_or_default().to_ascii_lowercase();
        if kind == "hidden" || kind == "submit" {
            return Ok(());
        }
        self.put_focus(&name, el)?;
        let sent = self.sent(&name);
        match kind.as_str() {
            // A group of radio buttons can only be unanswered when it was not asked: then its default stands.
            "radio" => sent.map_or(Ok(()), |values| put_choice(el, "checked", values)),
            "checkbox" if self.is_new(&name) => Ok(()),
            "checkbox" => put_choice(el, "checked", sent.unwrap_or_default()),
            _ => sent.and_then(<[String]>::first).map_or(Ok(()), |value| put_value(el, value)),
        }
    }

    pub(super) fn put_textarea(&self, el: &mut Element<'_, '_>) -> HandlerResult {
        let Some(name) = own_name(el) else { return Ok(()) };
        self.put_focus(&name, el)?;
        if let Some(value) = self.sent(&name).and_then(<[String]>::first) {
            // A browser drops a line break that stands first in a text area.
            let first = if value.starts_with(['\n', '\r']) { "\n" } else { "" };
            el.set_inner_content(&format!("{first}{value}"), ContentType::Text);
        }
        Ok(())
    }

    pub(super) fn put_select(&self, el: &mut Element<'_, '_>) -> HandlerResult {
        self.select.set(None);
        let Some(name) = own_name(el) else { return Ok(()) };
        self.select.set(self.sent(&name));
        self.put_focus(&name, el)
    }

    pub(super) fn put_option(&self, el: &mut Element<'_, '_>) -> HandlerResult {
        self.select.get().map_or(Ok(()), |values| put_choice(el, "selected", values))
    }

    fn put_focus(&self, name: &str, el: &mut Element<'_, '_>) -> HandlerResult {
        let mut focus = self.focus.borrow_mut();
        if focus.as_ref().is_some_and(|row| name.starts_with(row)) {
            *focus = None;
            el.set_attribute("autofocus", "")?;
        }
        Ok(())
    }

    /// A row that was only now added keeps what it was built with.
    fn is_new(&self, name: &str) -> bool {
        split_row(name).is_some_and(|(rows, number, _)| {
            self.filling.answers.rows.get(rows).is_none_or(|sent| number > sent.len())
        })
    }
}

/// A name in a row's template is nobody's: the template must stay as it was built.
fn own_name(el: &Element<'_, '_>) -> Option<String> {
    el.get_attribute("name").filter(|name| !name.contains(ROW_PLACEHOLDER))
}

fn put_choice(el: &mut Element<'_, '_>, mark: &str, values: &[String]) -> HandlerResult {
    let own = el.get_attribute("value").unwrap_or_default();
    if values.contains(&own) {
        el.set_attribute(mark, "")?;
    } else {
        el.remove_attribute(mark);
    }
    Ok(())
}

fn put_value(el: &mut Element<'_, '_>, value: &str) -> HandlerResult {
    if value.is_empty() {
        el.remove_attribute("value");
    } else {
        el.set_attribute("value", &attribute(value))?;
    }
    Ok(())
}
