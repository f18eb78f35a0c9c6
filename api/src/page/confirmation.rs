//! The page that confirms a ticket.

use lol_html::html_content::{ContentType, Element};
use lol_html::{RewriteStrSettings, element, rewrite_str};
use policy::contract::attribute;

use crate::page::{PageError, set_attribute};

/// The built confirmation page.
#[derive(Clone, Debug)]
pub struct ConfirmationPage(String);

/// The texts of the confirmation page, as it shows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfirmationView {
    /// `F37-K29-QX4`.
    pub folio: String,
    /// The operation's title.
    pub title: String,
    /// «3 cuentas»; `None` if the form has no rows.
    pub count: Option<String>,
    /// When the request was received.
    pub received: String,
    /// The level's name.
    pub level: String,
    /// The level's priority.
    pub priority: String,
    /// The deadline of the first response.
    pub due: String,
    /// The same deadline in RFC 3339.
    pub due_instant: String,
    /// The date of the policy in force when the request was received.
    pub version: String,
    /// The address of that policy.
    pub version_address: String,
    /// The name of the kind: some parts of the page are for one kind only.
    pub kind: &'static str,
}

impl ConfirmationPage {
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
    pub fn render(&self, view: &ConfirmationView) -> Result<String, PageError> {
        let slots = element!(&format!("[{}]", attribute::SLOT), |el: &mut Element<'_, '_>| {
            view.fill_slot(el);
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
    fn fill_slot(&self, el: &mut Element<'_, '_>) {
        let slot = el.get_attribute(attribute::SLOT).unwrap_or_default();
        let text = match (slot.as_str(), &self.count) {
            ("folio", _) => &self.folio,
            ("title", _) => &self.title,
            ("count", Some(count)) => count,
            ("count", None) => return el.remove(),
            ("received", _) => &self.received,
            ("level", _) => &self.level,
            ("priority", _) => &self.priority,
            ("due", _) => {
                set_attribute(el, "datetime", &self.due_instant);
                &self.due
            }
            ("version", _) => {
                set_attribute(el, "href", &self.version_address);
                &self.version
            }
            _ => return,
        };
        el.set_inner_content(text, ContentType::Text);
    }
}
