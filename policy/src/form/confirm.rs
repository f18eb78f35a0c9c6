//! The confirmation of a request that deletes something.

pub(crate) mod passwords;
pub(crate) mod summary;

pub use crate::form::confirm::summary::{ConfirmationSummary, SummarySection};
