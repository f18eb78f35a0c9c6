//! The confirmation of a request that deletes something.

use policy::form::model::ConfirmationSummary;
use serde_json::json;

use crate::platform::sha256_hex;

/// Confirms any deletion: the value that a page sends for a ticked box.
pub const CONFIRMED: &str = "si";

/// The length of a confirmation token, in hexadecimal digits.
pub(crate) const CONFIRMATION_TOKEN_LEN: usize = 32;

/// A request that deletes something, before the visitor confirms it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingConfirmation {
    /// What the visitor has to look at.
    pub summary: ConfirmationSummary,
    /// The token with which a page confirms it.
    pub token: String,
}

impl PendingConfirmation {
    /// Returns the confirmation that `canonical` answers need. Its token covers the answers and the consequences, so
    /// a change of either needs a new confirmation.
    pub(crate) fn new(summary: ConfirmationSummary, canonical: &str) -> Self {
        let mut token = sha256_hex(&[&json!([canonical, summary.consequences]).to_string()]);
        token.truncate(CONFIRMATION_TOKEN_LEN);
        Self { summary, token }
    }

    /// Returns whether `given` is the expected confirmation.
    pub(crate) fn is_confirmed_by(&self, given: Option<&str>) -> bool {
        given.is_some_and(|given| given == CONFIRMED || given == self.token)
    }
}
