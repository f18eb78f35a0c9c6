//! What a visitor looks at once more, and with what they confirm that they did.

use data_encoding::HEXLOWER;
use policy::form::model::ConfirmationSummary;
use serde_json::json;
use sha2::{Digest, Sha256};

/// The confirmation of whatever a request asks: what a page sends for a box that was ticked.
pub const CONFIRMED: &str = "si";

/// How many hexadecimal digits a seal has.
pub(crate) const SEAL: usize = 32;

/// A request that deletes something, before the visitor has confirmed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingConfirmation {
    /// What they are to look at.
    pub check: ConfirmationSummary,
    /// What a page confirms it with.
    pub seal: String,
}

impl PendingConfirmation {
    /// Returns the review of the answers that `canonical` spells out. The seal is of them and of what is said of them,
    /// so that neither another answer nor another day is confirmed unseen.
    pub(crate) fn new(check: ConfirmationSummary, canonical: &str) -> Self {
        let shown = json!([canonical, check.consequences]).to_string();
        let mut seal = HEXLOWER.encode(&Sha256::digest(shown));
        seal.truncate(SEAL);
        Self { check, seal }
    }

    /// Gives itself back unless what was `given` confirms it.
    pub(crate) fn confirmed(self, given: Option<&str>) -> Result<(), Self> {
        if given.is_some_and(|given| given == CONFIRMED || given == self.seal) { Ok(()) } else { Err(self) }
    }
}
