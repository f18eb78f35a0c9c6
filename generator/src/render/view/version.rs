//! A version of the policy.

use policy::text::spanish;
use serde_json::{Value, json};

use crate::model::{Site, Version};
use crate::render::view::difference::difference;
use crate::render::view::interpolate;

/// Returns a version in the list of versions.
pub(crate) fn version_link(site: &Site, version: &Version) -> Value {
    json!({
        "date": spanish::format_date(version.date),
        "iso": version.date.to_string(),
        "href": version.address(),
        "summary": version.summary,
        "in_force": site.versions.last() == Some(version),
    })
}

/// Returns the page of `version`, under `version`, with the rendered text `html`.
pub(crate) fn version_view(site: &Site, version: &Version, html: &str) -> Value {
    let before = site.versions.iter().rfind(|other| other.date < version.date);
    let newest = site.versions.last().filter(|newest| *newest != version);
    let link = |version| version_link(site, version);
    json!({
        "link": link(version),
        // The version in force, if it is another one.
        "newest": newest.map(link),
        "before": before.map(link),
        // The changes since the previous version.
        "sections": before.map(|before| difference(before.body(), version.body())).unwrap_or_default(),
        "html": html,
    })
}

/// Returns the title of a version.
pub(crate) fn version_title(site: &Site, version: &Version) -> String {
    interpolate(site.texts.get("historial.titulo"), &[("fecha", &spanish::format_date(version.date))])
}
