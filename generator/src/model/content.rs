//! The content as far as it could be read: what whoever looks for faults stands on.

use policy::Policy;

use crate::diagnostic::Diagnostics;
use crate::model::{Documents, Site, Version};
use crate::read::source::{ContentDir, File};
use crate::schema::{Limits, Settings, Texts};

/// The content, as far as it could be read.
#[derive(Clone, Copy)]
pub(crate) struct Ground<'a> {
    pub(crate) source: &'a ContentDir,
    pub(crate) documents: &'a Documents,
    pub(crate) settings: Option<&'a Settings>,
    pub(crate) texts: Option<&'a Texts>,
    pub(crate) limits: Option<&'a Limits>,
    pub(crate) policy: Option<&'a Policy>,
    pub(crate) versions: &'a [Version],
}

/// Looks for faults, and tells them.
pub(crate) type Look = fn(&Ground<'_>, &mut Diagnostics);

impl<'a> Ground<'a> {
    /// Returns all of a site, which could be read.
    pub(crate) fn of(site: &'a Site) -> Self {
        Self {
            source: &site.source,
            documents: &site.documents,
            settings: Some(&site.settings),
            texts: Some(&site.texts),
            limits: Some(&site.limits),
            policy: Some(&site.policy),
            versions: &site.versions,
        }
    }

    /// Returns the files of the pages, in order.
    pub(crate) fn pages(&self) -> impl Iterator<Item = &'a File> {
        self.source.within("pages/", ".md").map(|file| &**file)
    }

    /// Returns the file of the page with this `id`.
    pub(crate) fn page(&self, id: &str) -> Option<&'a File> {
        self.source.file(&format!("pages/{id}.md")).map(|file| &**file)
    }
}
