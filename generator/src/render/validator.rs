//! Validates expressions when the site cannot be rendered, because another part of the content is invalid.

use policy::Policy;
use tera::Tera;

use crate::markdown::expression::ExpressionError;
use crate::render::RenderError;
use crate::render::expression::ComponentRegistry;
use crate::render::templates::{self, COMPONENTS};

/// Validates expressions without a [`Renderer`](crate::render::Renderer).
#[derive(Debug)]
pub(crate) struct ExpressionValidator(ComponentRegistry);

impl ExpressionValidator {
    /// Returns a validator that knows all components, and the names of `policy` if there is one.
    ///
    /// # Errors
    ///
    /// When the components cannot be parsed.
    pub(crate) fn new(policy: Option<&Policy>) -> Result<Self, RenderError> {
        let mut tera = Tera::default();
        templates::register_filters(&mut tera);
        tera.add_raw_template(COMPONENTS.0, COMPONENTS.1).map_err(RenderError::template(COMPONENTS.0))?;
        Ok(Self(ComponentRegistry::new(&tera, policy)))
    }

    /// Checks the names in an expression, as far as they are known.
    ///
    /// # Errors
    ///
    /// When it names a component, an argument or a value that does not exist, or cannot be parsed.
    pub(crate) fn check(&self, source: &str) -> Result<(), ExpressionError> {
        self.0.check(source)
    }
}
