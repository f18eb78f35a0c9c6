//! Text: normalization, Spanish formats, suggestions and placeholders.

pub mod normalize;
pub mod spanish;
pub mod suggest;
pub mod template;
