//! The page that explains a problem to a visitor.

use lol_html::html_content::{ContentType, Element};
use lol_html::{RewriteStrSettings, element, rewrite_str};
use policy::contract::attribute;

use crate::page::PageError;

/// The built error page.
#[derive(Clone, Debug)]
pub struct ErrorPage(String);

/// The texts of the error page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorView<'a> {
    /// What happened.
    pub title: &'a str,
    /// What to do.
    pub detail: &'a str,
    /// The id to quote to support.
    pub request_id: &'a str,
}

impl ErrorPage {
    /// Returns the page with the markup `html`.
    #[must_use]
    pub fn new(html: String) -> Self {
        Self(html)
    }

    /// Returns the HTML of the page with the texts of `view`.
    ///
    /// # Errors
    ///
    /// When the markup cannot be rewritten.
    pub fn render(&self, view: &ErrorView<'_>) -> Result<String, PageError> {
        let slots = element!(&format!("[{}]", attribute::SLOT), |el: &mut Element<'_, '_>| {
            let text = match el.get_attribute(attribute::SLOT).as_deref() {
                Some("problem-title") => view.title,
                Some("problem-detail") => view.detail,
                Some("request-id") => view.request_id,
                _ => return Ok(()),
            };
            el.set_inner_content(text, ContentType::Text);
            Ok(())
        });
        Ok(rewrite_str(&self.0, RewriteStrSettings::new().append_element_content_handler(slots))?)
    }
}
