//! Injected clock and random source, so that tests are deterministic; error chains and digests for every layer.

use std::error::Error;
use std::iter;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// Any error of a dependency or of the system.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// Returns the current time.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// Fills a buffer with bytes that nobody can predict.
pub type Entropy = Arc<dyn Fn(&mut [u8]) -> Result<(), BoxError> + Send + Sync>;

/// Returns the messages of `error` and of all its sources, on one line.
#[must_use]
pub fn error_chain(error: &dyn Error) -> String {
    let messages = iter::successors(Some(error), |&error| error.source().map(|source| source as &dyn Error));
    messages.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// Returns the SHA-256 of `parts`, one after the other, in hexadecimal.
pub(crate) fn sha256_hex(parts: &[&str]) -> String {
    HEXLOWER.encode(&parts.iter().fold(Sha256::new(), Digest::chain_update).finalize())
}
