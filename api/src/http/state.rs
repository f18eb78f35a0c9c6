//! What every request sees.

use crate::bundle::Bundle;
use crate::guard::Guard;
use crate::intake::Intake;
use crate::platform::{Clock, Entropy};
use crate::ticket::token::KeyRing;

/// All that the handlers are handed.
pub struct State<S> {
    /// The compiled policy and the built pages.
    pub bundle: Bundle,
    /// What makes answers into tickets.
    pub intake: Intake<S>,
    /// What judges who asks.
    pub guard: Guard,
    /// What signs receipts.
    pub keys: KeyRing,
    /// What time it is.
    pub clock: Clock,
    /// Where the numbers of requests come from.
    pub chance: Entropy,
}
