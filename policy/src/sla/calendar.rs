//! When support is open, and by when it must respond.
//!
//! Support is open at an instant when the local time of that instant, in the policy's zone, lies in one of the day's
//! segments. So an hour that spring skips is never open, and one that autumn repeats is open both times.

pub(crate) mod parse;
pub(crate) mod zone;

use chrono::{
    DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone, Utc, Weekday,
};
use chrono_tz::Tz;

use crate::error::{ErrorCollector, Location, PolicyError, PolicyErrorKind};
use crate::schema;
use crate::sla::level::{Level, ResponseTarget};
use crate::text::template::check_plain;

pub(crate) use crate::sla::calendar::parse::read_date;
use crate::sla::calendar::parse::{read_holidays, read_week};
use crate::sla::calendar::zone::read_zone;

/// Open minutes of a day: from the first open one to the first closed one, counted from midnight.
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
    /// What is celebrated.
    pub name: String,
}

/// The open hours of a week in a zone, and the holidays. At least one minute of the week is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    zone: Tz,
    zone_name: String,
    week: [Vec<OpenInterval>; 7],
    holidays: Vec<Holiday>,
}

impl Calendar {
    /// Returns the calendar that `written` states.
    ///
    /// # Errors
    ///
    /// Every fault of `written`, at its path within it: an unknown zone or day, an hour that does not exist, hours
    /// that overlap or end before they start, a calendar that is never open.
    pub fn parse(written: &schema::Hours) -> Result<Self, Vec<PolicyError>> {
        let mut faults = ErrorCollector::default();
        let calendar = Self::read(written, &Location::Root, &mut faults);
        calendar.filter(|_| faults.0.is_empty()).ok_or(faults.0)
    }

    pub(crate) fn read(
        written: &schema::Hours,
        at: &Location<'_>,
        faults: &mut ErrorCollector,
    ) -> Option<Self> {
        let before = faults.0.len();
        check_plain(Some(&written.zone_name), &at.key("nombre_de_zona"), faults);
        let zone = read_zone(&written.zone, &at.key("zona"), faults);
        let week = read_week(&written.open, &at.key("abierto"), faults);
        let holidays = read_holidays(&written.holidays, &at.key("festivos"), faults);
        if faults.0.len() == before && week.iter().all(Vec::is_empty) {
            faults.add(&at.key("abierto"), PolicyErrorKind::NeverOpen);
        }
        (faults.0.len() == before).then_some(())?;
        Some(Self { zone: zone?, zone_name: written.zone_name.clone(), week, holidays })
    }

    /// Returns the zone in which the hours are stated.
    #[must_use]
    pub fn zone(&self) -> Tz {
        self.zone
    }

    /// Returns what people call that zone's time, as «hora de México».
    #[must_use]
    pub fn zone_name(&self) -> &str {
        &self.zone_name
    }

    /// Returns the open segments of a day of the week, in order.
    #[must_use]
    pub fn segments(&self, day: Weekday) -> &[OpenInterval] {
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
        self.local(at).map_or(at.date_naive(), |local| local.date())
    }

    /// Returns whether support is open at `at`: the opening instant is open, the closing instant is closed.
    #[must_use]
    pub fn is_open(&self, at: DateTime<Utc>) -> bool {
        let Some(local) = self.local(at) else { return false };
        let minute = local.signed_duration_since(local.date().and_time(NaiveTime::MIN)).num_minutes();
        self.open_on(local.date()).iter().any(|s| (i64::from(s.from)..i64::from(s.to)).contains(&minute))
    }

    /// Returns the first open instant from `at` on: `at` itself when support is open.
    ///
    /// `None` only at the end of representable time.
    #[must_use]
    pub fn next_opening(&self, at: DateTime<Utc>) -> Option<DateTime<Tz>> {
        let (from, _) = self.spans(at).next()?;
        self.local(from).map(|_| from.with_timezone(&self.zone))
    }

    /// Returns the moment by which support must respond to a ticket of `level` that was received at `received`.
    ///
    /// `None` only at the end of representable time.
    #[must_use]
    pub fn respond_by(&self, received: DateTime<Utc>, level: &Level) -> Option<DateTime<Tz>> {
        let target = if self.is_open(received) { level.within } else { level.outside };
        self.due(received, target)
    }

    /// Returns the moment by which `target` must be met for a ticket received at `received`.
    ///
    /// Minutes outside open hours do not count towards [`ResponseTarget::Open`].
    #[must_use]
    pub fn due(&self, received: DateTime<Utc>, target: ResponseTarget) -> Option<DateTime<Tz>> {
        let due = match target {
            ResponseTarget::Elapsed(time) => received.checked_add_signed(time)?,
            ResponseTarget::Open(time) => self.add_open(received, time)?,
        };
        self.local(due).map(|_| due.with_timezone(&self.zone))
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

    /// The open spans from `from` on, in order, the first cut at `from`; ends with representable time.
    fn spans(&self, from: DateTime<Utc>) -> impl Iterator<Item = (DateTime<Utc>, DateTime<Utc>)> {
        let first = self.today(from);
        let days = std::iter::successors(Some(first), NaiveDate::succ_opt);
        days.flat_map(|date| self.day_spans(date))
            .filter(move |(_, end)| *end > from)
            .map(move |(start, end)| (start.max(from), end))
    }

    fn day_spans(&self, date: NaiveDate) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
        let pieces = self.pieces(date);
        let mut spans = Vec::new();
        for piece in &pieces {
            for segment in self.open_on(date) {
                let start = piece.instant(date, segment.from).max(Some(piece.from));
                let end = piece.instant(date, segment.to).map(|end| end.min(piece.to));
                spans.extend(start.zip(end).filter(|(start, end)| start < end));
            }
        }
        spans
    }

    fn open_on(&self, date: NaiveDate) -> &[OpenInterval] {
        match self.holidays.binary_search_by_key(&date, |holiday| holiday.date) {
            Ok(_) => &[],
            Err(_) => self.segments(date.weekday()),
        }
    }

    /// The stretches of time around `date` in which the zone keeps one offset: one, or two when clocks change.
    fn pieces(&self, date: NaiveDate) -> Vec<Piece> {
        let midnight = date.and_time(NaiveTime::MIN).and_utc();
        let from = midnight.checked_sub_days(Days::new(1)).unwrap_or(DateTime::<Utc>::MIN_UTC);
        let to = midnight.checked_add_days(Days::new(2)).unwrap_or(DateTime::<Utc>::MAX_UTC);
        let (before, after) = (self.offset(from), self.offset(to));
        if before == after {
            return vec![Piece { from, to, offset: before }];
        }
        let change = self.change(from, to);
        vec![Piece { from, to: change, offset: before }, Piece { from: change, to, offset: after }]
    }

    /// The instant between `from` and `to` at which the offset changes, by bisection to the second.
    fn change(&self, mut from: DateTime<Utc>, mut to: DateTime<Utc>) -> DateTime<Utc> {
        let before = self.offset(from);
        while to - from > TimeDelta::seconds(1) {
            let middle = from + TimeDelta::seconds((to - from).num_seconds() / 2);
            if self.offset(middle) == before { from = middle } else { to = middle }
        }
        to
    }

    /// What a clock in the zone shows; `None` where time ends in the zone before it ends in UTC.
    fn local(&self, at: DateTime<Utc>) -> Option<NaiveDateTime> {
        at.naive_utc().checked_add_signed(self.offset(at))
    }

    fn offset(&self, at: DateTime<Utc>) -> TimeDelta {
        let offset = self.zone.offset_from_utc_datetime(&at.naive_utc());
        TimeDelta::seconds(i64::from(offset.fix().local_minus_utc()))
    }
}

/// A stretch of time in which the zone keeps one offset.
struct Piece {
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    offset: TimeDelta,
}

impl Piece {
    /// The instant at which a clock with this offset shows `minute` of `date`.
    fn instant(&self, date: NaiveDate, minute: u16) -> Option<DateTime<Utc>> {
        let local =
            date.and_time(NaiveTime::MIN).checked_add_signed(TimeDelta::minutes(i64::from(minute)))?;
        local.checked_sub_signed(self.offset).map(|naive| naive.and_utc())
    }
}

#[cfg(test)]
mod tests;
