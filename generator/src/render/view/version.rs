//! A version of the policy.

use policy::text::spanish;
use serde::Serialize;

use crate::model;
use crate::model::Site;
use crate::render::view::difference::{ChangedSection, difference};
use crate::render::view::interpolate;

/// A version in the list of versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct VersionLink {
    /// The date as a text.
    date: String,
    iso: String,
    href: String,
    summary: String,
    in_force: bool,
}

impl VersionLink {
    /// Returns all versions of `site`, the newest first.
    pub(crate) fn all(site: &Site) -> Vec<Self> {
        site.versions.iter().rev().map(|version| Self::new(site, version)).collect()
    }

    fn new(site: &Site, version: &model::Version) -> Self {
        Self {
            date: spanish::format_date(version.date),
            iso: version.date.to_string(),
            href: version.address(),
            summary: version.summary.clone(),
            in_force: site.versions.last() == Some(version),
        }
    }
}

/// The page of a version, under `version`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct VersionView {
    link: VersionLink,
    /// The version in force, if it is another one.
    newest: Option<VersionLink>,
    /// The previous version.
    before: Option<VersionLink>,
    /// The changes since the previous version.
    sections: Vec<ChangedSection>,
    /// Its text as HTML.
    html: String,
}

impl VersionView {
    /// Returns the view of `version` with the rendered text `html`.
    pub(crate) fn new(site: &Site, version: &model::Version, html: &str) -> Self {
        let before = site.versions.iter().rfind(|other| other.date < version.date);
        let newest = site.versions.last().filter(|newest| *newest != version);
        let link = |version| VersionLink::new(site, version);
        Self {
            link: link(version),
            newest: newest.map(link),
            before: before.map(link),
            sections: before.map(|before| difference(before.body(), version.body())).unwrap_or_default(),
            html: html.to_owned(),
        }
    }
}

/// Returns the title of a version.
pub(crate) fn version_title(site: &Site, version: &model::Version) -> String {
    interpolate(site.texts.get("historial.titulo"), &[("fecha", &spanish::format_date(version.date))])
}
