//! Test data of this crate.

pub(crate) mod fixture;
