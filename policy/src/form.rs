//! Forms: their definition, how it is built from YAML, and how answers are validated against it.
pub mod build;
pub mod confirm;
pub mod model;
pub(crate) mod paste;
pub mod validate;

#[cfg(test)]
mod tests;
