//! Stores in memory, for the tests of all crates, and the test data of this crate.

#[cfg(test)]
pub(crate) mod fixture;
pub mod memory_guard_store;
pub mod memory_store;
