//! Parses the hours and dates that editors write.

use chrono::NaiveDate;

use crate::error::{EntityKind, Location, PolicyErrorKind, ValueFormat};
use crate::schema;
use crate::sla::calendar::{Holiday, OpenInterval};
use crate::text::spanish::WEEKDAYS;

const DAY_MINUTES: u16 = 24 * 60;

pub(crate) fn parse_week(schema: &[schema::OpenHours], at: &Location) -> [Vec<OpenInterval>; 7] {
    let mut week: [Vec<OpenInterval>; 7] = Default::default();
    for (i, hours) in schema.iter().enumerate() {
        let at = at.index(i);
        let interval = parse_interval(hours, &at);
        let list = at.key("dias");
        if hours.days.is_empty() {
            list.add(PolicyErrorKind::Empty(EntityKind::Day));
        }
        let mut seen = [false; 7];
        for (i, name) in hours.days.iter().enumerate() {
            let at = list.index(i);
            let Some(day) = parse_day(name, &at) else { continue };
            if std::mem::replace(&mut seen[day], true) {
                at.add_duplicate(EntityKind::Day, name);
                continue;
            }
            let Some(interval) = interval else { continue };
            if week[day].iter().any(|other| interval.from < other.to && other.from < interval.to) {
                let message = format!("dos horarios del {} se enciman", WEEKDAYS[day].1);
                at.add_invalid("horario-encimado", message, "junte los dos horarios en uno o sepárelos");
            }
            week[day].push(interval);
        }
    }
    for intervals in &mut week {
        intervals.sort_unstable();
    }
    week
}

/// Returns the index of a day of the week, from Monday.
fn parse_day(name: &str, at: &Location) -> Option<usize> {
    let names = WEEKDAYS.map(|(_, name)| name);
    let normalize = |name: &str| name.to_lowercase().replace('á', "a").replace('é', "e");
    let day = names.iter().position(|day| normalize(day) == normalize(name));
    if day.is_none() {
        at.add_unknown(EntityKind::Day, name, names);
    }
    day
}

fn parse_interval(schema: &schema::OpenHours, at: &Location) -> Option<OpenInterval> {
    let from = parse_minute(&schema.from, &at.key("de"));
    let to = parse_minute(&schema.to, &at.key("a"));
    let interval = OpenInterval { from: from?, to: to? };
    if interval.from < interval.to {
        return Some(interval);
    }
    let message = format!("el horario empieza a las {} y termina a las {}", schema.from, schema.to);
    let help = "escriba una hora de cierre posterior; «24:00» es el final del día";
    at.key("a").add_invalid("horario-al-reves", message, help);
    None
}

fn parse_minute(text: &str, at: &Location) -> Option<u16> {
    let minute = minute_of_day(text);
    if minute.is_none() {
        at.add_invalid_format(text, ValueFormat::Time);
    }
    minute
}

/// Returns the minute of the day of a time such as `8:30` or `24:00`.
fn minute_of_day(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let is_number =
        |part: &str, max| (1..=max).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    (is_number(hour, 2) && is_number(minute, 2) && minute.len() == 2).then_some(())?;
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    let total = hour * 60 + minute;
    (minute < 60 && total <= DAY_MINUTES).then_some(total)
}

pub(crate) fn parse_holidays(schema: &[schema::Holiday], at: &Location) -> Vec<Holiday> {
    at.check_duplicates(EntityKind::Holiday, "fecha", schema.iter().map(|day| day.date.as_str()));
    let mut holidays = Vec::new();
    for (i, holiday) in schema.iter().enumerate() {
        at.index(i).check_plain("nombre", &holiday.name);
        let date = parse_date(&holiday.date, &at.index(i).key("fecha"));
        holidays.extend(date.map(|date| Holiday { date, name: holiday.name.clone() }));
    }
    holidays.sort_by_key(|holiday| holiday.date);
    holidays
}

/// Returns a date such as `2024-09-16`.
pub(crate) fn parse_date(text: &str, at: &Location) -> Option<NaiveDate> {
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| text.len() == 10);
    if date.is_none() {
        at.add_invalid_format(text, ValueFormat::Date);
    }
    date
}
