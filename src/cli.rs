//! The command line: arguments, errors, output and the clock.

pub(crate) mod args;
pub(crate) mod clock;
pub(crate) mod error;
pub(crate) mod report;
pub(crate) mod terminal;
