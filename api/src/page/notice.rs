//! The page that tells a visitor why there is no other page.

use lol_html::html_content::{ContentType, Element};
use lol_html::{RewriteStrSettings, element, rewrite_str};
use policy::contract::attribute;

use crate::page::PageError;

/// The problem page as it was built, ready to be filled.
#[derive(Clone, Debug)]
pub struct NoticePage(String);

/// What the problem page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeView<'a> {
    /// What happened.
    pub title: &'a str,
    /// What to do.
    pub detail: &'a str,
    /// The number to quote to support.
    pub request_id: &'a str,
}

impl NoticePage {
    /// Returns the page that `html` is.
    #[must_use]
    pub fn new(html: String) -> Self {
        Self(html)
    }

    /// Returns the page's HTML, filled.
    ///
    /// # Errors
    ///
    /// When the markup cannot be rewritten.
    pub fn fill(&self, view: &NoticeView<'_>) -> Result<String, PageError> {
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
        let settings = RewriteStrSettings::new().append_element_content_handler(slots);
        Ok(rewrite_str(&self.0, settings)?)
    }
}
