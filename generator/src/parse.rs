//! Parses text into trees with positions, and those into the types of `schema`.
pub(crate) mod decode;
pub(crate) mod front_matter;
pub(crate) mod yaml;
