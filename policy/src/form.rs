//! Forms: their model, how it is built from YAML, how answers are validated and confirmed, and how tables are pasted.

pub(crate) mod build;
pub mod confirm;
pub mod model;
pub mod paste;
pub(crate) mod validate;

#[cfg(test)]
mod tests;
