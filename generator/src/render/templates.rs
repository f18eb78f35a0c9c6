//! The templates, which are part of the program.

use tera::Tera;

use crate::html::escape;
use crate::render::{RenderError, fill};

/// The components that pages may name.
pub(super) const COMPONENTS: (&str, &str) =
    ("components.html", include_str!("../../templates/components.html"));

const TEMPLATES: [(&str, &str); 7] = [
    ("base.html", include_str!("../../templates/base.html")),
    ("fields.html", include_str!("../../templates/fields.html")),
    ("page.html", include_str!("../../templates/page.html")),
    ("form.html", include_str!("../../templates/form.html")),
    ("confirmation.html", include_str!("../../templates/confirmation.html")),
    ("version.html", include_str!("../../templates/version.html")),
    ("problem.html", include_str!("../../templates/problem.html")),
];

/// The templates of all pages, read.
#[derive(Debug)]
pub(crate) struct Templates(pub(super) Tera);

impl Templates {
    /// Reads them.
    ///
    /// # Errors
    ///
    /// When one cannot be read.
    pub(crate) fn read() -> Result<Self, RenderError> {
        let told = |template| move |source| RenderError::Template { template, source };
        let mut tera = Tera::default();
        // Tera's own writes byte by byte.
        tera.set_escape_fn(|text, out| out.write_all(escape(text).as_bytes()));
        tera.register_filter("fill", fill::fill);
        tera.add_raw_template(COMPONENTS.0, COMPONENTS.1).map_err(told(COMPONENTS.0))?;
        tera.add_raw_templates(TEMPLATES).map_err(told("base.html"))?;
        Ok(Self(tera))
    }
}
