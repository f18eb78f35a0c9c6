use chrono::DateTime;
use proptest::prelude::*;
use serde_json::Value;

use crate::sla::calendar::*;
use crate::text::spanish::WEEKDAYS;

const CASES: &str = include_str!("cases.json");

/// Returns the hours of a case, which has intervals in minutes by day of the week.
fn hours(calendar: &Value) -> schema::Hours {
    let mut open = Vec::new();
    for (day, segments) in calendar["week"].as_object().unwrap() {
        for segment in segments.as_array().unwrap() {
            let minute = |i: usize| {
                crate::text::spanish::format_minute_of_day(
                    u16::try_from(segment[i].as_u64().unwrap()).unwrap(),
                )
            };
            let days = vec![WEEKDAYS[day.parse::<usize>().unwrap()].1.to_owned()];
            open.push(schema::OpenHours { days, from: minute(0), to: minute(1) });
        }
    }
    let holidays = calendar["holidays"]
        .as_array()
        .unwrap()
        .iter()
        .map(|date| schema::Holiday { date: date.as_str().unwrap().to_owned(), name: "x".to_owned() });
    schema::Hours {
        zone: calendar["zone"].as_str().unwrap().to_owned(),
        zone_name: "x".to_owned(),
        open,
        holidays: holidays.collect(),
    }
}

fn level(id: &str, within: ResponseTarget, outside: ResponseTarget) -> Level {
    Level {
        id: id.to_owned(),
        name: "x".to_owned(),
        priority: String::new(),
        applies: String::new(),
        within,
        outside,
    }
}

fn policy_levels() -> [Level; 3] {
    let open = |minutes| ResponseTarget::BusinessHours(TimeDelta::minutes(minutes));
    let elapsed = |minutes| ResponseTarget::Elapsed(TimeDelta::minutes(minutes));
    [
        level("estandar", open(240), open(240)),
        level("urgente", open(60), open(60)),
        level("emergencia", elapsed(15), elapsed(120)),
    ]
}

#[test]
fn respond_by_returns_expected_deadline_for_cases() {
    let cases: Vec<Value> = serde_json::from_str(CASES).unwrap();
    assert_eq!(cases.len(), 25);
    for case in &cases {
        let calendar = Calendar::parse(&hours(&case["calendar"])).unwrap();
        let received = DateTime::parse_from_rfc3339(case["received"].as_str().unwrap()).unwrap().to_utc();
        let name = &case["name"];
        assert_eq!(calendar.is_open(received), case["open"].as_bool().unwrap(), "{name}");
        let opening = calendar.next_opening(received).unwrap().to_rfc3339();
        assert_eq!(opening, case["next_opening"].as_str().unwrap(), "{name}");
        for level in policy_levels() {
            let due = calendar.respond_by(received, &level).unwrap().to_rfc3339();
            assert_eq!(due, case["respond_by"][&level.id].as_str().unwrap(), "{name}: {}", level.id);
        }
    }
}

fn simple(zone: &str, open: &[(&[&str], &str, &str)]) -> schema::Hours {
    let open = open.iter().map(|(days, from, to)| schema::OpenHours {
        days: days.iter().map(|day| (*day).to_owned()).collect(),
        from: (*from).to_owned(),
        to: (*to).to_owned(),
    });
    schema::Hours {
        zone: zone.to_owned(),
        zone_name: "x".to_owned(),
        open: open.collect(),
        holidays: Vec::new(),
    }
}

#[track_caller]
fn assert_errors(hours: &schema::Hours, expected: &[&str]) {
    let errors = Calendar::parse(hours).unwrap_err();
    assert_eq!(errors.iter().map(ToString::to_string).collect::<Vec<_>>(), expected);
}

#[test]
fn parse_reports_calendar_without_open_minutes() {
    assert_errors(&simple("America/Mexico_City", &[]), &["el horario no tiene ningún minuto abierto"]);
    assert_errors(
        &simple("America/Mexico_City", &[(&[], "08:00", "09:00"), (&["martes", "Martes"], "08:00", "09:00")]),
        &["la lista está vacía, y se necesita al menos un elemento", "el día «Martes» aparece dos veces"],
    );
}

#[test]
fn parse_reports_all_errors_of_hours() {
    let hours = simple(
        "America/Mexico",
        &[(&["lunez"], "08:00", "17:30"), (&["martes"], "18:00", "9:00"), (&["lunes"], "8:61", "24:01")],
    );
    assert_errors(
        &hours,
        &[
            "la zona «America/Mexico» no existe",
            "el día «lunez» no existe",
            "el horario empieza a las 18:00 y termina a las 9:00",
            "«8:61» no es una hora",
            "«24:01» no es una hora",
        ],
    );
}

#[test]
fn parse_reports_overlapping_hours() {
    let hours = simple("UTC", &[(&["lunes"], "08:00", "12:00"), (&["lunes"], "11:59", "13:00")]);
    assert_errors(&hours, &["dos horarios del lunes se enciman"]);
    assert!(
        Calendar::parse(&simple("UTC", &[(&["lunes"], "08:00", "12:00"), (&["lunes"], "12:00", "24:00")]))
            .is_ok()
    );
}

#[test]
fn next_opening_skips_hour_skipped_by_dst() {
    let hours = simple("America/New_York", &[(&["domingo"], "02:00", "03:00")]);
    let calendar = Calendar::parse(&hours).unwrap();
    let before = DateTime::parse_from_rfc3339("2024-03-10T00:00:00-05:00").unwrap().to_utc();
    assert_eq!(calendar.next_opening(before).unwrap().to_rfc3339(), "2024-03-17T02:00:00-04:00");
}

#[test]
fn is_open_in_both_hours_repeated_by_dst() {
    let hours = simple("America/New_York", &[(&["domingo"], "01:00", "01:30")]);
    let calendar = Calendar::parse(&hours).unwrap();
    let open = |at: &str| calendar.is_open(DateTime::parse_from_rfc3339(at).unwrap().to_utc());
    assert!(open("2024-11-03T01:10:00-04:00"));
    assert!(!open("2024-11-03T01:40:00-04:00"));
    assert!(open("2024-11-03T01:10:00-05:00"));
    let start = DateTime::parse_from_rfc3339("2024-11-03T00:00:00-04:00").unwrap().to_utc();
    let due = calendar.due(start, ResponseTarget::BusinessHours(TimeDelta::minutes(45))).unwrap();
    assert_eq!(due.to_rfc3339(), "2024-11-03T01:15:00-05:00");
}

#[test]
fn next_opening_returns_none_at_end_of_time() {
    let calendar = Calendar::parse(&simple("UTC", &[(&["lunes"], "08:00", "12:00")])).unwrap();
    assert_eq!(calendar.next_opening(DateTime::<Utc>::MAX_UTC), None);
    assert_eq!(calendar.due(DateTime::<Utc>::MAX_UTC, ResponseTarget::Elapsed(TimeDelta::minutes(1))), None);
}

#[test]
fn due_handles_ends_of_time_in_every_zone() {
    // Time starts later west of Greenwich, where Madrid's first clocks were too, and ends earlier east of it.
    let (first, last) = (DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC);
    let cases = [
        ("America/Mexico_City", first, None),
        ("America/Mexico_City", last, Some("+262142-12-31T17:59:59.999999999-06:00")),
        ("Europe/Madrid", first, None),
        ("Europe/Madrid", last, None),
        ("UTC", first, Some("-262143-01-01T00:00:00+00:00")),
    ];
    for (zone, at, shown) in cases {
        let calendar = Calendar::parse(&simple(zone, &[(&["lunes"], "08:00", "12:00")])).unwrap();
        let due = calendar.due(at, ResponseTarget::Elapsed(TimeDelta::zero())).map(|due| due.to_rfc3339());
        assert_eq!(due.as_deref(), shown, "{zone} {at}");
        assert_eq!((calendar.is_open(at), calendar.today(at)), (false, at.date_naive()), "{zone} {at}");
    }
}

#[test]
fn is_open_in_last_days_of_time() {
    let week = ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"];
    let calendar = Calendar::parse(&simple("Europe/Madrid", &[(&week, "08:00", "20:00")])).unwrap();
    let at = DateTime::<Utc>::MAX_UTC - TimeDelta::hours(36);
    assert!(calendar.is_open(at));
    assert_eq!(calendar.next_opening(at).unwrap().to_utc(), at);
}

/// Calendars of one to three spans of the week, in zones with and without changes of the clock.
fn calendars() -> impl Strategy<Value = Calendar> {
    let zones = prop::sample::select(vec![
        "America/Mexico_City",
        "America/New_York",
        "Europe/Madrid",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",
        "UTC",
    ]);
    let span =
        (prop::sample::subsequence((0..7).collect::<Vec<usize>>(), 1..=7), 0_u16..1_440, 1_u16..=1_440);
    let holidays = prop::collection::vec(0_u64..400, 0..20);
    (zones, prop::collection::vec(span, 1..=3), holidays).prop_filter_map(
        "some minute is open",
        |(zone, spans, days)| {
            let open = spans.into_iter().map(|(days, from, to)| schema::OpenHours {
                days: days.into_iter().map(|day| WEEKDAYS[day].1.to_owned()).collect(),
                from: crate::text::spanish::format_minute_of_day(from.min(to)),
                to: crate::text::spanish::format_minute_of_day(from.max(to)),
            });
            let first = NaiveDate::from_ymd_opt(2024, 1, 1)?;
            let mut dates: Vec<String> =
                days.into_iter().map(|n| (first + Days::new(n)).to_string()).collect();
            dates.sort();
            dates.dedup();
            let holidays =
                dates.into_iter().map(|date| schema::Holiday { date, name: "x".to_owned() }).collect();
            let hours = schema::Hours {
                zone: zone.to_owned(),
                zone_name: "x".to_owned(),
                open: open.collect(),
                holidays,
            };
            Calendar::parse(&hours).ok()
        },
    )
}

fn instants() -> impl Strategy<Value = DateTime<Utc>> {
    // 2024 and a little of both neighbours, to the second.
    (1_703_000_000_i64..1_737_000_000).prop_map(|at| DateTime::from_timestamp(at, 0).unwrap())
}

proptest! {
    #[test]
    fn respond_by_is_after_reception(calendar in calendars(), at in instants()) {
        for level in policy_levels() {
            prop_assert!(calendar.respond_by(at, &level).unwrap() > at);
        }
    }

    #[test]
    fn due_is_monotonic(calendar in calendars(), a in instants(), b in instants()) {
        let target = ResponseTarget::BusinessHours(TimeDelta::minutes(240));
        let (first, second) = (a.min(b), a.max(b));
        prop_assert!(calendar.due(first, target).unwrap() <= calendar.due(second, target).unwrap());
    }

    #[test]
    fn open_between_reception_and_due_equals_target(calendar in calendars(), at in instants(), minutes in 1_i64..2_000) {
        let time = TimeDelta::minutes(minutes);
        let due = calendar.due(at, ResponseTarget::BusinessHours(time)).unwrap();
        prop_assert_eq!(calendar.open_between(at, due.to_utc()), time);
    }

    #[test]
    fn next_opening_returns_first_open_instant(calendar in calendars(), at in instants()) {
        let opening = calendar.next_opening(at).unwrap().to_utc();
        prop_assert!(calendar.is_open(opening));
        prop_assert_eq!(calendar.open_between(at, opening), TimeDelta::zero());
        prop_assert_eq!(opening == at, calendar.is_open(at));
    }
}
