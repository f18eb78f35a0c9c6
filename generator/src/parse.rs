//! From text to trees with positions, and from those to the shapes of [`crate::schema`].
pub(crate) mod decode;
pub(crate) mod front_matter;
pub(crate) mod yaml;
