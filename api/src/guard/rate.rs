//! How often one may ask: two buckets make a window that slides, so that no burst fits around a bucket's edge.
//!
//! What counts at a moment is all of this bucket and as much of the one before as the window still covers. The share of
//! the bucket before is rounded up: at no moment are more than the hard limit taken.

use chrono::{DateTime, TimeDelta, Utc};

use crate::ticket::Mark;

/// A `Retry-After` is rounded up to as many seconds: whoever floods learns nothing of the edges.
const COARSE: u64 = 10;

/// When a request is suspicious or refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The time within which requests are counted.
    pub window: Window,
    /// For requests from one address of IPv4, or 64 bits of IPv6.
    pub viewer: Limit,
    /// For requests that give the same address of their requester.
    pub requester: Limit,
    /// A form that was filled in less time than this was not filled by a person.
    pub quickest: TimeDelta,
}

/// How many requests a window may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// As many are usual; more are marked.
    pub soft: u32,
    /// As many are taken; more are refused. Not zero.
    pub hard: u32,
}

/// The length of a window, in seconds. Not zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window(u32);

impl Window {
    /// Returns a window of `seconds`, of one at least.
    #[must_use]
    pub fn new(seconds: u32) -> Self {
        Self(seconds.max(1))
    }

    /// Returns its length.
    pub(super) fn seconds(self) -> u32 {
        self.0
    }

    /// Returns where `now` stands in its bucket.
    #[must_use]
    pub(super) fn at(self, now: DateTime<Utc>) -> Moment {
        let length = i64::from(self.0);
        let elapsed = u32::try_from(now.timestamp().rem_euclid(length)).unwrap_or_default();
        Moment { bucket: Bucket(now.timestamp().div_euclid(length)), elapsed, length: self.0 }
    }
}

/// One window's length of time, counted from 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bucket(pub i64);

impl Bucket {
    pub(super) fn before(self) -> Self {
        Self(self.0 - 1)
    }
}

/// What became of counting one more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountOutcome {
    /// It was counted, and so many are counted now.
    Counted(u32),
    /// It was not counted: so many are.
    Full(u32),
}

/// A moment within a bucket.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    pub(super) bucket: Bucket,
    elapsed: u32,
    length: u32,
}

impl Moment {
    /// Returns how many this bucket may have now, when the one before has `before`.
    pub(super) fn cap(self, limit: Limit, before: u32) -> u32 {
        limit.hard.saturating_sub(self.share(before))
    }

    /// Returns as much of `before` as the window still covers, rounded up.
    fn share(self, before: u32) -> u32 {
        let covered = u64::from(before) * u64::from(self.length - self.elapsed);
        u32::try_from(covered.div_ceil(u64::from(self.length))).unwrap_or(u32::MAX)
    }

    /// Returns when nothing depends on this bucket any more.
    pub(super) fn expires(self) -> DateTime<Utc> {
        let end = (self.bucket.0 + 2) * i64::from(self.length);
        DateTime::from_timestamp(end, 0).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    pub(super) fn rate(self, limit: Limit, before: u32, tally: CountOutcome) -> Rate {
        let count = match tally {
            CountOutcome::Counted(count) => count.saturating_add(self.share(before)),
            CountOutcome::Full(count) => return Rate::Full { retry_after: self.wait(limit, before, count) },
        };
        let left = limit.hard.saturating_sub(count);
        if count > limit.soft { Rate::Busy { left } } else { Rate::Calm { left } }
    }

    /// Returns after how many seconds one more fits, when nothing else comes; rounded up.
    fn wait(self, limit: Limit, before: u32, count: u32) -> u64 {
        let (length, elapsed) = (u64::from(self.length), u64::from(self.elapsed));
        let free_at =
            |of: u32, room: u32| length - (u64::from(room) * length / u64::from(of.max(1))).min(length);
        let within = free_at(before, limit.hard.saturating_sub(count.saturating_add(1)));
        let wait = if count < limit.hard && within < length {
            within.saturating_sub(elapsed)
        } else {
            length - elapsed + free_at(count, limit.hard.saturating_sub(1))
        };
        wait.max(1).div_ceil(COARSE) * COARSE
    }
}

/// How often someone asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rate {
    /// As people do.
    Calm {
        /// How many more are taken now.
        left: u32,
    },
    /// More often than is usual.
    Busy {
        /// How many more are taken now.
        left: u32,
    },
    /// Beyond the hard limit.
    Full {
        /// After how many seconds one more is taken.
        retry_after: u64,
    },
}

impl Rate {
    /// Returns `mark` when the rate is suspicious, and after how many seconds one more is taken when none is now.
    pub(super) fn judged(self, mark: Mark) -> Result<Option<Mark>, u64> {
        match self {
            Self::Calm { .. } => Ok(None),
            Self::Busy { .. } => Ok(Some(mark)),
            Self::Full { retry_after } => Err(retry_after),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    const LIMIT: Limit = Limit { soft: 5, hard: 10 };

    /// Counts as a table does.
    #[derive(Default)]
    struct Counter(BTreeMap<i64, u32>);

    impl Counter {
        fn ask(&mut self, second: i64) -> Rate {
            let moment = Window::new(60).at(DateTime::from_timestamp(second, 0).unwrap());
            let before = self.0.get(&moment.bucket.before().0).copied().unwrap_or(0);
            let count = self.0.entry(moment.bucket.0).or_default();
            let tally = if *count < moment.cap(LIMIT, before) {
                *count += 1;
                CountOutcome::Counted(*count)
            } else {
                CountOutcome::Full(*count)
            };
            moment.rate(LIMIT, before, tally)
        }
    }

    #[test]
    fn a_few_are_calm_more_are_marked_and_too_many_are_refused() {
        let mut counter = Counter::default();
        let rates: Vec<Rate> = (0..12).map(|_| counter.ask(0)).collect();
        assert_eq!(rates[..5], [9, 8, 7, 6, 5].map(|left| Rate::Calm { left }));
        assert_eq!(rates[5..10], [4, 3, 2, 1, 0].map(|left| Rate::Busy { left }));
        assert_eq!(rates[10..], [Rate::Full { retry_after: 70 }; 2]);
    }

    #[test]
    fn no_burst_fits_around_a_buckets_edge() {
        let mut counter = Counter::default();
        let taken = |counter: &mut Counter, second| {
            (0..10).filter(|_| !matches!(counter.ask(second), Rate::Full { .. })).count()
        };
        assert_eq!(taken(&mut counter, 59), 10);
        assert_eq!(taken(&mut counter, 60), 0);
        assert_eq!(taken(&mut counter, 90), 5);
        assert_eq!(taken(&mut counter, 119), 4);
    }

    #[test]
    fn after_what_is_told_one_more_is_taken() {
        for first in [0, 1, 17, 30, 58, 59] {
            for second in first..first + 70 {
                let mut counter = Counter::default();
                for _ in 0..10 {
                    counter.ask(first);
                }
                while !matches!(counter.ask(second), Rate::Full { .. }) {}
                let Rate::Full { retry_after } = counter.ask(second) else { panic!("{first} {second}") };
                assert!((1..=120).contains(&retry_after), "{first} {second}: {retry_after}");
                let later = second + i64::try_from(retry_after).unwrap();
                assert!(!matches!(counter.ask(later), Rate::Full { .. }), "{first} {second} {retry_after}");
            }
        }
    }

    #[test]
    fn a_limit_of_one_takes_one_a_window() {
        let moment = Window::new(60).at(DateTime::from_timestamp(30, 0).unwrap());
        let one = Limit { soft: 1, hard: 1 };
        assert_eq!(moment.rate(one, 0, CountOutcome::Full(1)), Rate::Full { retry_after: 90 });
        assert_eq!(moment.expires(), DateTime::from_timestamp(120, 0).unwrap());
    }
}
