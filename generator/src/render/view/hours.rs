//! The open hours in words and in rows.

use std::collections::BTreeSet;

use chrono::Weekday;
use policy::Calendar;
use policy::sla::calendar::OpenInterval;
use policy::text::spanish;
use serde::Serialize;

use crate::render::view::fill;
use crate::schema::Texts;

const WEEK: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

/// When support is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Hours {
    /// «lunes a viernes, de 08:30 a 17:30 h (hora de México)».
    pub(crate) words: String,
    /// «hora de México».
    pub(crate) zone: String,
    /// The days that have the same hours, together, in the order of the week.
    pub(crate) days: Vec<Days>,
    /// Days without service.
    pub(crate) holidays: Vec<Holiday>,
}

/// Days with the same hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Days {
    /// «lunes a viernes».
    pub(crate) name: String,
    /// «de 08:30 a 17:30 h», or the word for closed.
    pub(crate) hours: String,
    /// Whether they have an open hour.
    pub(crate) open: bool,
}

/// A day without service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Holiday {
    /// `2024-09-16`.
    pub(crate) iso: String,
    /// «16 de septiembre de 2024».
    pub(crate) date: String,
    /// What is celebrated.
    pub(crate) name: String,
}

impl Hours {
    pub(crate) fn new(calendar: &Calendar, texts: &Texts) -> Self {
        let days = same_hours(calendar).into_iter().map(|(days, segments)| Days {
            name: days_in_words(&days, texts),
            hours: hours_in_words(segments, texts),
            open: !segments.is_empty(),
        });
        let days: Vec<Days> = days.collect();
        let span =
            |days: &Days| fill(texts.get("horario.tramo"), &[("dias", &days.name), ("horas", &days.hours)]);
        let spans: Vec<String> = days.iter().filter(|days| days.open).map(span).collect();
        let all = [("horario", &*spans.join("; ")), ("zona", calendar.zone_name())];
        let holidays = calendar.holidays().iter().map(|day| Holiday {
            iso: day.date.to_string(),
            date: spanish::format_date(day.date),
            name: day.name.clone(),
        });
        Self {
            words: fill(texts.get("horario.zona"), &all),
            zone: calendar.zone_name().to_owned(),
            days,
            holidays: holidays.collect(),
        }
    }
}

/// The days of the week by their hours, each group where its first day stands.
fn same_hours(calendar: &Calendar) -> Vec<(BTreeSet<usize>, &[OpenInterval])> {
    let mut groups: Vec<(BTreeSet<usize>, &[OpenInterval])> = Vec::new();
    for (i, day) in WEEK.into_iter().enumerate() {
        let segments = calendar.segments(day);
        match groups.iter_mut().find(|(_, hours)| *hours == segments) {
            Some((days, _)) => _ = days.insert(i),
            None => groups.push((BTreeSet::from([i]), segments)),
        }
    }
    groups
}

fn days_in_words(days: &BTreeSet<usize>, texts: &Texts) -> String {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for &day in days {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == day => *last = day,
            _ => runs.push((day, day)),
        }
    }
    let name = |day: usize| spanish::weekday(WEEK[day]);
    let mut names: Vec<String> = Vec::new();
    for (first, last) in runs {
        // Two days are named, not spanned: «sábado y domingo».
        if last - first < 2 {
            names.extend((first..=last).map(|day| name(day).to_owned()));
        } else {
            names.push(fill(texts.get("horario.dias"), &[("primero", name(first)), ("ultimo", name(last))]));
        }
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    spanish::list(&names)
}

fn hours_in_words(segments: &[OpenInterval], texts: &Texts) -> String {
    if segments.is_empty() {
        return texts.get("tablas.horario.cerrado").to_owned();
    }
    let hours = |segment: &OpenInterval| {
        let (from, to) =
            (spanish::format_minute_of_day(segment.from), spanish::format_minute_of_day(segment.to));
        fill(texts.get("horario.horas"), &[("de", &from), ("a", &to)])
    };
    let spans: Vec<String> = segments.iter().map(hours).collect();
    let spans: Vec<&str> = spans.iter().map(String::as_str).collect();
    spanish::list(&spans)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::example;

    #[test]
    fn days_with_the_same_hours_are_said_together() {
        let site = example::site();
        let hours = Hours::new(site.policy.calendar(), &site.texts);
        let days =
            |name: &str, hours: &str, open| Days { name: name.to_owned(), hours: hours.to_owned(), open };
        let expected = [
            days("lunes a jueves", "de 09:00 a 14:00 y de 16:00 a 18:00", true),
            days("viernes y domingo", "de 00:00 a 24:00", true),
            days("sábado", "Cerrado", false),
        ];
        assert_eq!(hours.days, expected);
        assert_eq!(
            hours.words,
            "lunes a jueves de 09:00 a 14:00 y de 16:00 a 18:00; viernes y domingo de 00:00 a 24:00 (hora de México)"
        );
    }

    #[test]
    fn a_holiday_has_its_date_twice() {
        let site = example::site();
        let hours = Hours::new(site.policy.calendar(), &site.texts);
        let day = Holiday {
            iso: "2024-09-16".to_owned(),
            date: "16 de septiembre de 2024".to_owned(),
            name: "Independencia".to_owned(),
        };
        assert_eq!(hours.holidays, [day]);
    }
}
