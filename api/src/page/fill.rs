//! Fills a form's page: one handler for each attribute of the contract between pages and API.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use lol_html::errors::RewritingError;
use lol_html::html_content::{ContentType, Element};
use lol_html::{RewriteStrSettings, element, rewrite_str};

use crate::page::page_index::{PageIndex, split_row};
use crate::page::{FormPageData, PageMessage, set_attribute};

/// Returns `html`, which has all its rows, with `data`.
pub(super) fn fill(html: &str, index: &PageIndex, data: &FormPageData<'_>) -> Result<String, RewritingError> {
    let filler = PageFiller::new(index, data);
    let handlers: [(&str, ElementHandler<'_>); 11] = [
        ("[data-slot]", PageFiller::fill_slot),
        ("[data-field]", PageFiller::fill_field),
        ("[data-fault]", PageFiller::fill_field_error),
        ("[data-control]", PageFiller::fill_control),
        ("details[data-fold]", PageFiller::fill_fold),
        ("[data-add]", PageFiller::fill_add_button),
        ("[data-remove]", PageFiller::fill_remove_button),
        ("input[name]", PageFiller::fill_input),
        ("textarea[name]", PageFiller::fill_textarea),
        ("select[name]", PageFiller::fill_select),
        ("select[name] option", PageFiller::fill_option),
    ];
    let settings = handlers.into_iter().fold(RewriteStrSettings::new(), |settings, (selector, fill)| {
        let filler = &filler;
        settings.append_element_content_handler(element!(selector, move |el: &mut Element<'_, '_>| {
            fill(filler, el);
            Ok(())
        }))
    });
    rewrite_str(html, settings)
}

type ElementHandler<'a> = fn(&PageFiller<'a>, &mut Element<'_, '_>);

/// The data of a page, and the state while it is filled.
pub(super) struct PageFiller<'a> {
    pub(super) data: &'a FormPageData<'a>,
    pub(super) index: &'a PageIndex,
    /// The first message for each name.
    messages: BTreeMap<String, &'a str>,
    /// The prefix of the names in the row that takes the focus, until its first control was found.
    pub(super) focus: RefCell<Option<String>>,
    /// The values for the current `<select>`, if it was answered.
    pub(super) select: Cell<Option<&'a [String]>>,
}

impl<'a> PageFiller<'a> {
    fn new(index: &'a PageIndex, data: &'a FormPageData<'a>) -> Self {
        let mut messages = BTreeMap::new();
        for error in data.errors {
            messages.entry(error.place.to_string()).or_insert(error.message.as_str());
        }
        let focus = data.focus.map(|(rows, number)| format!("{rows}.{number}."));
        Self { data, index, messages, focus: RefCell::new(focus), select: Cell::new(None) }
    }

    pub(super) fn has_errors(&self) -> bool {
        !self.data.errors.is_empty() || matches!(self.data.message, PageMessage::Problem(_))
    }

    fn fill_field(&self, el: &mut Element<'_, '_>) {
        if self.message(el, "data-field").is_some() {
            set_attribute(el, "data-refused", "");
        }
    }

    fn fill_field_error(&self, el: &mut Element<'_, '_>) {
        if let Some(message) = self.message(el, "data-fault") {
            el.remove_attribute("hidden");
            el.set_inner_content(message, ContentType::Text);
        }
    }

    fn fill_control(&self, el: &mut Element<'_, '_>) {
        if self.message(el, "data-control").is_some() {
            set_attribute(el, "aria-invalid", "true");
        }
    }

    fn message(&self, el: &Element<'_, '_>, attribute: &str) -> Option<&'a str> {
        self.messages.get(&el.get_attribute(attribute)?).copied()
    }

    fn fill_fold(&self, el: &mut Element<'_, '_>) {
        let names = el.get_attribute("data-fold").unwrap_or_default();
        if names.split_ascii_whitespace().any(|name| self.messages.contains_key(name) || self.has_text(name))
        {
            set_attribute(el, "open", "");
        }
    }

    /// Returns whether the visitor answered `name`; the default of the page does not count.
    fn has_text(&self, name: &str) -> bool {
        let default = self.index.default_value(name).unwrap_or_default();
        self.values(name).unwrap_or_default().iter().any(|value| !value.trim().is_empty() && value != default)
    }

    fn fill_add_button(&self, el: &mut Element<'_, '_>) {
        let id = el.get_attribute("data-add").unwrap_or_default();
        if self.data.rows.iter().any(|rows| rows.id == id && rows.shown >= rows.max) {
            set_attribute(el, "hidden", "");
        }
    }

    fn fill_remove_button(&self, el: &mut Element<'_, '_>) {
        let name = el.get_attribute("data-remove").unwrap_or_default();
        let id = name.rsplit_once('.').map_or("", |(rows, _)| rows);
        if self.data.rows.iter().any(|rows| rows.id == id && rows.shown > 1) {
            el.remove_attribute("hidden");
        }
    }

    /// Returns what the visitor sent for `name`.
    pub(super) fn values(&self, name: &str) -> Option<&'a [String]> {
        let answers = self.data.answers;
        let values = match split_row(name) {
            Some((rows, number, field)) => answers.rows.get(rows)?.get(number - 1)?.get(field),
            None => answers.fields.get(name),
        };
        values.map(Vec::as_slice)
    }
}
