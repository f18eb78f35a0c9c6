//! Parses dates and times as people write them.

use chrono::{NaiveDate, NaiveTime};

use crate::text::normalize;
use crate::text::spanish;

/// The reason why a text is not a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParseDateError {
    /// It is not a day, a month and a year, or the day does not exist.
    Format,
    /// The year has two digits, so the century is ambiguous.
    Year,
}

/// Returns a date that is written with the day first (`27/5/2024`, `27-05-2024`, `27 5 2024`, `27 de mayo de 2024`,
/// `27 may 2024`) or as `2024-05-27`.
///
/// # Errors
///
/// See [`ParseDateError`].
pub fn parse_date(typed: &str) -> Result<NaiveDate, ParseDateError> {
    let text = normalize::fold_accents(typed);
    let parts = text.split([' ', '/', '-', '.', ',']).filter(|part| !matches!(*part, "" | "de" | "del"));
    let parts: Vec<&str> = parts.collect();
    let [first, month, last] = parts[..] else { return Err(ParseDateError::Format) };
    let (day, year) = if first.len() == 4 { (last, first) } else { (first, last) };
    let month = month_number(month).ok_or(ParseDateError::Format)?;
    let day = parse_digits(day, 2).ok_or(ParseDateError::Format)?;
    match year.len() {
        4 => {
            let year = parse_digits(year, 4).and_then(|year| i32::try_from(year).ok());
            year.and_then(|year| NaiveDate::from_ymd_opt(year, month, day)).ok_or(ParseDateError::Format)
        }
        1 | 2 if parse_digits(year, 2).is_some() => Err(ParseDateError::Year),
        _ => Err(ParseDateError::Format),
    }
}

/// Returns a time of day that is written on a 24-hour clock (`9:30`, `09:30`, `9:30 h`, `17`) or with «a. m.» or «p. m.».
#[must_use]
pub fn parse_time(typed: &str) -> Option<NaiveTime> {
    let text: String = normalize::fold_accents(typed).chars().filter(|c| !matches!(c, ' ' | '.')).collect();
    let (digits, half) = match (text.strip_suffix("am"), text.strip_suffix("pm")) {
        (Some(rest), _) => (rest, Some(0)),
        (_, Some(rest)) => (rest, Some(12)),
        _ => (text.strip_suffix("hrs").or(text.strip_suffix('h')).unwrap_or(&text), None),
    };
    let (hour, minute) = digits.split_once(':').unwrap_or((digits, "00"));
    let (hour, minute) = (parse_digits(hour, 2)?, parse_digits(minute, 2).filter(|_| minute.len() == 2)?);
    let hour = match half {
        None => hour,
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
    };
    NaiveTime::from_hms_opt(hour, minute, 0)
}

fn parse_digits(text: &str, max_len: usize) -> Option<u32> {
    let fits = (1..=max_len).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| text.parse().ok())?
}

fn month_number(text: &str) -> Option<u32> {
    let named = || {
        let is_named = |month: &str| month.starts_with(text) && text.len() >= 3;
        spanish::MONTHS.iter().position(|month| is_named(month)).or((text == "sept").then_some(8))
    };
    parse_digits(text, 2).or_else(|| named().and_then(|i| u32::try_from(i + 1).ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_date(text: &str) {
        assert_eq!(parse_date(text), Ok(NaiveDate::from_ymd_opt(2024, 5, 27).unwrap()), "{text}");
    }

    #[test]
    fn parse_date_accepts_common_formats() {
        for text in [
            "27/5/2024",
            "27/05/2024",
            "27-05-2024",
            "27 5 2024",
            "27.5.2024",
            "27 mayo 2024",
            "27 de mayo de 2024",
            "27 de Mayo del 2024",
            "27 may 2024",
            "27/may/2024",
            "2024-05-27",
            "27 de mayo, 2024",
        ] {
            assert_date(text);
        }
    }

    #[test]
    fn parse_date_rejects_years_of_two_digits() {
        assert_eq!(parse_date("27-5-24"), Err(ParseDateError::Year));
    }

    #[test]
    fn parse_date_rejects_days_that_do_not_exist() {
        for text in
            ["", "31/4/2024", "29/2/2023", "5/27/2024", "hoy", "27/5", "27/5/20244", "27/ma/2024", "0/1/2024"]
        {
            assert_eq!(parse_date(text), Err(ParseDateError::Format), "{text}");
        }
    }

    #[test]
    fn parse_time_accepts_common_formats() {
        let at = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0);
        assert_eq!(parse_time("9:30"), at(9, 30));
        assert_eq!(parse_time("09:30 h"), at(9, 30));
        assert_eq!(parse_time("17"), at(17, 0));
        assert_eq!(parse_time("5:30 p. m."), at(17, 30));
        assert_eq!(parse_time("12:15 am"), at(0, 15));
        for text in ["", "24:00", "9:5", "9:60", "25", "13 pm", "mañana", "-1"] {
            assert_eq!(parse_time(text), None, "{text}");
        }
    }
}
