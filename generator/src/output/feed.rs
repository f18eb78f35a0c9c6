//! The versions of the policy as an Atom feed (RFC 4287), for whoever wants to be told of the next one.

use chrono::{DateTime, NaiveDate, NaiveTime, SecondsFormat};
use chrono_tz::Tz;
use policy::text::spanish;

use crate::html::escape;
use crate::model::routes::FEED;
use crate::model::{Site, Version};
use crate::render::view::fill;

/// Returns the feed of `site`, the newest version first; none when there is no version.
///
/// Addresses are ids, since they are permanent; a version is dated from the first moment of its day.
pub(crate) fn feed(site: &Site) -> Option<String> {
    let newest = site.versions.last()?;
    let base = &site.settings.address;
    let entries: String = site.versions.iter().rev().map(|version| entry(site, version)).collect();
    Some(format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{language}\">\n\
         <title>{title}</title>\n\
         <id>{base}{FEED}</id>\n\
         <link rel=\"self\" type=\"application/atom+xml\" href=\"{base}{FEED}\"/>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"{base}{alternate}\"/>\n\
         <author><name>{author}</name></author>\n\
         <updated>{updated}</updated>\n\
         {entries}</feed>\n",
        language = escape(&site.settings.language),
        title = escape(site.texts.get("historial.avisos")),
        base = escape(base),
        alternate = site.page("historial").map_or(newest.address(), |page| page.address.clone()),
        author = escape(&site.settings.organization),
        updated = updated(site, newest.date),
    ))
}

fn entry(site: &Site, version: &Version) -> String {
    let address = format!("{}{}", site.settings.address, version.address());
    let title = fill(site.texts.get("historial.titulo"), &[("fecha", &spanish::format_date(version.date))]);
    format!(
        "<entry>\n<title>{title}</title>\n<id>{address}</id>\n<link href=\"{address}\"/>\n\
         <updated>{updated}</updated>\n<summary>{summary}</summary>\n</entry>\n",
        title = escape(&title),
        address = escape(&address),
        updated = updated(site, version.date),
        summary = escape(&version.summary),
    )
}

/// The first moment of a day in the policy's zone; a zone may begin a day later than at midnight.
fn updated(site: &Site, date: NaiveDate) -> String {
    let zone: Tz = site.policy.calendar().zone();
    let first = (0..24).find_map(|hour| {
        date.and_time(NaiveTime::MIN)
            .checked_add_signed(chrono::TimeDelta::hours(hour))?
            .and_local_timezone(zone)
            .earliest()
    });
    first.map_or_else(
        || format!("{date}T00:00:00Z"),
        |moment: DateTime<Tz>| moment.to_rfc3339_opts(SecondsFormat::Secs, true),
    )
}
