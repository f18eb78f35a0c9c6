//! The pages that have only slots for texts: the confirmation of a ticket and the error page.

use lol_html::html_content::{ContentType, Element};
use lol_html::{RewriteStrSettings, element, rewrite_str};
use policy::contract::attribute;

use crate::page::{PageError, set_attribute};

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

impl ConfirmationView {
    /// Returns the HTML of the confirmation page `html` with these texts.
    ///
    /// # Errors
    ///
    /// When the markup cannot be rewritten.
    pub fn render(&self, html: &str) -> Result<String, PageError> {
        let kinds = element!(&format!("[{}]", attribute::ONLY), |el: &mut Element<'_, '_>| {
            if el.get_attribute(attribute::ONLY).is_some_and(|kind| kind != self.kind) {
                el.remove();
            }
            Ok(())
        });
        let settings = RewriteStrSettings::new().append_element_content_handler(kinds);
        fill_slots(html, settings, |slot, el| {
            Some(match slot {
                "folio" => &self.folio,
                "title" => &self.title,
                "count" => self.count.as_ref().or_else(|| {
                    el.remove();
                    None
                })?,
                "received" => &self.received,
                "level" => &self.level,
                "priority" => &self.priority,
                "due" => {
                    set_attribute(el, "datetime", &self.due_instant);
                    &self.due
                }
                "version" => {
                    set_attribute(el, "href", &self.version_address);
                    &self.version
                }
                _ => return None,
            })
        })
    }
}

impl ErrorView<'_> {
    /// Returns the HTML of the error page `html` with these texts.
    ///
    /// # Errors
    ///
    /// When the markup cannot be rewritten.
    pub fn render(&self, html: &str) -> Result<String, PageError> {
        fill_slots(html, RewriteStrSettings::new(), |slot, _| match slot {
            "problem-title" => Some(self.title),
            "problem-detail" => Some(self.detail),
            "request-id" => Some(self.request_id),
            _ => None,
        })
    }
}

/// Returns `html` with the text that `text` returns for each slot, which may also change the element.
fn fill_slots<'a>(
    html: &str,
    settings: RewriteStrSettings<'a, '_>,
    text: impl Fn(&str, &mut Element<'_, '_>) -> Option<&'a str> + 'a,
) -> Result<String, PageError> {
    let slots = element!(&format!("[{}]", attribute::SLOT), move |el: &mut Element<'_, '_>| {
        let slot = el.get_attribute(attribute::SLOT).unwrap_or_default();
        if let Some(text) = text(&slot, el) {
            el.set_inner_content(text, ContentType::Text);
        }
        Ok(())
    });
    Ok(rewrite_str(html, settings.append_element_content_handler(slots))?)
}
