//! The command line: arguments, errors and output.
pub(crate) mod args;
pub(crate) mod error;
pub(crate) mod report;
pub(crate) mod terminal;
