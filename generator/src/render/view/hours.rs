//! The open hours.

use std::collections::BTreeSet;

use policy::Calendar;
use policy::sla::calendar::OpenInterval;
use policy::text::spanish;
use serde::Serialize;
use serde_json::{Value, json};

use crate::render::view::interpolate;
use crate::schema::Texts;

/// The open hours, under `site.hours`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct HoursView {
    /// «lunes a viernes, de 08:30 a 17:30 h (hora de México)».
    pub(crate) text: String,
    /// «hora de México».
    pub(crate) zone: String,
    /// The days, grouped by equal hours, in the order of the week.
    pub(crate) days: Vec<DayGroup>,
    /// The holidays: `iso`, `date` (a text) and `name`.
    pub(crate) holidays: Vec<Value>,
}

/// The days with the same hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct DayGroup {
    /// «lunes a viernes».
    pub(crate) name: String,
    /// «de 08:30 a 17:30 h», or «cerrado».
    pub(crate) hours: String,
    /// Whether they have open hours.
    pub(crate) open: bool,
}

impl HoursView {
    pub(crate) fn new(calendar: &Calendar, texts: &Texts) -> Self {
        let days = group_days(calendar).into_iter().map(|(days, intervals)| DayGroup {
            name: days_text(&days, texts),
            hours: hours_text(intervals, texts),
            open: !intervals.is_empty(),
        });
        let days: Vec<DayGroup> = days.collect();
        let span = |days: &DayGroup| {
            interpolate(texts.get("horario.tramo"), &[("dias", &days.name), ("horas", &days.hours)])
        };
        let spans: Vec<String> = days.iter().filter(|days| days.open).map(span).collect();
        let all = [("horario", &*spans.join("; ")), ("zona", &calendar.zone_name)];
        let holidays = calendar.holidays().iter().map(|day| {
            json!({"iso": day.date.to_string(), "date": spanish::format_date(day.date), "name": day.name})
        });
        Self {
            text: interpolate(texts.get("horario.zona"), &all),
            zone: calendar.zone_name.clone(),
            days,
            holidays: holidays.collect(),
        }
    }
}

/// Returns the days of the week (0 is Monday) grouped by their hours, in the order of the first day of each group.
fn group_days(calendar: &Calendar) -> Vec<(BTreeSet<usize>, &[OpenInterval])> {
    let mut groups: Vec<(BTreeSet<usize>, &[OpenInterval])> = Vec::new();
    for (i, (day, _)) in spanish::WEEKDAYS.into_iter().enumerate() {
        let intervals = calendar.intervals(day);
        match groups.iter_mut().find(|(_, hours)| *hours == intervals) {
            Some((days, _)) => _ = days.insert(i),
            None => groups.push((BTreeSet::from([i]), intervals)),
        }
    }
    groups
}

fn days_text(days: &BTreeSet<usize>, texts: &Texts) -> String {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for &day in days {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == day => *last = day,
            _ => runs.push((day, day)),
        }
    }
    let name = |day: usize| spanish::WEEKDAYS[day].1;
    let mut names: Vec<String> = Vec::new();
    for (first, last) in runs {
        // Two days are listed, not a range: «sábado y domingo».
        if last - first < 2 {
            names.extend((first..=last).map(|day| name(day).to_owned()));
        } else {
            let days = [("primero", name(first)), ("ultimo", name(last))];
            names.push(interpolate(texts.get("horario.dias"), &days));
        }
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    spanish::format_list(&names)
}

fn hours_text(intervals: &[OpenInterval], texts: &Texts) -> String {
    if intervals.is_empty() {
        return texts.get("tablas.horario.cerrado").to_owned();
    }
    let hours = |interval: &OpenInterval| {
        let (from, to) =
            (spanish::format_minute_of_day(interval.from), spanish::format_minute_of_day(interval.to));
        interpolate(texts.get("horario.horas"), &[("de", &from), ("a", &to)])
    };
    let spans: Vec<String> = intervals.iter().map(hours).collect();
    let spans: Vec<&str> = spans.iter().map(String::as_str).collect();
    spanish::format_list(&spans)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::example;

    #[test]
    fn days_with_equal_hours_are_grouped() {
        let site = example::site();
        let hours = HoursView::new(&site.policy.calendar, &site.texts);
        let days =
            |name: &str, hours: &str, open| DayGroup { name: name.to_owned(), hours: hours.to_owned(), open };
        let expected = [
            days("lunes a jueves", "de 09:00 a 14:00 y de 16:00 a 18:00", true),
            days("viernes y domingo", "de 00:00 a 24:00", true),
            days("sábado", "Cerrado", false),
        ];
        assert_eq!(hours.days, expected);
        assert_eq!(
            hours.text,
            "lunes a jueves de 09:00 a 14:00 y de 16:00 a 18:00; viernes y domingo de 00:00 a 24:00 (hora de México)"
        );
    }

    #[test]
    fn holiday_has_text_and_iso_date() {
        let site = example::site();
        let hours = HoursView::new(&site.policy.calendar, &site.texts);
        let date = "16 de septiembre de 2024";
        let day = json!({"iso": "2024-09-16", "date": date, "name": "Independencia"});
        assert_eq!(hours.holidays, [day]);
    }
}
