//! The templates, which are part of the program.

use policy::Policy;
use policy::text::template::interpolate;
use tera::{Kwargs, State, StringInput, Tera, Value};

use crate::html::escape;
use crate::render::RenderError;
use crate::render::expression::ComponentRegistry;

/// The components that pages may use.
const COMPONENTS: (&str, &str) = ("components.html", include_str!("../../templates/components.html"));

const TEMPLATES: [(&str, &str); 11] = [
    ("base.html", include_str!("../../templates/base.html")),
    ("header.html", include_str!("../../templates/header.html")),
    ("footer.html", include_str!("../../templates/footer.html")),
    ("fields.html", include_str!("../../templates/fields.html")),
    ("page.html", include_str!("../../templates/page.html")),
    ("form.html", include_str!("../../templates/form.html")),
    ("confirmation.html", include_str!("../../templates/confirmation.html")),
    ("version.html", include_str!("../../templates/version.html")),
    ("problem.html", include_str!("../../templates/problem.html")),
    ("feed.xml", include_str!("../../templates/feed.xml")),
    ("sitemap.xml", include_str!("../../templates/sitemap.xml")),
];

/// The parsed templates.
#[derive(Debug)]
pub(crate) struct Templates(pub(super) Tera);

impl Templates {
    /// Parses the templates.
    ///
    /// # Errors
    ///
    /// When one is invalid.
    pub(crate) fn parse() -> Result<Self, RenderError> {
        let mut tera = parse_components()?;
        // The default function writes byte by byte, which is slow.
        tera.set_escape_fn(|text, out| out.write_all(escape(text).as_bytes()));
        tera.add_raw_templates(TEMPLATES).map_err(RenderError::template("base.html"))?;
        Ok(Self(tera))
    }
}

/// Returns the components, which check expressions when the site cannot be rendered; they know the names of `policy` if
/// there is one.
///
/// # Errors
///
/// When the components cannot be parsed.
pub(crate) fn load_components(policy: Option<&Policy>) -> Result<ComponentRegistry<'_>, RenderError> {
    Ok(ComponentRegistry::new(&parse_components()?, policy))
}

fn parse_components() -> Result<Tera, RenderError> {
    let mut tera = Tera::default();
    tera.register_filter("interpolate", interpolate_html);
    tera.add_raw_template(COMPONENTS.0, COMPONENTS.1).map_err(RenderError::template(COMPONENTS.0))?;
    Ok(tera)
}

/// Returns `pattern` as HTML with each `{name}` replaced by the argument of that name; everything that is not HTML is
/// escaped.
#[expect(clippy::needless_pass_by_value, reason = "the signature of a Tera filter")]
fn interpolate_html(pattern: StringInput<'_>, values: Kwargs, _: &State<'_>) -> Value {
    let html = |text: &str, is_safe: bool| if is_safe { text.to_owned() } else { escape(text).into_owned() };
    let value = |name: &str| {
        let (_, value) = values.iter().find(|(key, _)| key.as_str() == Some(name))?;
        Some(html(value.as_str()?, value.is_safe()))
    };
    Value::safe_string(&interpolate(&html(pattern.as_str(), pattern.is_safe()), value))
}
