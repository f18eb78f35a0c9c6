//! The system clock.

use std::time::SystemTime;

use chrono::{DateTime, Utc};

/// Returns the current time.
#[expect(clippy::disallowed_methods, reason = "the only place of the command that reads the clock")]
pub(crate) fn now() -> DateTime<Utc> {
    SystemTime::now().into()
}
