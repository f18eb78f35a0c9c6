//! Rate limits with a sliding window of two buckets, so that no burst fits around the edge of a bucket.
//!
//! The count at a moment is that of the current bucket, plus the share of the previous one that the window still
//! covers. The share is rounded up: no window accepts more requests than the hard limit.

use chrono::{DateTime, TimeDelta, Utc};

/// `Retry-After` is rounded up to a multiple of this many seconds, so that it does not show the edges of buckets.
const RETRY_AFTER_GRANULARITY: u64 = 10;

/// When a request is suspicious or refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The window in which requests are counted.
    pub window: Window,
    /// The limit for one IPv4 address, or one IPv6 network of 64 bits.
    pub address: Limit,
    /// The limit for one requester's e-mail address.
    pub requester: Limit,
    /// The minimum time in which a person can fill a form.
    pub min_fill_time: TimeDelta,
}

/// How many requests a window may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Requests above this number are flagged.
    pub soft: u32,
    /// Requests above this number are refused. Not zero.
    pub hard: u32,
}

/// The length of a window, in seconds. Not zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window(u32);

impl Window {
    /// Returns a window of `seconds`, at least one.
    #[must_use]
    pub fn new(seconds: u32) -> Self {
        Self(seconds.max(1))
    }

    /// Returns the position of `now` in its bucket.
    pub(super) fn position(self, now: DateTime<Utc>) -> WindowPosition {
        let length = i64::from(self.0);
        let elapsed = u32::try_from(now.timestamp().rem_euclid(length)).unwrap_or_default();
        WindowPosition { bucket: Bucket(now.timestamp().div_euclid(length)), elapsed, length: self.0 }
    }
}

/// How many requests one address or one requester may make, and how many are left. A client sees only the quota of its
/// network address: another person may have named the same requester.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// The number of requests in a window.
    pub limit: u32,
    /// The length of the window, in seconds.
    pub window: u32,
    /// The number of requests that are still accepted now.
    pub left: u32,
    /// The number of seconds until one more is accepted, when none is now.
    pub retry_after: Option<u64>,
}

impl Quota {
    /// Returns whether the window has more than `soft` requests.
    pub(super) fn is_above(&self, soft: u32) -> bool {
        self.limit.saturating_sub(self.left) > soft
    }
}

/// One window length of time, numbered from 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bucket(pub i64);

impl Bucket {
    pub(super) fn previous(self) -> Self {
        Self(self.0 - 1)
    }
}

/// The result of counting one more request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountOutcome {
    /// It was counted; this is the new count.
    Counted(u32),
    /// It was not counted; this is the count.
    Full(u32),
}

/// A moment within a bucket.
#[derive(Clone, Copy, Debug)]
pub(super) struct WindowPosition {
    pub(super) bucket: Bucket,
    elapsed: u32,
    length: u32,
}

impl WindowPosition {
    /// Returns how many requests this bucket may have now, when the previous one has `previous`.
    pub(super) fn cap(self, limit: Limit, previous: u32) -> u32 {
        limit.hard.saturating_sub(self.share(previous))
    }

    /// Returns the share of `previous` that the window still covers, rounded up.
    fn share(self, previous: u32) -> u32 {
        let covered = u64::from(previous) * u64::from(self.length - self.elapsed);
        u32::try_from(covered.div_ceil(u64::from(self.length))).unwrap_or(u32::MAX)
    }

    /// Returns the moment after which no window covers this bucket.
    pub(super) fn expires(self) -> DateTime<Utc> {
        let end = (self.bucket.0 + 2) * i64::from(self.length);
        DateTime::from_timestamp(end, 0).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    /// Returns the quota after `outcome`.
    pub(super) fn quota(self, limit: Limit, previous: u32, outcome: CountOutcome) -> Quota {
        let (left, retry_after) = match outcome {
            CountOutcome::Counted(count) => (self.cap(limit, previous).saturating_sub(count), None),
            CountOutcome::Full(count) => (0, Some(self.retry_after(limit, previous, count))),
        };
        Quota { limit: limit.hard, window: self.length, left, retry_after }
    }

    /// Returns the number of seconds until one more request fits, if no other comes; rounded up.
    fn retry_after(self, limit: Limit, previous: u32, count: u32) -> u64 {
        let (length, elapsed) = (u64::from(self.length), u64::from(self.elapsed));
        // The second of a bucket from which on no more than `max` of its predecessor's `count` are covered.
        let free_at =
            |count: u32, max: u32| length - (u64::from(max) * length / u64::from(count.max(1))).min(length);
        let within = free_at(previous, limit.hard.saturating_sub(count.saturating_add(1)));
        let wait = if count < limit.hard && within < length {
            within.saturating_sub(elapsed)
        } else {
            length - elapsed + free_at(count, limit.hard.saturating_sub(1))
        };
        wait.max(1).next_multiple_of(RETRY_AFTER_GRANULARITY)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    const LIMIT: Limit = Limit { soft: 5, hard: 10 };

    /// Counts like a table.
    #[derive(Default)]
    struct Counter(BTreeMap<i64, u32>);

    impl Counter {
        fn request(&mut self, second: i64) -> Quota {
            let position = Window::new(60).position(DateTime::from_timestamp(second, 0).unwrap());
            let previous = self.0.get(&position.bucket.previous().0).copied().unwrap_or(0);
            let count = self.0.entry(position.bucket.0).or_default();
            let outcome = if *count < position.cap(LIMIT, previous) {
                *count += 1;
                CountOutcome::Counted(*count)
            } else {
                CountOutcome::Full(*count)
            };
            position.quota(LIMIT, previous, outcome)
        }
    }

    #[test]
    fn quota_follows_soft_and_hard_limit() {
        let mut counter = Counter::default();
        let quotas: Vec<_> = (0..12)
            .map(|_| counter.request(0))
            .map(|quota| (quota.left, quota.is_above(LIMIT.soft), quota.retry_after))
            .collect();
        assert_eq!(quotas[..5], [9, 8, 7, 6, 5].map(|left| (left, false, None)));
        assert_eq!(quotas[5..10], [4, 3, 2, 1, 0].map(|left| (left, true, None)));
        assert_eq!(quotas[10..], [(0, true, Some(70)); 2]);
    }

    #[test]
    fn window_accepts_no_burst_around_a_bucket_edge() {
        let mut counter = Counter::default();
        let accepted = |counter: &mut Counter, second| {
            (0..10).filter(|_| counter.request(second).retry_after.is_none()).count()
        };
        assert_eq!(accepted(&mut counter, 59), 10);
        assert_eq!(accepted(&mut counter, 60), 0);
        assert_eq!(accepted(&mut counter, 90), 5);
        assert_eq!(accepted(&mut counter, 119), 4);
    }

    #[test]
    fn request_is_accepted_after_retry_after() {
        for first in [0, 1, 17, 30, 58, 59] {
            for second in first..first + 70 {
                let mut counter = Counter::default();
                for _ in 0..10 {
                    counter.request(first);
                }
                while counter.request(second).retry_after.is_none() {}
                let Some(retry_after) = counter.request(second).retry_after else {
                    panic!("{first} {second}")
                };
                assert!((1..=120).contains(&retry_after), "{first} {second}: {retry_after}");
                let later = second + i64::try_from(retry_after).unwrap();
                let quota = counter.request(later);
                assert_eq!(quota.retry_after, None, "{first} {second} {retry_after}");
            }
        }
    }

    #[test]
    fn limit_of_one_accepts_one_request_per_window() {
        let position = Window::new(60).position(DateTime::from_timestamp(30, 0).unwrap());
        let one = Limit { soft: 1, hard: 1 };
        assert_eq!(position.quota(one, 0, CountOutcome::Full(1)).retry_after, Some(90));
        assert_eq!(position.expires(), DateTime::from_timestamp(120, 0).unwrap());
    }
}
