//! Views to HTML: the one room that knows Tera.
//!
//! Templates escape all that they show, save what is HTML already. They are part of the program: that one of them cannot
//! be rendered is our fault, a [`RenderError`]; that an editor's expression cannot is an [`ExpressionFault`].

pub(crate) mod built_page;
pub(crate) mod expression;
pub(crate) mod fill;
pub(crate) mod mould;
pub(crate) mod templates;
pub(crate) mod view;

use std::sync::OnceLock;

use policy::{Form, Operation, Policy};
use serde::Serialize;
use tera::{Context, Tera};

use crate::asset::{Assets, CARD};
use crate::html::outline::Outline;
use crate::markdown::Rendered;
use crate::markdown::expression::ExpressionFault;
use crate::model::{Page, Site, Version};
use crate::render::view::editor::Editor;
use crate::render::view::files::Files;
use crate::render::view::form::Sheet;
use crate::render::view::frame::Frame;
use crate::render::view::notice::Notice;
use crate::render::view::page;

use crate::render::expression::{Components, innermost, unreadable};
use crate::render::mould::Mould;
use crate::render::templates::COMPONENTS;
pub(crate) use crate::render::templates::Templates;

/// About as many bytes as a page has.
const USUAL_SIZE: usize = 16 * 1024;

/// A page could not be rendered, through no fault of the content.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The page links to a file that is not among the assets.
    #[error("there is no asset `{0}`")]
    Asset(&'static str),
    /// A template is wrong, or does not fit its view.
    #[error("template `{template}` cannot be rendered")]
    Template {
        /// The template.
        template: &'static str,
        /// What Tera says of it.
        #[source]
        source: tera::Error,
    },
}

/// A page as it is published.
#[derive(Debug)]
pub(crate) struct Leaf {
    pub(crate) html: String,
    pub(crate) outline: Outline,
}

/// Judges the expressions of a site that cannot be rendered.
#[derive(Debug)]
pub(crate) struct Reader(Components);

impl Reader {
    /// Returns a reader that knows all components, and the names of `policy` if there is one.
    ///
    /// # Errors
    ///
    /// When the components cannot be read.
    pub(crate) fn new(policy: Option<&Policy>) -> Result<Self, RenderError> {
        let mut tera = Tera::default();
        tera.register_filter("fill", fill::fill);
        let told = |source| RenderError::Template { template: COMPONENTS.0, source };
        tera.add_raw_template(COMPONENTS.0, COMPONENTS.1).map_err(told)?;
        Ok(Self(Components::of(&tera, policy)))
    }

    /// Checks that an expression names what there is, as far as that can be known.
    ///
    /// # Errors
    ///
    /// When it names a component, an argument or a value that does not exist, or cannot be read.
    pub(crate) fn check(&self, source: &str) -> Result<(), ExpressionFault> {
        self.0.check(source)
    }
}

/// Renders the pages of one site.
#[derive(Debug)]
pub struct Renderer<'a> {
    site: &'a Site,
    tera: Tera,
    components: Components,
    moulds: Moulds,
}

/// The moulds of ordinary pages, once there are any; one that cannot be made is none.
#[derive(Debug, Default)]
struct Moulds {
    with_index: OnceLock<Option<Mould>>,
    without: OnceLock<Option<Mould>>,
}

impl<'a> Renderer<'a> {
    /// Returns a renderer whose pages link to `assets`.
    ///
    /// # Errors
    ///
    /// When an asset is missing.
    pub(crate) fn new(site: &'a Site, assets: &Assets, templates: Templates) -> Result<Self, RenderError> {
        let get = |name| assets.get(name).ok_or(RenderError::Asset(name));
        let files = Files {
            style: get("site.css")?.address.clone(),
            icon: get("favicon.svg")?.address.clone(),
            card: assets.address(CARD).map(|address| format!("{}{address}", site.settings.address)),
            form: get("form.js")?.into(),
            search: get("search.js")?.into(),
            sections: crate::model::routes::SEARCH,
            site: get("site.js")?.into(),
        };
        let Templates(mut tera) = templates;
        let components = Components::of(&tera, Some(&site.policy));
        let global = tera.global_context();
        global.insert("site", &Frame::new(site, files));
        global.insert("palabras", &site.texts);
        global.insert("sitio", &Editor::new(site));
        global.insert("notices", &[(); 0]);
        Ok(Self { site, tera, components, moulds: Moulds::default() })
    }

    /// Shows `notices` on every page that is rendered from now on.
    pub(crate) fn show(&mut self, notices: &[Notice]) {
        self.tera.global_context().insert("notices", notices);
        self.moulds = Moulds::default();
    }

    /// Returns the HTML of one expression of a page, `source` being all of it with its braces.
    ///
    /// # Errors
    ///
    /// When it names a component, an argument or a value that does not exist, or cannot be read.
    pub fn expression(&self, source: &str) -> Result<String, ExpressionFault> {
        self.components.check(source)?;
        let html = self.tera.render_str(source, &Context::new(), true);
        html.map(|html| html.trim().to_owned()).map_err(|error| unreadable(source).cause(innermost(&error)))
    }

    /// Returns a page of content, its body already rendered.
    ///
    /// # Errors
    ///
    /// When the template is wrong.
    pub(crate) fn page(&self, page: &Page, rendered: Rendered<'_>) -> Result<Leaf, RenderError> {
        let page = page::Page::new(self.site, page, &rendered);
        match self.mould(&page).filter(|mould| mould.fits(&page)) {
            Some(mould) => Ok(mould.pour(&page, rendered.mentions)),
            None => self.render("page.html", &page, None),
        }
    }

    /// Returns the mould of `page`, if it is one of many.
    fn mould(&self, page: &page::Page<'_>) -> Option<&Mould> {
        if page.kind != page::ORDINARY {
            return None;
        }
        let mould = if page.index.is_empty() { &self.moulds.without } else { &self.moulds.with_index };
        // What is wrong with the template is told when the page is rendered.
        let make = || Mould::new(&self.render("page.html", &Mould::marked(page), None).ok()?.html);
        mould.get_or_init(make).as_ref()
    }

    /// Returns the page of a form's operation, with the slots that the API fills; `introduction` is already HTML.
    ///
    /// # Errors
    ///
    /// When the template is wrong.
    pub(crate) fn form(
        &self,
        form: &Form,
        operation: &Operation,
        introduction: Option<&str>,
    ) -> Result<Leaf, RenderError> {
        let sheet = Sheet::new(form, operation, introduction, &self.site.texts);
        self.render("form.html", &page::Page::of_form(self.site, form, operation), Some(&sheet))
    }

    /// Returns the page of a version of the policy, its text already rendered.
    ///
    /// # Errors
    ///
    /// When the template is wrong.
    pub(crate) fn version(&self, version: &Version, html: &str) -> Result<Leaf, RenderError> {
        let mut context = Context::new();
        context.insert("page", &page::Page::of_version(self.site, version));
        context.insert("version", &view::version::Version::new(self.site, version, html));
        self.render_with("version.html", &context)
    }

    /// Returns the page that says that a request was received, with the slots that the API fills.
    ///
    /// # Errors
    ///
    /// When the template is wrong.
    pub(crate) fn confirmation(&self) -> Result<Leaf, RenderError> {
        let text = |key| self.site.texts.get(key);
        let page = page::Page::bare(self.site, text("confirmacion.titulo"), text("confirmacion.descripcion"));
        self.render("confirmation.html", &page, None)
    }

    /// Returns the page that shows a problem, with the slots that the API fills.
    ///
    /// # Errors
    ///
    /// When the template is wrong.
    pub(crate) fn problem(&self) -> Result<Leaf, RenderError> {
        let text = |key| self.site.texts.get(key);
        let page = page::Page::bare(self.site, text("problema.titulo"), text("problema.descripcion"));
        self.render("problem.html", &page, None)
    }

    fn render(
        &self,
        template: &'static str,
        page: &impl Serialize,
        form: Option<&Sheet>,
    ) -> Result<Leaf, RenderError> {
        let mut context = Context::new();
        context.insert("page", page);
        context.insert("form", &form);
        self.render_with(template, &context)
    }

    fn render_with(&self, template: &'static str, context: &Context) -> Result<Leaf, RenderError> {
        let told = |source| RenderError::Template { template, source };
        let mut html = Vec::with_capacity(USUAL_SIZE);
        self.tera.render_to(template, context, &mut html).map_err(told)?;
        let mut html = String::from_utf8(html).map_err(|cause| told(cause.into()))?;
        html.truncate(html.trim_end().len());
        html.push('\n');
        html.drain(..html.len() - html.trim_start().len());
        let outline = Outline::of(&html);
        Ok(Leaf { html, outline })
    }
}

#[cfg(test)]
mod tests;
