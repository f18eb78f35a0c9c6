//! What is left to a network address. Of requesters nobody is told: it may be somebody else who asks.

use crate::guard::rate::{Limit, Rate, Window};

/// How many requests an address may make, and how many of them are left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// As many are taken.
    pub limit: u32,
    /// Within so many seconds.
    pub window: u32,
    /// So many more are taken now.
    pub left: u32,
    /// When none is taken now: after how many seconds one is.
    pub retry_after: Option<u64>,
}

impl Quota {
    /// Returns what `rate` leaves of `limit`.
    pub(super) fn new(limit: Limit, window: Window, rate: Rate) -> Self {
        let (left, retry_after) = match rate {
            Rate::Calm { left } | Rate::Busy { left } => (left, None),
            Rate::Full { retry_after } => (0, Some(retry_after)),
        };
        Self { limit: limit.hard, window: window.seconds(), left, retry_after }
    }
}
