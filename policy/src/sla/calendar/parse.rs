//! Hours and dates as an editor writes them.

use chrono::{NaiveDate, Weekday};

use crate::error::{EntityKind, ErrorCollector, Location, PolicyErrorKind, ValueFormat};
use crate::schema;
use crate::sla::calendar::{Holiday, OpenInterval};
use crate::text::template::check_plain;

pub(crate) const DAYS: [(&str, Weekday); 7] = [
    ("lunes", Weekday::Mon),
    ("martes", Weekday::Tue),
    ("miércoles", Weekday::Wed),
    ("jueves", Weekday::Thu),
    ("viernes", Weekday::Fri),
    ("sábado", Weekday::Sat),
    ("domingo", Weekday::Sun),
];

const DAY_MINUTES: u16 = 24 * 60;

pub(crate) fn read_week(
    written: &[schema::OpenHours],
    at: &Location<'_>,
    faults: &mut ErrorCollector,
) -> [Vec<OpenInterval>; 7] {
    let mut week: [Vec<OpenInterval>; 7] = Default::default();
    for (i, hours) in written.iter().enumerate() {
        let at = at.index(i);
        let segment = read_segment(hours, &at, faults);
        if hours.days.is_empty() {
            faults.add(&at.key("dias"), PolicyErrorKind::Empty { what: EntityKind::Day });
        }
        let mut own = [false; 7];
        for (day, name) in hours.days.iter().enumerate() {
            let Some(weekday) = read_day(name, &at.key("dias").index(day), faults) else { continue };
            if std::mem::replace(&mut own[weekday], true) {
                let kind = PolicyErrorKind::Repeated { what: EntityKind::Day, found: name.clone() };
                faults.add(&at.key("dias").index(day), kind);
                continue;
            }
            let Some(segment) = segment else { continue };
            let open = &mut week[weekday];
            if open.iter().any(|other| segment.from < other.to && other.from < segment.to) {
                faults.add(&at.key("dias").index(day), PolicyErrorKind::Overlaps { day: DAYS[weekday].0 });
            }
            open.push(segment);
        }
    }
    for open in &mut week {
        open.sort_unstable();
    }
    week
}

fn read_day(name: &str, at: &Location<'_>, faults: &mut ErrorCollector) -> Option<usize> {
    let plain = |text: &str| text.to_lowercase().replace('á', "a").replace('é', "e");
    let day = DAYS.iter().position(|(day, _)| plain(day) == plain(name));
    if day.is_none() {
        faults.unknown(at, EntityKind::Day, name, DAYS.iter().map(|(day, _)| *day));
    }
    day
}

fn read_segment(
    written: &schema::OpenHours,
    at: &Location<'_>,
    faults: &mut ErrorCollector,
) -> Option<OpenInterval> {
    let from = read_minute(&written.from, &at.key("de"), faults);
    let to = read_minute(&written.to, &at.key("a"), faults);
    let segment = OpenInterval { from: from?, to: to? };
    if segment.from >= segment.to {
        let kind = PolicyErrorKind::EndsBeforeStart { from: written.from.clone(), to: written.to.clone() };
        faults.add(&at.key("a"), kind);
        return None;
    }
    Some(segment)
}

fn read_minute(text: &str, at: &Location<'_>, faults: &mut ErrorCollector) -> Option<u16> {
    let minute = minute_of_day(text);
    if minute.is_none() {
        faults.unreadable(at, text, ValueFormat::Hour);
    }
    minute
}

/// Returns the minute of the day that `text` (as `8:30` or `24:00`) shows on a 24-hour clock.
fn minute_of_day(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let digits =
        |part: &str, most| (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    (digits(hour, 2) && digits(minute, 2) && minute.len() == 2).then_some(())?;
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    let total = hour * 60 + minute;
    (minute < 60 && total <= DAY_MINUTES).then_some(total)
}

pub(crate) fn read_holidays(
    written: &[schema::Holiday],
    at: &Location<'_>,
    faults: &mut ErrorCollector,
) -> Vec<Holiday> {
    faults.repeated(EntityKind::Holiday, at, "fecha", written.iter().map(|day| day.date.as_str()));
    let mut holidays = Vec::new();
    for (i, holiday) in written.iter().enumerate() {
        check_plain(Some(&holiday.name), &at.index(i).key("nombre"), faults);
        let date = read_date(&holiday.date, &at.index(i).key("fecha"), faults);
        holidays.extend(date.map(|date| Holiday { date, name: holiday.name.clone() }));
    }
    holidays.sort_by_key(|holiday| holiday.date);
    holidays
}

/// Reads a date that an editor wrote, as `2024-09-16`.
pub(crate) fn read_date(text: &str, at: &Location<'_>, faults: &mut ErrorCollector) -> Option<NaiveDate> {
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| text.len() == 10);
    if date.is_none() {
        faults.unreadable(at, text, ValueFormat::Date);
    }
    date
}
