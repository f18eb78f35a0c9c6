//! Rows: a page is built with the first one, and with a `<template>` for the others.

use std::cell::RefCell;

use lol_html::html_content::Element;
use lol_html::{RewriteStrSettings, element, rewrite_str};
use policy::contract::{ROW_PLACEHOLDER, attribute};

use crate::page::{PageError, RowsView};

/// A part of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum PagePart {
    /// Markup that is always there.
    Html(String),
    /// The place of the second row and those after it.
    Rows {
        /// The name of the rows.
        id: String,
        /// The markup of one row.
        template: String,
    },
}

/// Splits a page before each row template, and copies the template.
pub(super) fn split(html: &str) -> Result<Vec<PagePart>, PageError> {
    let tags = RefCell::new(Vec::new());
    let selector = format!("template[{}]", attribute::ROW_TEMPLATE);
    let templates = element!(selector, |el: &mut Element<'_, '_>| {
        let id = el.get_attribute(attribute::ROW_TEMPLATE).unwrap_or_default();
        tags.borrow_mut().push((id, el.source_location().bytes()));
        Ok(())
    });
    rewrite_str(html, RewriteStrSettings::new().append_element_content_handler(templates))?;
    let mut parts = Vec::new();
    let mut rest = 0;
    for (id, tag) in tags.take() {
        let template = html[tag.end..].split_once("</template").map(|(template, _)| template);
        let template = template.filter(|template| !template.contains("<template"));
        let template = template.ok_or(PageError::Template(tag.start))?;
        parts.push(PagePart::Html(html[rest..tag.start].to_owned()));
        parts.push(PagePart::Rows { id, template: template.to_owned() });
        rest = tag.start;
    }
    parts.push(PagePart::Html(html[rest..].to_owned()));
    Ok(parts)
}

/// Returns the page with as many rows as `views` show.
pub(super) fn expand(parts: &[PagePart], views: &[RowsView]) -> String {
    let mut html = String::new();
    for part in parts {
        match part {
            PagePart::Html(text) => html.push_str(text),
            PagePart::Rows { id, template } => {
                let shown = views.iter().find(|view| view.id == *id).map_or(1, |view| view.shown);
                html.extend((2..=shown).map(|n| template.replace(ROW_PLACEHOLDER, &n.to_string())));
            }
        }
    }
    html
}
