//! The built pages, filled.
//!
//! The generator's pages have slots (`data-slot`, `data-fault`, `data-field` …) and the API puts what came, and what is
//! wrong with it, into them: the page that refuses an answer is the very page that asked for it. Whatever is put in is
//! text and is escaped; the marks that are looked for stand in the contract between pages and API alone.

pub(crate) mod confirmation;
pub(crate) mod control;
pub(crate) mod error_summary;
pub(crate) mod fill;
pub(crate) mod notice;
pub(crate) mod page_index;
pub(crate) mod rows;

use std::sync::OnceLock;

use lol_html::errors::RewritingError;
use policy::{Answers, FieldError};

use crate::ticket::review::PendingConfirmation;

pub use crate::page::confirmation::{ConfirmationPage, ConfirmationView};
pub use crate::page::notice::{NoticePage, NoticeView};
use crate::page::page_index::Built;
use crate::page::rows::SummarySection;

/// A page whose markup does not follow the contract.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// The markup cannot be read or written.
    #[error("the page cannot be rewritten")]
    Rewrite(#[from] RewritingError),
    /// A row's `<template>` has no end, or stands within another.
    #[error("the page's row template at byte {0} has no end of its own")]
    Template(usize),
}

/// A form's page as it was built, ready to be filled. It is taken apart when it is first needed: a function that starts
/// reads a dozen of them and most requests need none.
#[derive(Clone, Debug)]
pub struct FormPage {
    html: String,
    taken_apart: OnceLock<TakenApart>,
}

#[derive(Clone, Debug)]
struct TakenApart {
    /// The page, cut where rows are put in.
    parts: Vec<SummarySection>,
    built: Built,
}

/// What is put into a form's page.
#[derive(Clone, Copy, Debug)]
pub struct FormPageData<'a> {
    /// What the visitor sent: it wins over what the page was built with.
    pub answers: &'a Answers,
    /// The rows of this form.
    pub rows: &'a [RowsView],
    /// What must be mended.
    pub refusals: &'a [FieldError],
    /// What is said of the request as a whole.
    pub said: PageMessage<'a>,
    /// Where the visitor goes on: the name of the rows and a row's number.
    pub focus: Option<(&'a str, usize)>,
}

/// What a page says of a request as a whole.
#[derive(Clone, Copy, Debug)]
pub enum PageMessage<'a> {
    /// What is to be mended tells all.
    Nothing,
    /// Why it was not taken.
    Notice(&'a str),
    /// What came of a pasted table.
    PasteResult {
        /// The name of the rows that it was pasted into.
        rows: &'a str,
        /// A sentence each.
        notices: &'a [String],
    },
    /// What must be confirmed before it is sent.
    PendingConfirmation(&'a PendingConfirmation),
}

/// How many rows a page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowsView {
    /// The name of the rows.
    pub id: String,
    /// How many are shown; from 1.
    pub shown: usize,
    /// How many there may be.
    pub max: usize,
    /// The heading of a row; `{renglon}` stands for its number.
    pub label: String,
}

impl FormPage {
    /// Returns the page that `html` is.
    #[must_use]
    pub fn new(html: String) -> Self {
        Self { html, taken_apart: OnceLock::new() }
    }

    /// Says whether the page can be filled.
    ///
    /// # Errors
    ///
    /// See [`PageError`].
    pub fn check(&self) -> Result<(), PageError> {
        self.take_apart().map(drop)
    }

    /// Returns the page's HTML, filled.
    ///
    /// # Errors
    ///
    /// See [`PageError`]; a page that was checked causes none.
    pub fn fill(&self, filling: &FormPageData<'_>) -> Result<String, PageError> {
        let page = self.take_apart()?;
        let html = rows::expand(&page.parts, filling.rows);
        Ok(fill::fill(&html, &page.built, filling)?)
    }

    fn take_apart(&self) -> Result<&TakenApart, PageError> {
        if let Some(page) = self.taken_apart.get() {
            return Ok(page);
        }
        let page = TakenApart { parts: rows::split(&self.html)?, built: Built::read(&self.html)? };
        Ok(self.taken_apart.get_or_init(|| page))
    }
}

/// Returns `text` as it stands in an attribute; the rewriter itself escapes quotes and nothing else there.
fn attribute(text: &str) -> String {
    text.replace('&', "&amp;")
}

#[cfg(test)]
mod tests;
