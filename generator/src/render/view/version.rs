//! A version of the policy, as its template and the list of all of them see it.

use policy::text::spanish;
use serde::Serialize;

use crate::model;
use crate::model::Site;
use crate::render::view::difference::{Part, difference};
use crate::render::view::fill;

/// A version in the list of all of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct VersionLink {
    /// In words.
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

/// A version on its own page, under `version`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Version {
    link: VersionLink,
    /// The version in force, when it is another.
    newest: Option<VersionLink>,
    /// The version before it.
    before: Option<VersionLink>,
    /// What changed since then.
    parts: Vec<Part>,
    /// Its whole text, already HTML.
    html: String,
}

impl Version {
    /// Returns a version of `site`, its text already rendered.
    pub(crate) fn new(site: &Site, version: &model::Version, html: &str) -> Self {
        let before = site.versions.iter().rfind(|other| other.date < version.date);
        let newest = site.versions.last().filter(|newest| *newest != version);
        let link = |version| VersionLink::new(site, version);
        Self {
            link: link(version),
            newest: newest.map(link),
            before: before.map(link),
            parts: before.map(|before| difference(before.body(), version.body())).unwrap_or_default(),
            html: html.to_owned(),
        }
    }
}

/// Returns the heading of a version's page.
pub(crate) fn title(site: &Site, version: &model::Version) -> String {
    fill(site.texts.get("historial.titulo"), &[("fecha", &spanish::format_date(version.date))])
}
