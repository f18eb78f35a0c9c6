//! The data files: sitemap, hours, levels, and the files of the API.

use std::collections::BTreeMap;

use chrono::Weekday;
use policy::sla::calendar::OpenInterval;
use policy::sla::level::{Level, ResponseTarget};
use policy::text::spanish;
use serde::Serialize;
use serde_json::json;

use crate::model::Site;
use crate::render::{RenderError, Renderer};

const DAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Mon),
    ("tuesday", Weekday::Tue),
    ("wednesday", Weekday::Wed),
    ("thursday", Weekday::Thu),
    ("friday", Weekday::Fri),
    ("saturday", Weekday::Sat),
    ("sunday", Weekday::Sun),
];

/// Returns the sitemap: every page that search engines can list, with the date of its last change.
pub(super) fn sitemap(site: &Site, renderer: &Renderer<'_>) -> Result<String, RenderError> {
    let listed = site.pages.iter().filter(|page| page.id != "404");
    let pages = listed.map(|page| (page.address.clone(), page.modified));
    let forms = site.form_pages().map(|(address, _, operation)| (address, operation.modified));
    let by_address: BTreeMap<_, _> = pages.chain(forms).collect();
    let base = &site.settings.address;
    let entries: Vec<_> = by_address
        .into_iter()
        .map(|(address, modified)| json!({"location": format!("{base}{address}"), "modified": modified.to_string()}))
        .collect();
    renderer.data("sitemap.xml", "pages", &entries)
}

pub(super) fn robots(site: &Site) -> String {
    format!("User-agent: *\nDisallow: /api/\n\nSitemap: {}/sitemap.xml\n", site.settings.address)
}

#[derive(Serialize)]
struct Hours<'a> {
    zone: &'a str,
    zone_name: &'a str,
    week: Vec<Day>,
    holidays: Vec<Holiday<'a>>,
}

#[derive(Serialize)]
struct Day {
    day: &'static str,
    open: Vec<OpenHours>,
}

/// An interval of open hours: as text, and in minutes from midnight.
#[derive(Serialize)]
struct OpenHours {
    from: String,
    to: String,
    from_minute: u16,
    to_minute: u16,
}

#[derive(Serialize)]
struct Holiday<'a> {
    date: String,
    name: &'a str,
}

impl From<&OpenInterval> for OpenHours {
    fn from(interval: &OpenInterval) -> Self {
        Self {
            from: spanish::format_minute_of_day(interval.from),
            to: spanish::format_minute_of_day(interval.to),
            from_minute: interval.from,
            to_minute: interval.to,
        }
    }
}

pub(super) fn hours(site: &Site) -> Result<String, serde_json::Error> {
    let calendar = &site.policy.calendar;
    let day =
        |(day, weekday)| Day { day, open: calendar.intervals(weekday).iter().map(OpenHours::from).collect() };
    let holidays = calendar.holidays().iter();
    let holidays = holidays.map(|day| Holiday { date: day.date.to_string(), name: &day.name });
    json(&Hours {
        zone: calendar.zone.name(),
        zone_name: &calendar.zone_name,
        week: DAYS.into_iter().map(day).collect(),
        holidays: holidays.collect(),
    })
}

#[derive(Serialize)]
struct Levels<'a> {
    initial: &'a str,
    levels: Vec<LevelData<'a>>,
}

#[derive(Serialize)]
struct LevelData<'a> {
    id: &'a str,
    name: &'a str,
    priority: &'a str,
    applies: &'a str,
    within_hours: Response,
    out_of_hours: Response,
}

/// The response time, and which minutes count.
#[derive(Serialize)]
struct Response {
    minutes: i64,
    counts: &'static str,
}

impl From<ResponseTarget> for Response {
    fn from(target: ResponseTarget) -> Self {
        let counts = match target {
            ResponseTarget::BusinessHours(_) => "open",
            ResponseTarget::Elapsed(_) => "elapsed",
        };
        Self { minutes: target.duration().num_minutes(), counts }
    }
}

pub(super) fn levels(site: &Site) -> Result<String, serde_json::Error> {
    fn level(level: &Level) -> LevelData<'_> {
        LevelData {
            id: &level.id,
            name: &level.name,
            priority: &level.priority,
            applies: &level.applies,
            within_hours: level.within.into(),
            out_of_hours: level.outside.into(),
        }
    }
    let levels = &site.policy.levels;
    json(&Levels { initial: &levels.initial().id, levels: levels.iter().map(level).collect() })
}

pub(super) fn policy(site: &Site) -> Result<String, serde_json::Error> {
    json(&*site.written)
}

#[derive(Serialize)]
struct Problems<'a> {
    base: &'a str,
    problems: BTreeMap<&'a str, Problem<'a>>,
}

#[derive(Serialize)]
struct Problem<'a> {
    title: &'a str,
    detail: &'a str,
}

pub(super) fn problems(site: &Site) -> Result<String, serde_json::Error> {
    let problems = site.texts.problems().map(|(code, title, detail)| (code, Problem { title, detail }));
    json(&Problems { base: &site.settings.address, problems: problems.collect() })
}

fn json(data: &impl Serialize) -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string_pretty(data)? + "\n")
}
