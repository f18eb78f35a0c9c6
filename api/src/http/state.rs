//! The state that every handler shares.

use crate::bundle::Bundle;
use crate::intake::Intake;
use crate::platform::{Clock, Entropy};
use crate::ticket::token::KeyRing;

/// The shared state of the handlers.
pub struct State<S, G> {
    /// The compiled policy and the built pages.
    pub bundle: Bundle,
    /// Turns requests into tickets.
    pub intake: Intake<S, G>,
    /// Signs and verifies receipts.
    pub keys: KeyRing,
    /// Returns the current time.
    pub clock: Clock,
    /// Makes request ids.
    pub entropy: Entropy,
}
