//! Dates and hours as visitors write them.

use chrono::{NaiveDate, NaiveTime};

use crate::text::normalize;
use crate::text::spanish;

/// Why a text is no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParseDateError {
    /// It does not read as a day, a month and a year, or there is no such day.
    Format,
    /// The year has two figures only, which could be two centuries.
    Year,
}

/// Returns the date that `typed` states, day first: `27/5/2024`, `27-05-2024`, `27 5 2024`, `27 de mayo de 2024`,
/// `27 may 2024`, or as programs write it, `2024-05-27`.
///
/// # Errors
///
/// [`ParseDateError`] tells what is wrong.
pub fn date(typed: &str) -> Result<NaiveDate, ParseDateError> {
    let plain = normalize::fold(typed);
    let parts = plain.split([' ', '/', '-', '.', ',']).filter(|part| !matches!(*part, "" | "de" | "del"));
    let parts: Vec<&str> = parts.collect();
    let [first, month, last] = parts[..] else { return Err(ParseDateError::Format) };
    let (day, year) = if first.len() == 4 { (last, first) } else { (first, last) };
    let month = month_number(month).ok_or(ParseDateError::Format)?;
    let day = figures(day, 2).ok_or(ParseDateError::Format)?;
    match year.len() {
        4 => {
            let year = figures(year, 4).and_then(|year| i32::try_from(year).ok());
            year.and_then(|year| NaiveDate::from_ymd_opt(year, month, day)).ok_or(ParseDateError::Format)
        }
        1 | 2 if figures(year, 2).is_some() => Err(ParseDateError::Year),
        _ => Err(ParseDateError::Format),
    }
}

/// Returns the hour that `typed` states on a 24-hour clock: `9:30`, `09:30`, `9:30 h`, `17`, or with «a. m.» or
/// «p. m.»; `None` when it states none.
#[must_use]
pub fn time(typed: &str) -> Option<NaiveTime> {
    let plain: String = normalize::fold(typed).chars().filter(|c| !matches!(c, ' ' | '.')).collect();
    let (figures_part, half) = match (plain.strip_suffix("am"), plain.strip_suffix("pm")) {
        (Some(rest), _) => (rest, Some(0)),
        (_, Some(rest)) => (rest, Some(12)),
        _ => (plain.strip_suffix("hrs").or(plain.strip_suffix('h')).unwrap_or(&plain), None),
    };
    let (hour, minute) = figures_part.split_once(':').unwrap_or((figures_part, "00"));
    let (hour, minute) = (figures(hour, 2)?, figures(minute, 2).filter(|_| minute.len() == 2)?);
    let hour = match half {
        None => hour,
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
    };
    NaiveTime::from_hms_opt(hour, minute, 0)
}

fn figures(text: &str, most: usize) -> Option<u32> {
    let fits = (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| text.parse().ok())?
}

fn month_number(text: &str) -> Option<u32> {
    let named = || {
        let is_named = |month: &str| month.starts_with(text) && text.len() >= 3;
        spanish::months().iter().position(|month| is_named(month)).or((text == "sept").then_some(8))
    };
    figures(text, 2).or_else(|| named().and_then(|i| u32::try_from(i + 1).ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn reads(text: &str) {
        assert_eq!(date(text), Ok(NaiveDate::from_ymd_opt(2024, 5, 27).unwrap()), "{text}");
    }

    #[test]
    fn a_date_is_read_as_people_write_it() {
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
            reads(text);
        }
    }

    #[test]
    fn a_year_of_two_figures_is_asked_again() {
        assert_eq!(date("27-5-24"), Err(ParseDateError::Year));
    }

    #[test]
    fn a_day_that_does_not_exist_is_no_date() {
        for text in
            ["", "31/4/2024", "29/2/2023", "5/27/2024", "hoy", "27/5", "27/5/20244", "27/ma/2024", "0/1/2024"]
        {
            assert_eq!(date(text), Err(ParseDateError::Format), "{text}");
        }
    }

    #[test]
    fn an_hour_is_read_as_people_write_it() {
        let at = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0);
        assert_eq!(time("9:30"), at(9, 30));
        assert_eq!(time("09:30 h"), at(9, 30));
        assert_eq!(time("17"), at(17, 0));
        assert_eq!(time("5:30 p. m."), at(17, 30));
        assert_eq!(time("12:15 am"), at(0, 15));
        for text in ["", "24:00", "9:5", "9:60", "25", "13 pm", "mañana", "-1"] {
            assert_eq!(time(text), None, "{text}");
        }
    }
}
