//! Text: normalization, Spanish formats, message templates and suggestions.
pub mod normalize;
pub mod spanish;
pub mod suggest;
pub mod template;
