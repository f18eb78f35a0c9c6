//! The id of a request: a client quotes it to support, and the operator finds the log line by it.

use data_encoding::HEXLOWER;

use crate::platform::Entropy;

/// The id of a request, whose characters are safe in a header, in a log and in a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(String);

impl RequestId {
    /// Returns the id that the platform assigned, or `None` if `text` is not a valid id.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_valid =
            (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        is_valid.then(|| Self(text.to_owned()))
    }

    /// Returns a random id. If the random source fails, all ids are equal, and log lines are found by their time.
    #[must_use]
    pub fn random(entropy: &Entropy) -> Self {
        let mut bytes = [0; 8];
        match entropy(&mut bytes) {
            Ok(()) => Self(HEXLOWER.encode(&bytes)),
            Err(_) => Self("sin-numero".to_owned()),
        }
    }

    /// Returns the id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
