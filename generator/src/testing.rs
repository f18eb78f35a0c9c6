//! Test data of this crate.
pub(crate) mod example;
pub(crate) mod fixture;
