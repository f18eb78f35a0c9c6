//! Rows: a page is built with the first one, and with a `<template>` from which the others are made.

use std::cell::RefCell;
use std::rc::Rc;

use lol_html::html_content::{Element, EndTag};
use lol_html::{RewriteStrSettings, element, end_tag, rewrite_str};
use policy::contract::{ROW_PLACEHOLDER, attribute};

use crate::page::{PageError, RowsView};

/// A piece of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum SummarySection {
    /// Markup that is always there.
    Html(String),
    /// Where the second row and those after it go.
    Rows {
        /// The name of the rows.
        id: String,
        /// The markup of one row.
        template: String,
    },
}

/// Where a row's template stands in a page, in bytes.
#[derive(Clone, Debug)]
struct Span {
    id: String,
    start: usize,
    inner: usize,
    end: Option<usize>,
}

/// Cuts a page before each row template, and copies the template.
pub(super) fn split(html: &str) -> Result<Vec<SummarySection>, PageError> {
    let mut parts = Vec::new();
    let mut from = 0;
    for span in templates(html)? {
        let is_end = |end: &usize| html[*end..].starts_with("</template");
        let end = span.end.filter(is_end).ok_or(PageError::Template(span.start))?;
        let before = html.get(from..span.start).ok_or(PageError::Template(span.start))?;
        let template = html.get(span.inner..end).ok_or(PageError::Template(span.start))?;
        parts.push(SummarySection::Html(before.to_owned()));
        parts.push(SummarySection::Rows { id: span.id, template: template.to_owned() });
        from = span.start;
    }
    parts.push(SummarySection::Html(html[from..].to_owned()));
    Ok(parts)
}

fn templates(html: &str) -> Result<Vec<Span>, PageError> {
    let spans = Rc::new(RefCell::new(Vec::new()));
    let found = Rc::clone(&spans);
    let selector = format!("template[{}]", attribute::ROW_TEMPLATE);
    let note = element!(selector, move |el: &mut Element<'_, '_>| {
        let place = el.source_location().bytes();
        let id = el.get_attribute(attribute::ROW_TEMPLATE).unwrap_or_default();
        let mut known = found.borrow_mut();
        let index = known.len();
        known.push(Span { id, start: place.start, inner: place.end, end: None });
        let found = Rc::clone(&found);
        el.on_end_tag(end_tag!(move |end: &mut EndTag<'_>| {
            if let Some(span) = found.borrow_mut().get_mut(index) {
                span.end = Some(end.source_location().bytes().start);
            }
            Ok(())
        }))
    });
    rewrite_str(html, RewriteStrSettings::new().append_element_content_handler(note))?;
    Ok(spans.take())
}

/// Returns the page with as many rows as are to be shown.
pub(super) fn expand(parts: &[SummarySection], views: &[RowsView]) -> String {
    let mut html = String::new();
    for part in parts {
        match part {
            SummarySection::Html(text) => html.push_str(text),
            SummarySection::Rows { id, template } => {
                let shown = views.iter().find(|view| view.id == *id).map_or(1, |view| view.shown);
                for number in 2..=shown {
                    html.push_str(&template.replace(ROW_PLACEHOLDER, &number.to_string()));
                }
            }
        }
    }
    html
}
