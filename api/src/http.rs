//! HTTP: routes, middleware, checks of headers, and handlers.

pub(crate) mod access_log;
pub(crate) mod csrf;
pub(crate) mod handler;
pub(crate) mod negotiate;
pub mod origin_proof;
pub(crate) mod request_id;
pub(crate) mod response;
pub(crate) mod router;

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
