//! The number that a visitor quotes to support, and by which the operator finds the line in the log.

use std::fmt;

use data_encoding::HEXLOWER;

use crate::platform::Entropy;

/// The number of a request: characters that are safe in a header, in a log and in a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(String);

impl RequestId {
    /// Returns the number that the platform gave, when it is one.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let fits =
            (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        fits.then(|| Self(text.to_owned()))
    }

    /// Returns a number that `chance` chooses. When chance fails, the log line is found by its time instead.
    #[must_use]
    pub fn random(chance: &Entropy) -> Self {
        let mut bytes = [0; 8];
        match chance(&mut bytes) {
            Ok(()) => Self(HEXLOWER.encode(&bytes)),
            Err(_) => Self("sin-numero".to_owned()),
        }
    }

    /// Returns the number's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
