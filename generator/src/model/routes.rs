//! The public addresses that are not those of a form.

use std::fmt::Display;

/// The feed of the policy's versions.
pub(crate) const FEED: &str = "/historial/feed.xml";
/// The index of the search.
pub(crate) const SEARCH: &str = "/search.json";
/// The opening hours, for programs.
pub(crate) const HOURS: &str = "/hours.json";
/// The service levels, for programs.
pub(crate) const LEVELS: &str = "/sla.json";
/// The list of the pages, for search engines.
pub(crate) const SITEMAP: &str = "/sitemap.xml";
/// The rules for crawlers.
pub(crate) const ROBOTS: &str = "/robots.txt";

/// The files that every site publishes beside its pages.
pub(crate) const DATA_FILES: [&str; 5] = [HOURS, LEVELS, SEARCH, SITEMAP, ROBOTS];

/// The prefixes of the API and of the assets.
const RESERVED: [&str; 2] = ["/api/", "/assets/"];

/// Returns the address of the page with this `id`.
pub(crate) fn page(id: &str) -> String {
    match id {
        "index" => "/".to_owned(),
        "404" => "/404.html".to_owned(),
        _ => format!("/{id}/"),
    }
}

/// Returns the address of the version of the policy of `date`.
pub(crate) fn version(date: impl Display) -> String {
    format!("/historial/{date}/")
}

/// Returns whether a page at `address` would hide the API or the assets.
pub(crate) fn is_reserved(address: &str) -> bool {
    RESERVED.iter().any(|prefix| address.starts_with(prefix))
}
