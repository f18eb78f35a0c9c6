//! The remaining requests of a network address. Nobody sees those of a requester: another person may have named it.

use crate::guard::rate::{Limit, RateState, Window};

/// How many requests an address may make, and how many of them are left.
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
    /// Returns the quota of an address in this `state`.
    pub(super) fn new(limit: Limit, window: Window, state: RateState) -> Self {
        let (left, retry_after) = match state {
            RateState::Normal { left } | RateState::Elevated { left } => (left, None),
            RateState::Exceeded { retry_after } => (0, Some(retry_after)),
        };
        Self { limit: limit.hard, window: window.seconds(), left, retry_after }
    }
}
