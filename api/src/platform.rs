//! What is handed in from outside: time and chance.

use std::error::Error;
use std::sync::Arc;

use chrono::{DateTime, Utc};

/// A fault of something outside, whatever it is.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// Tells what time it is.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// Fills bytes with chance that nobody can foresee.
pub type Entropy = Arc<dyn Fn(&mut [u8]) -> Result<(), BoxError> + Send + Sync>;

/// Returns what a fault says, and what its causes say, on one line.
#[must_use]
pub fn error_chain(fault: &dyn Error) -> String {
    let mut words = fault.to_string();
    let mut cause = fault.source();
    while let Some(inner) = cause {
        words = format!("{words}: {inner}");
        cause = inner.source();
    }
    words
}
