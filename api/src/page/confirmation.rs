//! The page that tells a client that their request was taken.

use lol_html::html_content::{ContentType, Element};
use lol_html::{RewriteStrSettings, element, rewrite_str};
use policy::contract::attribute;

use crate::page::{PageError, attribute};

/// The confirmation as it was built, ready to be filled.
#[derive(Clone, Debug)]
pub struct ConfirmationPage(String);

/// What the confirmation shows, in the words in which it shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfirmationView {
    /// `F37-K29-QX4`.
    pub folio: String,
    /// The operation's title.
    pub title: String,
    /// «3 cuentas»; none when the form has no rows.
    pub count: Option<String>,
    /// When it was received.
    pub received: String,
    /// The level's name.
    pub level: String,
    /// The level's priority.
    pub priority: String,
    /// By when support will have responded.
    pub due: String,
    /// The same for machines, in RFC 3339.
    pub due_instant: String,
    /// The date of the policy under which it entered.
    pub version: String,
    /// Where that policy can be read.
    pub version_address: String,
    /// The name of the kind: parts of the page are for one kind only.
    pub kind: &'static str,
}

impl ConfirmationPage {
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
    pub fn fill(&self, view: &ConfirmationView) -> Result<String, PageError> {
        let slots = element!(&format!("[{}]", attribute::SLOT), |el: &mut Element<'_, '_>| {
            let slot = el.get_attribute(attribute::SLOT).unwrap_or_default();
            match view.text(&slot) {
                Some(text) => el.set_inner_content(text, ContentType::Text),
                None if slot == "count" => el.remove(),
                None => {}
            }
            match slot.as_str() {
                "due" => el.set_attribute("datetime", &attribute(&view.due_instant))?,
                "version" => el.set_attribute("href", &attribute(&view.version_address))?,
                _ => {}
            }
            Ok(())
        });
        let kinds = element!(&format!("[{}]", attribute::ONLY), |el: &mut Element<'_, '_>| {
            if el.get_attribute(attribute::ONLY).is_some_and(|kind| kind != view.kind) {
                el.remove();
            }
            Ok(())
        });
        let settings = RewriteStrSettings::new()
            .append_element_content_handler(slots)
            .append_element_content_handler(kinds);
        Ok(rewrite_str(&self.0, settings)?)
    }
}

impl ConfirmationView {
    fn text(&self, slot: &str) -> Option<&str> {
        match slot {
            "folio" => Some(&self.folio),
            "title" => Some(&self.title),
            "count" => self.count.as_deref(),
            "received" => Some(&self.received),
            "level" => Some(&self.level),
            "priority" => Some(&self.priority),
            "due" => Some(&self.due),
            "version" => Some(&self.version),
            _ => None,
        }
    }
}
