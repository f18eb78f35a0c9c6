//! Test data of this crate.
#[cfg(test)]
pub(crate) mod example;
#[cfg(test)]
pub(crate) mod fixture;
