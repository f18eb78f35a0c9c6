//! Fills a form's page: one handler for each attribute of the contract between pages and API.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use lol_html::errors::RewritingError;
use lol_html::html_content::{ContentType, Element};
use lol_html::{RewriteStrSettings, element, rewrite_str};
use policy::contract::attribute;

use crate::page::page_index::{PageIndex, split_row};
use crate::page::{FormPageData, PageMessage, set_attribute};

/// Returns `html`, which has all its rows, with `data`.
pub(super) fn fill(html: &str, index: &PageIndex, data: &FormPageData<'_>) -> Result<String, RewritingError> {
    let filler = PageFiller::new(index, data);
    let with = |attribute: &str| format!("[{attribute}]");
    let handlers: [(String, ElementHandler<'_>); 11] = [
        (with(attribute::SLOT), PageFiller::fill_slot),
        (with(attribute::FIELD), PageFiller::fill_field),
        (with(attribute::FAULT), PageFiller::fill_field_error),
        (with(attribute::CONTROL), PageFiller::fill_control),
        (format!("details[{}]", attribute::FOLD), PageFiller::fill_fold),
        (with(attribute::ADD), PageFiller::fill_add_button),
        (with(attribute::REMOVE), PageFiller::fill_remove_button),
        ("input[name]".to_owned(), PageFiller::fill_input),
        ("textarea[name]".to_owned(), PageFiller::fill_textarea),
        ("select[name]".to_owned(), PageFiller::fill_select),
        ("select[name] option".to_owned(), PageFiller::fill_option),
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
        if self.message(el, attribute::FIELD).is_some() {
            set_attribute(el, attribute::REFUSED, "");
        }
    }

    fn fill_field_error(&self, el: &mut Element<'_, '_>) {
        if let Some(message) = self.message(el, attribute::FAULT) {
            el.remove_attribute("hidden");
            el.set_inner_content(message, ContentType::Text);
        }
    }

    fn fill_control(&self, el: &mut Element<'_, '_>) {
        if self.message(el, attribute::CONTROL).is_some() {
            set_attribute(el, "aria-invalid", "true");
        }
    }

    fn message(&self, el: &Element<'_, '_>, attribute: &str) -> Option<&'a str> {
        self.messages.get(&el.get_attribute(attribute)?).copied()
    }

    fn fill_fold(&self, el: &mut Element<'_, '_>) {
        let names = el.get_attribute(attribute::FOLD).unwrap_or_default();
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
        let id = el.get_attribute(attribute::ADD).unwrap_or_default();
        if self.data.rows.iter().any(|rows| rows.id == id && rows.shown >= rows.max) {
            set_attribute(el, "hidden", "");
        }
    }

    fn fill_remove_button(&self, el: &mut Element<'_, '_>) {
        let name = el.get_attribute(attribute::REMOVE).unwrap_or_default();
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
