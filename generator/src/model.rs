//! The whole content, parsed and joined: what the pages are made from.

pub(crate) mod clock;
pub(crate) mod content;
pub(crate) mod document;
pub(crate) mod fingerprint;
pub(crate) mod notice;
pub(crate) mod page;
pub(crate) mod policy_parts;
pub(crate) mod unexpected_files;
pub(crate) mod version;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use policy::Policy;

use crate::diagnostic::Diagnostics;
use crate::read::source::ContentDir;
use crate::schema;

pub use crate::model::clock::load_calendar;
pub(crate) use crate::model::content::{Ground, Look};
pub(crate) use crate::model::document::{Document, Documents};
pub use crate::model::notice::{Notice, NoticeKind};
pub use crate::model::page::Page;
pub(crate) use crate::model::version::FOLDER as HISTORY;
pub use crate::model::version::Version;

/// The files that every site has, beside its forms and pages.
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

/// The content of a site in which nothing is wrong that can be seen before it is rendered.
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
    /// What the policy means.
    pub policy: Arc<Policy>,
    /// What the policy says, as the API will read it.
    pub written: Arc<policy::schema::Policy>,
    /// The pages, by their `id`.
    pub pages: Vec<Arc<Page>>,
    /// The versions of the policy that were published, the oldest first.
    pub versions: Vec<Version>,
    /// The messages that pages show for a time, the first to begin first.
    pub notices: Vec<Notice>,
    /// The moment for which the site is built; before all others until [`Site::at`] says it.
    pub now: DateTime<Utc>,
    /// The files from which all this was read.
    pub(crate) source: ContentDir,
    /// The YAML files, to place what is found later.
    pub(crate) documents: Documents,
}

impl Site {
    /// Returns the site that `source` states; what `before` read from files that did not change is not read again. When
    /// something is wrong, `look` says what else is.
    pub(crate) fn load_after(
        before: Option<&Self>,
        source: &ContentDir,
        look: Look,
    ) -> Result<Self, Diagnostics> {
        let mut faults = Diagnostics::default();
        crate::model::unexpected_files::refuse(source, &mut faults);
        let pages =
            crate::model::page::read_all(source, before.map_or(&[], |before| &before.pages), &mut faults);
        let same = before.filter(|before| before.source.differs_in_pages_alone(source));
        let site = if let Some(before) = same {
            if faults.has_errors() {
                look(&Ground { source, ..Ground::of(before) }, &mut faults);
            }
            Some(Self { pages, source: source.clone(), ..before.clone() })
        } else {
            let site = Self::join(source, pages, look, &mut faults);
            // Where the policy has no zone, its notices have no moments.
            let zone = site.as_ref().map(|site| site.policy.calendar().zone());
            let notices = zone
                .map(|zone| crate::model::notice::read_all(source, zone, &mut faults))
                .unwrap_or_default();
            site.map(|site| Self { notices, ..site })
        };
        match site {
            Some(site) if !faults.has_errors() => Ok(site),
            _ => Err(faults),
        }
    }

    /// Returns whether `other` can differ in nothing but the Markdown of its pages: what else one page can see of
    /// another, and all that is no page, is the same.
    pub(crate) fn differs_in_bodies_alone(&self, other: &Self) -> bool {
        let faces = self.pages.iter().zip(&other.pages).all(|(one, another)| one.has_face_of(another));
        faces && self.pages.len() == other.pages.len() && self.source.differs_in_pages_alone(&other.source)
    }

    /// Returns the same site as it is to be published at `now`: without the notices that have ended.
    #[must_use]
    pub fn at(mut self, now: DateTime<Utc>) -> Self {
        self.notices.retain(|notice| notice.until > now);
        self.now = now;
        self
    }

    /// Returns the page with this `id`.
    #[must_use]
    pub fn page(&self, id: &str) -> Option<&Page> {
        let at = self.pages.binary_search_by(|page| page.id.as_str().cmp(id)).ok()?;
        self.pages.get(at).map(|page| &**page)
    }

    fn join(
        source: &ContentDir,
        pages: Vec<Arc<Page>>,
        look: Look,
        faults: &mut Diagnostics,
    ) -> Option<Self> {
        let documents = Documents::read(source, &FILES, faults);
        let versions = crate::model::version::read_all(source, faults);
        // Every file is decoded before any is missed, so that the faults of all of them are told together.
        let settings = documents.decode::<schema::Settings>("site.yaml", faults);
        let channels = documents.decode("channels.yaml", faults);
        let texts = documents.decode("words.yaml", faults);
        let limits = documents.decode("limits.yaml", faults);
        let version = settings.as_ref().map(|settings| settings.version.clone());
        let policy = documents.policy(version, faults);
        if faults.has_errors() {
            let ground = Ground {
                source,
                documents: &documents,
                settings: settings.as_ref(),
                texts: texts.as_ref(),
                limits: limits.as_ref(),
                policy: policy.as_ref().map(|(_, policy)| policy),
                versions: &versions,
            };
            look(&ground, faults);
        }
        let (written, policy) = policy?;
        Some(Self {
            settings: settings?,
            channels: channels?,
            texts: texts?,
            limits: limits?,
            policy: policy.into(),
            written: written.into(),
            pages,
            versions,
            notices: Vec::new(),
            now: DateTime::<Utc>::MIN_UTC,
            source: source.clone(),
            documents,
        })
    }
}

#[cfg(test)]
mod tests;
