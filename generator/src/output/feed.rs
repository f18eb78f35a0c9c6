//! The versions of the policy as an Atom feed (RFC 4287).

use chrono::{DateTime, NaiveDate, NaiveTime, SecondsFormat, TimeDelta};
use chrono_tz::Tz;
use serde_json::json;

use crate::model::routes::FEED;
use crate::model::{Site, Version};
use crate::render::view::version::version_title;
use crate::render::{RenderError, Renderer};

/// Returns the feed of `site`; `None` when there is no version.
pub(crate) fn feed(site: &Site, renderer: &Renderer<'_>) -> Result<Option<String>, RenderError> {
    let Some(newest) = site.versions.last() else { return Ok(None) };
    let base = &site.settings.address;
    let list = site.page("historial").map_or(newest.address(), |page| page.address.clone());
    let entry = |version: &Version| {
        json!({
            "title": version_title(site, version),
            "address": format!("{base}{}", version.address()),
            "updated": start_of_day(site, version.date),
            "summary": version.summary,
        })
    };
    let feed = json!({
        // Also the id of the feed, since addresses are permanent.
        "address": format!("{base}{FEED}"),
        // The page that lists the versions.
        "alternate": format!("{base}{list}"),
        // The newest first.
        "entries": site.versions.iter().rev().map(entry).collect::<Vec<_>>(),
    });
    renderer.data("feed.xml", "feed", &feed).map(Some)
}

/// Returns the first instant of a day in the zone of the policy; in some zones a day can begin after midnight.
fn start_of_day(site: &Site, date: NaiveDate) -> String {
    let zone: Tz = site.policy.calendar.zone;
    let mut local =
        (0..24).filter_map(|hour| date.and_time(NaiveTime::MIN).checked_add_signed(TimeDelta::hours(hour)));
    let first = local.find_map(|time| time.and_local_timezone(zone).earliest());
    first.map_or_else(
        || format!("{date}T00:00:00Z"),
        |instant: DateTime<Tz>| instant.to_rfc3339_opts(SecondsFormat::Secs, true),
    )
}
