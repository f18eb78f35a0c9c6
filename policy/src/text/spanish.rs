//! Dates, hours, times and numbers as Mexican Spanish writes them.
//!
//! Months and days in lower case, «de» before the year, 24-hour figures with a colon and «h» after a
//! non-breaking space (Ortografía de la lengua española, VIII 5.1.1.2), a comma between thousands.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Timelike, Weekday};
use chrono_tz::Tz;

const MONTHS: [&str; 12] = [
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

/// What is said of a box that was ticked.
pub const YES: &str = "Sí";

/// Returns the names of the months, from «enero».
#[must_use]
pub fn months() -> &'static [&'static str; 12] {
    &MONTHS
}

/// Returns the name of a day of the week, as «lunes».
#[must_use]
pub fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "lunes",
        Weekday::Tue => "martes",
        Weekday::Wed => "miércoles",
        Weekday::Thu => "jueves",
        Weekday::Fri => "viernes",
        Weekday::Sat => "sábado",
        Weekday::Sun => "domingo",
    }
}

/// Returns a date in words.
///
/// ```
/// let date = chrono::NaiveDate::from_ymd_opt(2024, 5, 27).unwrap();
/// assert_eq!(policy::spanish::format_date(date), "27 de mayo de 2024");
/// ```
#[must_use]
pub fn format_date(date: NaiveDate) -> String {
    format!("{} de {} de {}", date.day(), MONTHS[date.month0() as usize], date.year())
}

/// Returns an hour in figures, as «08:30».
#[must_use]
pub fn format_time(time: NaiveTime) -> String {
    time.format("%H:%M").to_string()
}

/// Returns a minute of the day in figures: 510 is «08:30», 1,440 «24:00».
#[must_use]
pub fn format_minute_of_day(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// Returns a moment in words, to the minute that it lies in: «lunes 3 de junio de 2024 a las 11:30 h».
#[must_use]
pub fn format_datetime(at: DateTime<Tz>) -> String {
    let article = if at.hour() == 1 { "a la" } else { "a las" };
    let day = weekday(at.weekday());
    format!("{day} {} {article} {}\u{a0}h", format_date(at.date_naive()), format_time(at.time()))
}

/// Returns the moment by which something is promised, in words.
///
/// What is not a whole minute is rounded up: the words never promise an earlier moment than the policy does.
#[must_use]
pub fn format_deadline(at: DateTime<Tz>) -> String {
    let whole = at.second() == 0 && at.nanosecond() == 0;
    let up = if whole { Some(at) } else { at.checked_add_signed(TimeDelta::minutes(1)) };
    format_datetime(up.unwrap_or(at))
}

/// Returns a span of whole minutes in words: «4 horas», «1 hora», «15 minutos», «1 hora y 30 minutos».
#[must_use]
pub fn duration(time: TimeDelta) -> String {
    let count = |n: i64, one: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") };
    let (hours, minutes) = (time.num_hours(), time.num_minutes() % 60);
    match (hours, minutes) {
        (0, minutes) => count(minutes, "minuto"),
        (hours, 0) => count(hours, "hora"),
        (hours, minutes) => format!("{} y {}", count(hours, "hora"), count(minutes, "minuto")),
    }
}

/// Returns a number in figures with a comma between thousands, as «4,999».
#[must_use]
pub fn format_thousands(number: u64) -> String {
    let figures = number.to_string();
    let mut grouped = String::new();
    for (i, figure) in figures.chars().enumerate() {
        if i > 0 && (figures.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(figure);
    }
    grouped
}

/// Returns «a», «a y b» or «a, b y c».
#[must_use]
pub fn list(items: &[&str]) -> String {
    match items {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} y {last}", first.join(", ")),
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
    fn a_promised_moment_is_never_earlier_than_the_policy_says() {
        assert_eq!(format_deadline(at(11, 30, 0)), "lunes 3 de junio de 2024 a las 11:30\u{a0}h");
        assert_eq!(format_deadline(at(11, 30, 1)), "lunes 3 de junio de 2024 a las 11:31\u{a0}h");
        assert_eq!(format_deadline(at(23, 59, 59)), "martes 4 de junio de 2024 a las 00:00\u{a0}h");
        assert_eq!(format_datetime(at(1, 5, 59)), "lunes 3 de junio de 2024 a la 01:05\u{a0}h");
    }

    #[test]
    fn thousands_have_a_comma() {
        for (found, words) in [(0, "0"), (999, "999"), (4_999, "4,999"), (1_000_000, "1,000,000")] {
            assert_eq!(format_thousands(found), words);
        }
    }

    #[test]
    fn one_is_singular() {
        let words = |minutes| duration(TimeDelta::minutes(minutes));
        assert_eq!(words(240), "4 horas");
        assert_eq!(words(60), "1 hora");
        assert_eq!(words(15), "15 minutos");
        assert_eq!(words(90), "1 hora y 30 minutos");
    }

    #[test]
    fn the_last_of_a_list_has_and_before_it() {
        assert_eq!(list(&["a"]), "a");
        assert_eq!(list(&["a", "b", "c"]), "a, b y c");
    }
}
