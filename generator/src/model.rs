//! The parsed content of a site: the input of the page builder.

pub(crate) mod content;
pub(crate) mod document;
pub(crate) mod fingerprint;
pub(crate) mod notice;
pub(crate) mod page;
pub(crate) mod policy_files;
pub(crate) mod routes;
pub(crate) mod unexpected_files;
pub(crate) mod version;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use policy::{Form, Operation, Policy};

use crate::read::source::ContentDir;
use crate::schema;

pub use crate::model::content::load_calendar;
pub(crate) use crate::model::content::{CheckContext, PartialContent};
pub(crate) use crate::model::document::{Document, Documents};
pub use crate::model::notice::{Notice, NoticeKind};
pub use crate::model::page::Page;
pub(crate) use crate::model::version::FOLDER as HISTORY;
pub use crate::model::version::Version;

/// The files that every site needs, beside its forms and pages.
const FILES: [&str; 9] = [
    "site.yaml",
    "hours.yaml",
    "levels.yaml",
    "services.yaml",
    "channels.yaml",
    "lists.yaml",
    "common.yaml",
    "limits.yaml",
    "words.yaml",
];

/// The content of a site without errors; only rendering can find more.
#[derive(Clone, Debug)]
pub struct Site {
    /// `site.yaml`.
    pub settings: schema::Settings,
    /// `channels.yaml`.
    pub channels: schema::Channels,
    /// `words.yaml`.
    pub texts: schema::Texts,
    /// `limits.yaml`.
    pub limits: schema::Limits,
    /// The parsed policy.
    pub policy: Arc<Policy>,
    /// The policy as it is written; the API reads it.
    pub written: Arc<policy::schema::Policy>,
    /// The pages, by their `id`.
    pub pages: Vec<Arc<Page>>,
    /// The published versions of the policy, the oldest first.
    pub versions: Vec<Version>,
    /// The notices, in the order in which they begin.
    pub notices: Vec<Notice>,
    /// The time for which the site is built; the earliest possible time until [`Site::at`] sets it.
    pub now: DateTime<Utc>,
    /// The files of the content.
    pub(crate) source: ContentDir,
    /// The YAML trees, for the spans of later diagnostics.
    pub(crate) documents: Documents,
}

impl Site {
    /// Returns the same site as it is published at `now`: without the notices that have ended.
    #[must_use]
    pub fn at(mut self, now: DateTime<Utc>) -> Self {
        self.notices.retain(|notice| notice.until > now);
        self.now = now;
        self
    }

    /// Returns the page with this `id`.
    #[must_use]
    pub fn page(&self, id: &str) -> Option<&Page> {
        let index = self.pages.binary_search_by(|page| page.id.as_str().cmp(id)).ok()?;
        self.pages.get(index).map(|page| &**page)
    }

    /// Returns the pages of the forms: the address, the form and the operation of each.
    pub(crate) fn form_pages(&self) -> impl Iterator<Item = (String, &Form, &Operation)> {
        self.policy.forms.iter().flat_map(|form| {
            form.operations.iter().map(move |operation| (form.address(operation), form, operation))
        })
    }
}

#[cfg(test)]
mod tests;
