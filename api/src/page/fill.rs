//! Values, faults and the summary, put into a form's page.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use lol_html::errors::RewritingError;
use lol_html::html_content::{ContentType, Element};
use lol_html::{HandlerResult, RewriteStrSettings, element, rewrite_str};
use policy::Answers;

use super::rows::NUMBER;
use super::{Filling, attribute};

/// Returns the names of the page's controls and rows.
pub(super) fn places(html: &str) -> Result<BTreeSet<String>, RewritingError> {
    let places = RefCell::new(BTreeSet::new());
    let note = |mark: &'static str| {
        let places = &places;
        element!(format!("[{mark}]"), move |el: &mut Element<'_, '_>| {
            places.borrow_mut().extend(el.get_attribute(mark));
            Ok(())
        })
    };
    let settings = RewriteStrSettings::new()
        .append_element_content_handler(note("data-control"))
        .append_element_content_handler(note("data-rows"));
    rewrite_str(html, settings)?;
    Ok(places.take())
}

/// Returns `html`, which has all its rows, filled.
pub(super) fn fill<'a>(
    html: &str,
    places: &'a BTreeSet<String>,
    filling: &'a Filling<'a>,
) -> Result<String, RewritingError> {
    let page = Page::new(places, filling);
    let mark = |selector: &str, put: Put<'a>| {
        let page = &page;
        element!(selector, move |el: &mut Element<'_, '_>| put(page, el))
    };
    let settings = RewriteStrSettings::new()
        .append_element_content_handler(mark("[data-slot]", Page::put_slot))
        .append_element_content_handler(mark("[data-field]", Page::put_field))
        .append_element_content_handler(mark("[data-fault]", Page::put_fault))
        .append_element_content_handler(mark("[data-control]", Page::put_control))
        .append_element_content_handler(mark("details[data-fold]", Page::put_fold))
        .append_element_content_handler(mark("[data-add]", Page::put_add))
        .append_element_content_handler(mark("[data-remove]", Page::put_remove))
        .append_element_content_handler(mark("input[name]", Page::put_input))
        .append_element_content_handler(mark("textarea[name]", Page::put_textarea))
        .append_element_content_handler(mark("select[name]", Page::put_select))
        .append_element_content_handler(mark("select[name] option", Page::put_option));
    rewrite_str(html, settings)
}

type Put<'p> = fn(&Page<'p>, &mut Element<'_, '_>) -> HandlerResult;

/// What is known while a page is filled.
struct Page<'a> {
    filling: &'a Filling<'a>,
    places: &'a BTreeSet<String>,
    /// The first message for each name.
    messages: BTreeMap<String, &'a str>,
    /// The start of the names of the row where the visitor goes on; none once its first control was met.
    focus: RefCell<Option<String>>,
    /// Whether the `<select>` in which the rewriter stands was answered, and with what.
    select: Cell<Option<&'a [String]>>,
}

impl<'a> Page<'a> {
    fn new(places: &'a BTreeSet<String>, filling: &'a Filling<'a>) -> Self {
        let mut messages = BTreeMap::new();
        for refusal in filling.refusals {
            messages.entry(refusal.place.to_string()).or_insert(refusal.message.as_str());
        }
        let focus = filling.focus.map(|(rows, number)| format!("{rows}.{number}."));
        Self { filling, places, messages, focus: RefCell::new(focus), select: Cell::new(None) }
    }

    fn refuses(&self) -> bool {
        !self.filling.refusals.is_empty() || self.filling.notice.is_some()
    }

    fn put_slot(&self, el: &mut Element<'_, '_>) -> HandlerResult {
        if !self.refuses() {
            return Ok(());
        }
        match el.get_attribute("data-slot").as_deref() {
            Some("title") => {
                let before = el.get_attribute("data-error").unwrap_or_default();
                el.prepend(&before, ContentType::Html);
            }
            Some("summary") => {
                el.remove_attribute("hidden");
                el.set_attribute("autofocus", "")?;
            }
            Some("summary-list") => self.put_summary(el),
            _ => {}
        }
        Ok(())
    }

    fn put_summary(&self, list: &mut Element<'_, '_>) {
        if let Some(notice) = self.filling.notice {
            put_item(list, None, notice);
        }
        for refusal in self.filling.refusals {
            let place = refusal.place.to_string();
            let id = self.is_known(&place).then(|| place.replace('.', "-"));
            put_item(list, id.as_deref(), &refusal.message);
        }
    }

    /// An answer that the form does not ask for has nothing on the page to which a link could lead.
    fn is_known(&self, place: &str) -> bool {
        let numbered = split_row(place).map(|(rows, _, field)| format!("{rows}.{NUMBER}.{field}"));
        self.places.contains(place) || numbered.is_some_and(|name| self.places.contains(&name))
    }

    fn put_field(&self, el: &mut Element<'_, '_>) -> HandlerResult {
        if self.message(el, "data-field").is_some() {
            el.set_attribute("data-refused", "")?;
        }
        Ok(())
    }

    fn put_fault(&self, el: &mut Element<'_, '_>) -> HandlerResult {
        if let Some(message) = self.message(el, "data-fault") {
            el.remove_attribute("hidden");
            el.set_inner_content(message, ContentType::Text);
        }
        Ok(())
    }

    fn put_control(&self, el: &mut Element<'_, '_>) -> HandlerResult {
        if self.message(el, "data-control").is_some() {
            el.set_attribute("aria-invalid", "true")?;
        }
        Ok(())
    }

    fn message(&self, el: &Element<'_, '_>, mark: &str) -> Option<&'a str> {
        self.messages.get(&el.get_attribute(mark)?).copied()
    }

    fn put_fold(&self, el: &mut Element<'_, '_>) -> HandlerResult {
        let names = el.get_attribute("data-fold").unwrap_or_default();
        let told = |name: &str| self.messages.contains_key(name) || self.has_text(name);
        if names.split_ascii_whitespace().any(told) {
            el.set_attribute("open", "")?;
        }
        Ok(())
    }

    fn has_text(&self, name: &str) -> bool {
        self.sent(name).is_some_and(|values| values.iter().any(|value| !value.trim().is_empty()))
    }

    fn put_add(&self, el: &mut Element<'_, '_>) -> HandlerResult {
        let id = el.get_attribute("data-add").unwrap_or_default();
        if self.filling.rows.iter().any(|rows| rows.id == id && rows.shown >= rows.max) {
            el.set_attribute("hidden", "")?;
        }
        Ok(())
    }

    fn put_remove(&self, el: &mut Element<'_, '_>) -> HandlerResult {
        let name = el.get_attribute("data-remove").unwrap_or_default();
        let id = name.rsplit_once('.').map_or("", |(rows, _)| rows);
        if self.filling.rows.iter().any(|rows| rows.id == id && rows.shown > 1) {
            el.remove_attribute("hidden");
        }
        Ok(())
    }

    fn put_input(&self, el: &mut Element<'_, '_>) -> HandlerResult {
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

    fn put_textarea(&self, el: &mut Element<'_, '_>) -> HandlerResult {
        let Some(name) = own_name(el) else { return Ok(()) };
        self.put_focus(&name, el)?;
        if let Some(value) = self.sent(&name).and_then(<[String]>::first) {
            // A browser drops a line break that stands first in a text area.
            let first = if value.starts_with(['\n', '\r']) { "\n" } else { "" };
            el.set_inner_content(&format!("{first}{value}"), ContentType::Text);
        }
        Ok(())
    }

    fn put_select(&self, el: &mut Element<'_, '_>) -> HandlerResult {
        self.select.set(None);
        let Some(name) = own_name(el) else { return Ok(()) };
        self.select.set(self.sent(&name));
        self.put_focus(&name, el)
    }

    fn put_option(&self, el: &mut Element<'_, '_>) -> HandlerResult {
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

    fn sent(&self, name: &str) -> Option<&'a [String]> {
        find(self.filling.answers, name)
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
    el.get_attribute("name").filter(|name| !name.contains(NUMBER))
}

fn find<'a>(answers: &'a Answers, name: &str) -> Option<&'a [String]> {
    let values = match split_row(name) {
        Some((rows, number, field)) => answers.rows.get(rows)?.get(number - 1)?.get(field),
        None => answers.fields.get(name),
    };
    values.map(Vec::as_slice)
}

/// Takes `cuentas.2.usuario` apart; numbers count from 1.
fn split_row(name: &str) -> Option<(&str, usize, &str)> {
    let (rows, rest) = name.split_once('.')?;
    let (number, field) = rest.split_once('.')?;
    Some((rows, number.parse().ok().filter(|number| *number > 0)?, field))
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

fn put_item(list: &mut Element<'_, '_>, id: Option<&str>, message: &str) {
    list.append("<li>", ContentType::Html);
    if let Some(id) = id {
        list.append(&format!("<a href=\"#{id}\">"), ContentType::Html);
    }
    list.append(message, ContentType::Text);
    list.append(if id.is_some() { "</a></li>" } else { "</li>" }, ContentType::Html);
}
