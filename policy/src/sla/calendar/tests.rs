use chrono::DateTime;
use proptest::prelude::*;
use serde_json::Value;

use crate::sla::calendar::parse::DAYS;
use crate::sla::calendar::*;

const CASES: &str = include_str!("cases.json");

/// Hours as the cases state them: segments in minutes, by day of the week from Monday.
fn hours(calendar: &Value) -> schema::Hours {
    let mut open = Vec::new();
    for (day, segments) in calendar["week"].as_object().unwrap() {
        for segment in segments.as_array().unwrap() {
            let minute = |i: usize| {
                crate::text::spanish::format_minute_of_day(
                    u16::try_from(segment[i].as_u64().unwrap()).unwrap(),
                )
            };
            let days = vec![DAYS[day.parse::<usize>().unwrap()].0.to_owned()];
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
    let open = |minutes| ResponseTarget::Open(TimeDelta::minutes(minutes));
    let elapsed = |minutes| ResponseTarget::Elapsed(TimeDelta::minutes(minutes));
    [
        level("estandar", open(240), open(240)),
        level("urgente", open(60), open(60)),
        level("emergencia", elapsed(15), elapsed(120)),
    ]
}

#[test]
fn every_case_is_answered_in_time() {
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
fn faults(hours: &schema::Hours, told: &[&str]) {
    let faults = Calendar::parse(hours).unwrap_err();
    assert_eq!(faults.iter().map(ToString::to_string).collect::<Vec<_>>(), told);
}

#[test]
fn a_calendar_that_is_never_open_is_a_fault() {
    faults(&simple("America/Mexico_City", &[]), &["el horario no tiene ningún minuto abierto"]);
    faults(
        &simple("America/Mexico_City", &[(&[], "08:00", "09:00"), (&["martes", "Martes"], "08:00", "09:00")]),
        &["la lista está vacía, y se necesita al menos un elemento", "el día «Martes» aparece dos veces"],
    );
}

#[test]
fn every_fault_of_the_hours_is_told_at_once() {
    let hours = simple(
        "America/Mexico",
        &[(&["lunez"], "08:00", "17:30"), (&["martes"], "18:00", "9:00"), (&["lunes"], "8:61", "24:01")],
    );
    faults(
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
fn hours_of_one_day_do_not_overlap_but_may_touch() {
    let hours = simple("UTC", &[(&["lunes"], "08:00", "12:00"), (&["lunes"], "11:59", "13:00")]);
    faults(&hours, &["dos horarios del lunes se enciman"]);
    assert!(
        Calendar::parse(&simple("UTC", &[(&["lunes"], "08:00", "12:00"), (&["lunes"], "12:00", "24:00")]))
            .is_ok()
    );
}

#[test]
fn an_hour_that_is_skipped_is_never_open() {
    let hours = simple("America/New_York", &[(&["domingo"], "02:00", "03:00")]);
    let calendar = Calendar::parse(&hours).unwrap();
    let before = DateTime::parse_from_rfc3339("2024-03-10T00:00:00-05:00").unwrap().to_utc();
    assert_eq!(calendar.next_opening(before).unwrap().to_rfc3339(), "2024-03-17T02:00:00-04:00");
}

#[test]
fn an_hour_that_is_repeated_is_open_both_times() {
    let hours = simple("America/New_York", &[(&["domingo"], "01:00", "01:30")]);
    let calendar = Calendar::parse(&hours).unwrap();
    let open = |at: &str| calendar.is_open(DateTime::parse_from_rfc3339(at).unwrap().to_utc());
    assert!(open("2024-11-03T01:10:00-04:00"));
    assert!(!open("2024-11-03T01:40:00-04:00"));
    assert!(open("2024-11-03T01:10:00-05:00"));
    let start = DateTime::parse_from_rfc3339("2024-11-03T00:00:00-04:00").unwrap().to_utc();
    let due = calendar.due(start, ResponseTarget::Open(TimeDelta::minutes(45))).unwrap();
    assert_eq!(due.to_rfc3339(), "2024-11-03T01:15:00-05:00");
}

#[test]
fn the_end_of_time_is_none() {
    let calendar = Calendar::parse(&simple("UTC", &[(&["lunes"], "08:00", "12:00")])).unwrap();
    assert_eq!(calendar.next_opening(DateTime::<Utc>::MAX_UTC), None);
    assert_eq!(calendar.due(DateTime::<Utc>::MAX_UTC, ResponseTarget::Elapsed(TimeDelta::minutes(1))), None);
}

#[test]
fn the_ends_of_time_are_answered_in_every_zone() {
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
fn the_last_days_of_time_are_open_as_any_other() {
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
                days: days.into_iter().map(|day| DAYS[day].0.to_owned()).collect(),
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
    fn due_is_never_before_reception(calendar in calendars(), at in instants()) {
        for level in policy_levels() {
            prop_assert!(calendar.respond_by(at, &level).unwrap() > at);
        }
    }

    #[test]
    fn what_is_received_later_is_never_due_earlier(calendar in calendars(), a in instants(), b in instants()) {
        let target = ResponseTarget::Open(TimeDelta::minutes(240));
        let (first, second) = (a.min(b), a.max(b));
        prop_assert!(calendar.due(first, target).unwrap() <= calendar.due(second, target).unwrap());
    }

    #[test]
    fn the_open_time_between_is_exactly_the_target(calendar in calendars(), at in instants(), minutes in 1_i64..2_000) {
        let time = TimeDelta::minutes(minutes);
        let due = calendar.due(at, ResponseTarget::Open(time)).unwrap();
        prop_assert_eq!(calendar.open_between(at, due.to_utc()), time);
    }

    #[test]
    fn the_next_opening_is_open_and_nothing_before_it_is(calendar in calendars(), at in instants()) {
        let opening = calendar.next_opening(at).unwrap().to_utc();
        prop_assert!(calendar.is_open(opening));
        prop_assert_eq!(calendar.open_between(at, opening), TimeDelta::zero());
        prop_assert_eq!(opening == at, calendar.is_open(at));
    }
}
