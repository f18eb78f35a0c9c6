//! Formats dates, times, durations, numbers and lists in Mexican Spanish.
//!
//! Months and days in lower case, «de» before the year, 24-hour figures with a colon and «h» after a
//! non-breaking space (Ortografía de la lengua española, VIII 5.1.1.2), a comma between thousands.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Timelike, Weekday};
use chrono_tz::Tz;

/// The names of the months, from «enero».
pub const MONTHS: [&str; 12] = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];

/// The text of a confirmation that was given.
pub const YES: &str = "Sí";

/// The days of the week from Monday, with their names.
pub const WEEKDAYS: [(Weekday, &str); 7] = [
    (Weekday::Mon, "lunes"),
    (Weekday::Tue, "martes"),
    (Weekday::Wed, "miércoles"),
    (Weekday::Thu, "jueves"),
    (Weekday::Fri, "viernes"),
    (Weekday::Sat, "sábado"),
    (Weekday::Sun, "domingo"),
];

/// Returns the name of a day of the week, as «lunes».
#[must_use]
pub fn weekday_name(day: Weekday) -> &'static str {
    WEEKDAYS[day.num_days_from_monday() as usize].1
}

/// Returns a date in full.
///
/// ```
/// let date = chrono::NaiveDate::from_ymd_opt(2024, 5, 27).unwrap();
/// assert_eq!(policy::text::spanish::format_date(date), "27 de mayo de 2024");
/// ```
#[must_use]
pub fn format_date(date: NaiveDate) -> String {
    format!("{} de {} de {}", date.day(), MONTHS[date.month0() as usize], date.year())
}

/// Returns a time of day, as «08:30».
#[must_use]
pub fn format_time(time: NaiveTime) -> String {
    time.format("%H:%M").to_string()
}

/// Returns a minute of the day as a time: 510 is «08:30», 1,440 is «24:00».
#[must_use]
pub fn format_minute_of_day(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// Returns a date and time, truncated to the minute: «lunes 3 de junio de 2024 a las 11:30 h».
#[must_use]
pub fn format_datetime(at: DateTime<Tz>) -> String {
    let article = if at.hour() == 1 { "a la" } else { "a las" };
    let day = weekday_name(at.weekday());
    format!("{day} {} {article} {}\u{a0}h", format_date(at.date_naive()), format_time(at.time()))
}

/// Returns a promised date and time, rounded up to the minute, so that it is never earlier than the policy promises.
#[must_use]
pub fn format_deadline(at: DateTime<Tz>) -> String {
    let whole = at.second() == 0 && at.nanosecond() == 0;
    let up = if whole { Some(at) } else { at.checked_add_signed(TimeDelta::minutes(1)) };
    format_datetime(up.unwrap_or(at))
}

/// Returns a duration in whole minutes: «4 horas», «1 hora», «15 minutos», «1 hora y 30 minutos».
#[must_use]
pub fn format_duration(time: TimeDelta) -> String {
    let count = |n: i64, one: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") };
    let (hours, minutes) = (time.num_hours(), time.num_minutes() % 60);
    match (hours, minutes) {
        (0, minutes) => count(minutes, "minuto"),
        (hours, 0) => count(hours, "hora"),
        (hours, minutes) => format!("{} y {}", count(hours, "hora"), count(minutes, "minuto")),
    }
}

/// Returns a number with a comma between thousands, as «4,999».
#[must_use]
pub fn format_thousands(number: u64) -> String {
    let digits = number.to_string();
    let groups = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy);
    groups.collect::<Vec<_>>().join(",")
}

/// Returns «a», «a y b» or «a, b y c».
pub fn format_list<S: AsRef<str>>(items: impl IntoIterator<Item = S>) -> String {
    let items: Vec<S> = items.into_iter().collect();
    let texts: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    match &texts[..] {
        [first @ .., last] if !first.is_empty() => format!("{} y {last}", first.join(", ")),
        _ => texts.concat(),
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    fn at(hour: u32, minute: u32, second: u32) -> DateTime<Tz> {
        chrono_tz::America::Mexico_City.with_ymd_and_hms(2024, 6, 3, hour, minute, second).unwrap()
    }

    #[test]
    fn format_deadline_rounds_up_to_the_minute() {
        assert_eq!(format_deadline(at(11, 30, 0)), "lunes 3 de junio de 2024 a las 11:30\u{a0}h");
        assert_eq!(format_deadline(at(11, 30, 1)), "lunes 3 de junio de 2024 a las 11:31\u{a0}h");
        assert_eq!(format_deadline(at(23, 59, 59)), "martes 4 de junio de 2024 a las 00:00\u{a0}h");
        assert_eq!(format_datetime(at(1, 5, 59)), "lunes 3 de junio de 2024 a la 01:05\u{a0}h");
    }

    #[test]
    fn format_thousands_adds_commas() {
        for (number, text) in [(0, "0"), (999, "999"), (4_999, "4,999"), (1_000_000, "1,000,000")] {
            assert_eq!(format_thousands(number), text);
        }
    }

    #[test]
    fn format_duration_uses_singular_for_one() {
        let text = |minutes| format_duration(TimeDelta::minutes(minutes));
        assert_eq!(text(240), "4 horas");
        assert_eq!(text(60), "1 hora");
        assert_eq!(text(15), "15 minutos");
        assert_eq!(text(90), "1 hora y 30 minutos");
    }

    #[test]
    fn format_list_adds_and_before_last_item() {
        assert_eq!(format_list(["a"]), "a");
        assert_eq!(format_list(["a", "b", "c"]), "a, b y c");
    }
}
