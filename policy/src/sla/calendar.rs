//! Business hours and deadlines.
//!
//! Support is open at an instant if its local time, in the policy's zone, is in one of the day's intervals. So an hour
//! that is skipped in spring is never open, and an hour that is repeated in autumn is open both times.

pub(crate) mod parse;
pub(crate) mod zone;

use chrono::{
    DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone, Utc, Weekday,
};
use chrono_tz::Tz;

use crate::error::{ErrorCollector, Location, PolicyError};
use crate::schema;
use crate::sla::level::{Level, ResponseTarget};

pub(crate) use crate::sla::calendar::parse::parse_date;
use crate::sla::calendar::parse::{parse_holidays, parse_week};
use crate::sla::calendar::zone::parse_zone;

/// Open minutes of a day, counted from midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OpenInterval {
    /// The first open minute.
    pub from: u16,
    /// The first closed minute; 1,440 is the end of the day.
    pub to: u16,
}

/// A day without service.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Holiday {
    /// The whole local day.
    pub date: NaiveDate,
    /// The name, as «Día de la Independencia».
    pub name: String,
}

/// The business hours of a week in a zone, and the holidays. At least one minute of the week is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// The zone of the hours.
    pub zone: Tz,
    /// The name of the zone for people, as «hora de México».
    pub zone_name: String,
    week: [Vec<OpenInterval>; 7],
    holidays: Vec<Holiday>,
}

impl Calendar {
    /// Returns the calendar of `hours.yaml`.
    ///
    /// # Errors
    ///
    /// Every error, with its path within `schema`: an unknown zone or day, an invalid time, hours that overlap or end
    /// before they start, a calendar without open minutes.
    pub fn parse(schema: &schema::Hours) -> Result<Self, Vec<PolicyError>> {
        ErrorCollector::collect(|root| Self::parse_at(schema, root))
    }

    pub(crate) fn parse_at(schema: &schema::Hours, at: &Location) -> Option<Self> {
        let before = at.error_count();
        at.check_plain("nombre_de_zona", &schema.zone_name);
        let zone = parse_zone(&schema.zone, &at.key("zona"));
        let week = parse_week(&schema.open, &at.key("abierto"));
        let holidays = parse_holidays(&schema.holidays, &at.key("festivos"));
        if at.error_count() == before && week.iter().all(Vec::is_empty) {
            let help = "escriba al menos un día: `- {dias: [lunes], de: \"08:30\", a: \"17:30\"}`";
            let message = "el horario no tiene ningún minuto abierto";
            at.key("abierto").add_invalid("horario-vacio", message, help);
        }
        (at.error_count() == before).then_some(())?;
        Some(Self { zone: zone?, zone_name: schema.zone_name.clone(), week, holidays })
    }

    /// Returns the open intervals of a day of the week, in order.
    #[must_use]
    pub fn intervals(&self, day: Weekday) -> &[OpenInterval] {
        &self.week[day.num_days_from_monday() as usize]
    }

    /// Returns the days without service, by date.
    #[must_use]
    pub fn holidays(&self) -> &[Holiday] {
        &self.holidays
    }

    /// Returns the local date at `at`.
    #[must_use]
    pub fn today(&self, at: DateTime<Utc>) -> NaiveDate {
        self.to_local(at).map_or(at.date_naive(), |local| local.date())
    }

    /// Returns whether support is open at `at`: the opening instant is open, the closing instant is closed.
    #[must_use]
    pub fn is_open(&self, at: DateTime<Utc>) -> bool {
        let Some(local) = self.to_local(at) else { return false };
        let minute = local.signed_duration_since(local.date().and_time(NaiveTime::MIN)).num_minutes();
        self.open_on(local.date()).iter().any(|s| (i64::from(s.from)..i64::from(s.to)).contains(&minute))
    }

    /// Returns the first open instant from `at` on, which is `at` if support is open.
    ///
    /// `None` only at the end of representable time.
    #[must_use]
    pub fn next_opening(&self, at: DateTime<Utc>) -> Option<DateTime<Tz>> {
        let (from, _) = self.spans(at).next()?;
        self.to_local(from).map(|_| from.with_timezone(&self.zone))
    }

    /// Returns the deadline of the response to a ticket of `level` received at `received`.
    ///
    /// `None` only at the end of representable time.
    #[must_use]
    pub fn respond_by(&self, received: DateTime<Utc>, level: &Level) -> Option<DateTime<Tz>> {
        let target = if self.is_open(received) { level.within } else { level.outside };
        self.due(received, target)
    }

    /// Returns the deadline of `target` for a ticket received at `received`.
    ///
    /// `None` only at the end of representable time.
    #[must_use]
    pub fn due(&self, received: DateTime<Utc>, target: ResponseTarget) -> Option<DateTime<Tz>> {
        let due = match target {
            ResponseTarget::Elapsed(time) => received.checked_add_signed(time)?,
            ResponseTarget::BusinessHours(time) => self.add_open(received, time)?,
        };
        self.to_local(due).map(|_| due.with_timezone(&self.zone))
    }

    /// Returns the open time between two instants.
    #[must_use]
    pub fn open_between(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> TimeDelta {
        let spans = self.spans(from).take_while(|(start, _)| *start < to);
        spans.fold(TimeDelta::zero(), |sum, (start, end)| sum + (end.min(to) - start))
    }

    fn add_open(&self, from: DateTime<Utc>, time: TimeDelta) -> Option<DateTime<Utc>> {
        let mut left = time;
        for (start, end) in self.spans(from) {
            if left <= end - start {
                return start.checked_add_signed(left);
            }
            left -= end - start;
        }
        None
    }

    /// Returns the open spans from `from` on, in order; the first starts at `from` or later.
    fn spans(&self, from: DateTime<Utc>) -> impl Iterator<Item = (DateTime<Utc>, DateTime<Utc>)> {
        let first = self.today(from);
        let days = std::iter::successors(Some(first), NaiveDate::succ_opt);
        days.flat_map(|date| self.day_spans(date))
            .filter(move |(_, end)| *end > from)
            .map(move |(start, end)| (start.max(from), end))
    }

    fn day_spans(&self, date: NaiveDate) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
        let mut spans = Vec::new();
        for offset in self.offset_spans(date) {
            for interval in self.open_on(date) {
                let start = offset.instant(date, interval.from).max(Some(offset.from));
                let end = offset.instant(date, interval.to).map(|end| end.min(offset.to));
                spans.extend(start.zip(end).filter(|(start, end)| start < end));
            }
        }
        spans
    }

    fn open_on(&self, date: NaiveDate) -> &[OpenInterval] {
        match self.holidays.binary_search_by_key(&date, |holiday| holiday.date) {
            Ok(_) => &[],
            Err(_) => self.intervals(date.weekday()),
        }
    }

    /// Returns the spans of constant offset around `date`: one, or two if the clocks change.
    fn offset_spans(&self, date: NaiveDate) -> Vec<OffsetSpan> {
        let midnight = date.and_time(NaiveTime::MIN).and_utc();
        let from = midnight.checked_sub_days(Days::new(1)).unwrap_or(DateTime::<Utc>::MIN_UTC);
        let to = midnight.checked_add_days(Days::new(2)).unwrap_or(DateTime::<Utc>::MAX_UTC);
        let (before, after) = (self.offset(from), self.offset(to));
        if before == after {
            return vec![OffsetSpan { from, to, offset: before }];
        }
        let transition = self.find_transition(from, to);
        vec![
            OffsetSpan { from, to: transition, offset: before },
            OffsetSpan { from: transition, to, offset: after },
        ]
    }

    /// Returns the instant between `from` and `to` at which the offset changes, by bisection to the second.
    fn find_transition(&self, mut from: DateTime<Utc>, mut to: DateTime<Utc>) -> DateTime<Utc> {
        let before = self.offset(from);
        while to - from > TimeDelta::seconds(1) {
            let middle = from + TimeDelta::seconds((to - from).num_seconds() / 2);
            if self.offset(middle) == before { from = middle } else { to = middle }
        }
        to
    }

    /// Returns the local time; `None` at the ends of representable time.
    fn to_local(&self, at: DateTime<Utc>) -> Option<NaiveDateTime> {
        at.naive_utc().checked_add_signed(self.offset(at))
    }

    fn offset(&self, at: DateTime<Utc>) -> TimeDelta {
        let offset = self.zone.offset_from_utc_datetime(&at.naive_utc());
        TimeDelta::seconds(i64::from(offset.fix().local_minus_utc()))
    }
}

/// A span of time in which the zone has one offset.
struct OffsetSpan {
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    offset: TimeDelta,
}

impl OffsetSpan {
    /// Returns the instant that is `minute` of `date` at this offset.
    fn instant(&self, date: NaiveDate, minute: u16) -> Option<DateTime<Utc>> {
        let local =
            date.and_time(NaiveTime::MIN).checked_add_signed(TimeDelta::minutes(i64::from(minute)))?;
        local.checked_sub_signed(self.offset).map(|naive| naive.and_utc())
    }
}

#[cfg(test)]
mod tests;
