//! FieldValues, faults and the summary, put into a form's page.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use lol_html::errors::RewritingError;
use lol_html::html_content::{ContentType, Element};
use lol_html::{HandlerResult, RewriteStrSettings, element, rewrite_str};
use policy::contract::attribute;
use policy::{Answers, FieldError};

use crate::page::page_index::{Built, split_row};
use crate::page::{FormPageData, PageMessage};

/// Returns `html`, which has all its rows, filled.
pub(super) fn fill<'a>(
    html: &str,
    built: &'a Built,
    filling: &'a FormPageData<'a>,
) -> Result<String, RewritingError> {
    let page = Page::new(built, filling);
    let mark = |selector: &str, put: Put<'a>| {
        let page = &page;
        element!(selector, move |el: &mut Element<'_, '_>| put(page, el))
    };
    let settings = RewriteStrSettings::new()
        .append_element_content_handler(mark(&format!("[{}]", attribute::SLOT), Page::put_slot))
        .append_element_content_handler(mark(&format!("[{}]", attribute::FIELD), Page::put_field))
        .append_element_content_handler(mark(&format!("[{}]", attribute::FAULT), Page::put_fault))
        .append_element_content_handler(mark(&format!("[{}]", attribute::CONTROL), Page::put_control))
        .append_element_content_handler(mark(&format!("details[{}]", attribute::FOLD), Page::put_fold))
        .append_element_content_handler(mark(&format!("[{}]", attribute::ADD), Page::put_add))
        .append_element_content_handler(mark(&format!("[{}]", attribute::REMOVE), Page::put_remove))
        .append_element_content_handler(mark("input[name]", Page::put_input))
        .append_element_content_handler(mark("textarea[name]", Page::put_textarea))
        .append_element_content_handler(mark("select[name]", Page::put_select))
        .append_element_content_handler(mark("select[name] option", Page::put_option));
    rewrite_str(html, settings)
}

type Put<'p> = fn(&Page<'p>, &mut Element<'_, '_>) -> HandlerResult;

/// What is known while a page is filled.
pub(super) struct Page<'a> {
    pub(super) filling: &'a FormPageData<'a>,
    built: &'a Built,
    /// The first message for each name.
    messages: BTreeMap<String, &'a str>,
    /// The start of the names of the row where the visitor goes on; none once its first control was met.
    pub(super) focus: RefCell<Option<String>>,
    /// Whether the `<select>` in which the rewriter stands was answered, and with what.
    pub(super) select: Cell<Option<&'a [String]>>,
}

impl<'a> Page<'a> {
    fn new(built: &'a Built, filling: &'a FormPageData<'a>) -> Self {
        let mut messages = BTreeMap::new();
        for refusal in filling.refusals {
            messages.entry(refusal.place.to_string()).or_insert(refusal.message.as_str());
        }
        let focus = filling.focus.map(|(rows, number)| format!("{rows}.{number}."));
        Self { filling, built, messages, focus: RefCell::new(focus), select: Cell::new(None) }
    }

    pub(super) fn refuses(&self) -> bool {
        !self.filling.refusals.is_empty() || matches!(self.filling.said, PageMessage::Notice(_))
    }

    fn put_slot(&self, el: &mut Element<'_, '_>) -> HandlerResult {
        match el.get_attribute(attribute::SLOT).as_deref() {
            Some("title") if self.refuses() => {
                let before = el.get_attribute(attribute::ERROR).unwrap_or_default();
                el.prepend(&before, ContentType::Html);
            }
            Some("summary") if self.refuses() => {
                el.remove_attribute("hidden");
                el.set_attribute("autofocus", "")?;
            }
            Some("summary-list") if self.refuses() => self.put_summary(el),
            Some(slot) => self.put_said(slot, el)?,
            None => {}
        }
        Ok(())
    }

    fn put_summary(&self, list: &mut Element<'_, '_>) {
        if let PageMessage::Notice(notice) = self.filling.said {
            put_item(list, None, notice);
        }
        for refusal in self.filling.refusals {
            let place = refusal.place.to_string();
            let id = self.built.has(&place).then(|| place.replace('.', "-"));
            put_item(list, id.as_deref(), &self.in_summary(refusal));
        }
    }

    /// Returns the message with the heading of its row before it: of several rows, each may have the same fault.
    fn in_summary(&self, refusal: &'a FieldError) -> Cow<'a, str> {
        let message = Cow::Borrowed(refusal.message.as_str());
        let Some((id, number)) = &refusal.place.row else { return message };
        let rows = self.filling.rows.iter().find(|rows| rows.id == *id && rows.shown > 1);
        rows.map_or(message, |rows| {
            let heading = rows.label.replace("{renglon}", &number.to_string());
            Cow::Owned(format!("{heading}: {}", refusal.message))
        })
    }

    fn put_field(&self, el: &mut Element<'_, '_>) -> HandlerResult {
        if self.message(el, attribute::FIELD).is_some() {
            el.set_attribute(attribute::REFUSED, "")?;
        }
        Ok(())
    }

    #[expect(clippy::unnecessary_wraps, reason = "every mark is put by a function of one shape")]
    fn put_fault(&self, el: &mut Element<'_, '_>) -> HandlerResult {
        if let Some(message) = self.message(el, attribute::FAULT) {
            el.remove_attribute("hidden");
            el.set_inner_content(message, ContentType::Text);
        }
        Ok(())
    }

    fn put_control(&self, el: &mut Element<'_, '_>) -> HandlerResult {
        if self.message(el, attribute::CONTROL).is_some() {
            el.set_attribute("aria-invalid", "true")?;
        }
        Ok(())
    }

    fn message(&self, el: &Element<'_, '_>, mark: &str) -> Option<&'a str> {
        self.messages.get(&el.get_attribute(mark)?).copied()
    }

    fn put_fold(&self, el: &mut Element<'_, '_>) -> HandlerResult {
        let names = el.get_attribute(attribute::FOLD).unwrap_or_default();
        let told = |name: &str| self.messages.contains_key(name) || self.has_text(name);
        if names.split_ascii_whitespace().any(told) {
            el.set_attribute("open", "")?;
        }
        Ok(())
    }

    /// What the page had chosen by itself is nothing that a visitor told.
    fn has_text(&self, name: &str) -> bool {
        let chosen = self.built.chosen(name).unwrap_or_default();
        let told = |value: &String| !value.trim().is_empty() && value != chosen;
        self.sent(name).is_some_and(|values| values.iter().any(told))
    }

    fn put_add(&self, el: &mut Element<'_, '_>) -> HandlerResult {
        let id = el.get_attribute(attribute::ADD).unwrap_or_default();
        if self.filling.rows.iter().any(|rows| rows.id == id && rows.shown >= rows.max) {
            el.set_attribute("hidden", "")?;
        }
        Ok(())
    }

    #[expect(clippy::unnecessary_wraps, reason = "every mark is put by a function of one shape")]
    fn put_remove(&self, el: &mut Element<'_, '_>) -> HandlerResult {
        let name = el.get_attribute(attribute::REMOVE).unwrap_or_default();
        let id = name.rsplit_once('.').map_or("", |(rows, _)| rows);
        if self.filling.rows.iter().any(|rows| rows.id == id && rows.shown > 1) {
            el.remove_attribute("hidden");
        }
        Ok(())
    }

    pub(super) fn sent(&self, name: &str) -> Option<&'a [String]> {
        find(self.filling.answers, name)
    }
}

fn find<'a>(answers: &'a Answers, name: &str) -> Option<&'a [String]> {
    let values = match split_row(name) {
        Some((rows, number, field)) => answers.rows.get(rows)?.get(number - 1)?.get(field),
        None => answers.fields.get(name),
    };
    values.map(Vec::as_slice)
}

pub(super) fn put_item(list: &mut Element<'_, '_>, id: Option<&str>, message: &str) {
    list.append("<li>", ContentType::Html);
    if let Some(id) = id {
        list.append(&format!("<a href=\"#{id}\">"), ContentType::Html);
    }
    list.append(message, ContentType::Text);
    list.append(if id.is_some() { "</a></li>" } else { "</li>" }, ContentType::Html);
}
