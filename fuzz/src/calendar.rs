//! The SLA calendar with arbitrary hours and instants.

use chrono::{DateTime, TimeDelta, Utc};
use policy::Calendar;
use policy::schema::{Holiday, Hours, OpenHours};
use policy::sla::level::ResponseTarget;

use crate::rng::Bytes;

const ZONES: [&str; 8] = [
    "America/Mexico_City",
    "America/Tijuana",
    "America/Santiago",
    "Europe/Madrid",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Pacific/Apia",
    "UTC",
];

const DAYS: [&str; 7] = ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"];

/// The longest response time: beyond it, only the length of the search is tested.
const MAX_MINUTES: u64 = 100_000;

/// Checks that the due time is after the receipt, with exactly the response time of open hours in between.
pub fn calendar(input: &[u8]) -> bool {
    let mut bytes = Bytes(input);
    let Ok(calendar) = Calendar::parse(&hours(&mut bytes)) else { return false };
    let at = instant(&mut bytes);
    let time = TimeDelta::minutes((bytes.number() % MAX_MINUTES) as i64);
    let later = at.checked_add_signed(TimeDelta::seconds((bytes.number() % 1_000_000) as i64)).unwrap_or(at);

    let elapsed = calendar.due(at, ResponseTarget::Elapsed(time));
    assert!(elapsed.is_none_or(|due| due.to_utc() - at == time), "elapsed: {elapsed:?}");
    let Some(opening) = calendar.next_opening(at) else { return false };
    assert!(
        opening.to_utc() >= at && calendar.is_open(opening.to_utc()),
        "opens at {opening}, received at {at}"
    );
    assert_eq!(calendar.is_open(at), opening.to_utc() == at, "open at {at}, opens at {opening}");
    let due = calendar.due(at, ResponseTarget::BusinessHours(time));
    if let Some(due) = due {
        assert!(due.to_utc() >= at, "due {due} before {at}");
        assert_eq!(calendar.open_between(at, due.to_utc()), time, "from {at} to {due}");
        if let Some(after) = calendar.due(later, ResponseTarget::BusinessHours(time)) {
            assert!(after >= due, "received {later} and due {after}, but {at} is due {due}");
        }
    }
    due.is_some()
}

fn hours(bytes: &mut Bytes<'_>) -> Hours {
    let zone = ZONES[bytes.below(ZONES.len())].to_owned();
    let open = (0..=bytes.below(4)).map(|_| open_hours(bytes)).collect();
    let holidays = (0..bytes.below(4)).map(|n| Holiday {
        date: format!("{:04}-{:02}-{:02}", 2020 + bytes.below(12), 1 + bytes.below(12), 1 + bytes.below(31)),
        name: n.to_string(),
    });
    let holidays = holidays.collect();
    Hours { zone, zone_name: "hora".to_owned(), open, holidays }
}

fn open_hours(bytes: &mut Bytes<'_>) -> OpenHours {
    let days = bytes.below(128);
    let days = DAYS.iter().enumerate().filter(|(i, _)| days >> i & 1 == 1).map(|(_, day)| (*day).to_owned());
    let days = days.collect();
    let from = bytes.below(1_440);
    let to = from + 1 + bytes.below(1_440 - from);
    let hour = |minute: usize| format!("{:02}:{:02}", minute / 60, minute % 60);
    OpenHours { days, from: hour(from), to: hour(to) }
}

/// Returns an instant, mostly of this century, and sometimes anywhere in the supported range.
fn instant(bytes: &mut Bytes<'_>) -> DateTime<Utc> {
    let number = bytes.number();
    let instant = match bytes.below(8) {
        0 => DateTime::from_timestamp((number % 16_500_000_000_000) as i64 - 8_300_000_000_000, 0),
        1 => DateTime::<Utc>::MAX_UTC.checked_sub_signed(TimeDelta::seconds((number % 1_000_000) as i64)),
        2 => DateTime::<Utc>::MIN_UTC.checked_add_signed(TimeDelta::seconds((number % 1_000_000) as i64)),
        _ => DateTime::from_timestamp(1_577_836_800 + (number % 400_000_000) as i64, 0),
    };
    instant.unwrap_or(DateTime::<Utc>::UNIX_EPOCH)
}
