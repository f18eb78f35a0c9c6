//! Fills the built pages with answers, errors and messages.
//!
//! The page that rejects an answer is the page that asked for it: the generator marks elements with attributes
//! (`data-slot`, `data-fault`, `data-field` …), and this module fills them. All that is inserted is escaped text.

pub(crate) mod control;
pub(crate) mod error_summary;
pub(crate) mod fill;
pub(crate) mod page_index;
pub(crate) mod rows;
pub(crate) mod slots;

use std::sync::OnceLock;

use lol_html::errors::RewritingError;
use lol_html::html_content::Element;
use policy::{Answers, FieldError};

use crate::ticket::review::PendingConfirmation;

use crate::page::page_index::PageIndex;
use crate::page::rows::PagePart;
pub use crate::page::slots::{ConfirmationView, ErrorView};

/// A page whose markup does not follow the contract.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// The markup cannot be read or written.
    #[error("the page cannot be rewritten")]
    Rewrite(#[from] RewritingError),
    /// The `<template>` of a row has no end tag, or contains another.
    #[error("the page's row template at byte {0} has no end tag")]
    Template(usize),
}

/// The built page of a form. It is parsed when it is first needed: a starting function reads a dozen pages, and most
/// requests need none of them.
#[derive(Clone, Debug)]
pub struct FormPage {
    html: String,
    parsed: OnceLock<ParsedPage>,
}

#[derive(Clone, Debug)]
struct ParsedPage {
    /// The page, split where rows are inserted.
    parts: Vec<PagePart>,
    index: PageIndex,
}

/// The data for the page of a form.
#[derive(Clone, Copy, Debug)]
pub struct FormPageData<'a> {
    /// What the visitor sent; it replaces the defaults of the page.
    pub answers: &'a Answers,
    /// The rows of the form.
    pub rows: &'a [RowsView],
    /// The invalid answers.
    pub errors: &'a [FieldError],
    /// The message about the whole request.
    pub message: PageMessage<'a>,
    /// The row that takes the focus: the name of its rows and its number.
    pub focus: Option<(&'a str, usize)>,
}

/// A message about the whole request.
#[derive(Clone, Copy, Debug)]
pub enum PageMessage<'a> {
    /// Only the invalid answers have messages.
    Nothing,
    /// Why the request was rejected.
    Problem(&'a str),
    /// The result of a pasted table.
    PasteResult {
        /// The name of the rows that it was pasted into.
        rows: &'a str,
        /// A sentence each.
        notices: &'a [String],
    },
    /// What must be confirmed before it is sent.
    PendingConfirmation(&'a PendingConfirmation),
}

/// The rows that a page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowsView {
    /// The name of the rows.
    pub id: String,
    /// How many are shown, at least one.
    pub shown: usize,
    /// The greatest number of rows.
    pub max: usize,
    /// The heading of a row, with `{renglon}` for its number.
    pub label: String,
}

impl FormPage {
    /// Returns the page with the markup `html`.
    #[must_use]
    pub fn new(html: String) -> Self {
        Self { html, parsed: OnceLock::new() }
    }

    /// Checks that the page can be rendered.
    ///
    /// # Errors
    ///
    /// See [`PageError`].
    pub fn check(&self) -> Result<(), PageError> {
        self.parse().map(drop)
    }

    /// Returns the HTML of the page with `data`.
    ///
    /// # Errors
    ///
    /// See [`PageError`]; a page that was checked causes none.
    pub fn render(&self, data: &FormPageData<'_>) -> Result<String, PageError> {
        let page = self.parse()?;
        let html = rows::expand(&page.parts, data.rows);
        Ok(fill::fill(&html, &page.index, data)?)
    }

    fn parse(&self) -> Result<&ParsedPage, PageError> {
        if let Some(page) = self.parsed.get() {
            return Ok(page);
        }
        let page = ParsedPage { parts: rows::split(&self.html)?, index: PageIndex::read(&self.html)? };
        Ok(self.parsed.get_or_init(|| page))
    }
}

/// Sets an attribute to `value`, escaped: the rewriter itself escapes only quotes. The error is about names that no
/// attribute can have, and every `name` is a constant.
fn set_attribute(el: &mut Element<'_, '_>, name: &str, value: &str) {
    let _ = el.set_attribute(name, &value.replace('&', "&amp;"));
}

#[cfg(test)]
mod tests;
