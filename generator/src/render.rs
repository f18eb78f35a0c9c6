//! Views to HTML. Only this module knows Tera.
//!
//! Templates escape every value that is not HTML already. They are part of the program: a template that cannot be rendered
//! is a [`RenderError`]; an editor's expression that cannot is an [`ExpressionError`].

pub(crate) mod built_page;
pub(crate) mod expression;
pub(crate) mod templates;
pub(crate) mod view;

use std::collections::BTreeMap;

use policy::{Form, Operation};
use serde::Serialize;
use tera::{Context, Tera, Value};

use crate::asset::Assets;
use crate::html::references::PageReferences;
use crate::markdown::PageBody;
use crate::markdown::expression::ExpressionError;
use crate::model::{Page, Site, Version};
use crate::render::expression::{ComponentRegistry, root_cause, unreadable};
pub(crate) use crate::render::templates::Templates;
use crate::render::view::form::FormView;
use crate::render::view::page::PageView;
use crate::render::view::site_context::{header_links, site_context, site_variables};
use crate::render::view::version::version_view;

/// The initial capacity for the HTML of a page.
const PAGE_CAPACITY: usize = 16 * 1024;

/// A page could not be rendered; the content is not the cause.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The page links to a file that is not among the assets.
    #[error("there is no asset `{0}`")]
    Asset(&'static str),
    /// A template is invalid, or does not match its view.
    #[error("template `{template}` cannot be rendered")]
    Template {
        /// The template.
        template: &'static str,
        /// The error of Tera.
        #[source]
        source: tera::Error,
    },
}

impl RenderError {
    fn template(template: &'static str) -> impl Fn(tera::Error) -> Self {
        move |source| Self::Template { template, source }
    }
}

/// The HTML of a page, with its references.
#[derive(Debug)]
pub(crate) struct RenderedPage {
    pub(crate) html: String,
    pub(crate) references: PageReferences,
}

/// Renders the pages of one site.
#[derive(Debug)]
pub struct Renderer<'a> {
    site: &'a Site,
    tera: Tera,
    components: ComponentRegistry<'a>,
    /// The headers that mark the current page, by the addresses of the pages to which a header links.
    headers: BTreeMap<String, String>,
}

impl<'a> Renderer<'a> {
    /// Returns a renderer whose pages link to `assets` and show no notice.
    ///
    /// # Errors
    ///
    /// When an asset is missing or a template is invalid.
    pub(crate) fn new(site: &'a Site, assets: &Assets, templates: Templates) -> Result<Self, RenderError> {
        let Templates(mut tera) = templates;
        let components = ComponentRegistry::new(&tera, Some(&site.policy));
        let headers = header_links(site).map(|path| (path, String::new())).collect();
        let global = tera.global_context();
        global.insert("site", &site_context(site, assets)?);
        global.insert("palabras", &site.texts);
        global.insert("sitio", &site_variables(site));
        let mut renderer = Self { site, tera, components, headers };
        renderer.set_notices(&[])?;
        Ok(renderer)
    }

    /// Renders the parts that pages share, with `notices` in the header.
    ///
    /// # Errors
    ///
    /// When a template is invalid.
    pub(crate) fn set_notices(&mut self, notices: &[serde_json::Value]) -> Result<(), RenderError> {
        self.tera.global_context().insert("notices", notices);
        let header = |path: &str| {
            let mut context = Context::new();
            context.insert("path", path);
            self.render_text("header.html", &context)
        };
        let (plain, footer) = (header("")?, self.render_text("footer.html", &Context::new())?);
        let headers = self.headers.keys().map(|path| Ok((path.clone(), header(path)?)));
        self.headers = headers.collect::<Result<_, RenderError>>()?;
        let global = self.tera.global_context();
        global.insert_value("header", Value::safe_string(plain.trim_end()));
        global.insert_value("footer", Value::safe_string(footer.trim_end()));
        Ok(())
    }

    /// Returns the HTML of an expression of a page; `source` includes the braces.
    ///
    /// # Errors
    ///
    /// When it names a component, an argument or a value that does not exist, or cannot be parsed.
    pub fn expression(&self, source: &str) -> Result<String, ExpressionError> {
        self.components.check(source)?;
        let html = self.tera.render_str(source, &Context::new(), true);
        html.map(|html| html.trim().to_owned()).map_err(|error| unreadable(source).cause(root_cause(&error)))
    }

    /// Returns a page of content with this body.
    ///
    /// # Errors
    ///
    /// When the template is invalid.
    pub(crate) fn page(&self, page: &Page, body: &PageBody<'_>) -> Result<RenderedPage, RenderError> {
        self.render("page.html", &PageView::new(self.site, page, body), None::<(_, ())>)
    }

    /// Returns the page of an operation, with the slots that the API fills; `introduction` is HTML.
    ///
    /// # Errors
    ///
    /// When the template is invalid.
    pub(crate) fn form(
        &self,
        form: &Form,
        operation: &Operation,
        introduction: Option<&str>,
    ) -> Result<RenderedPage, RenderError> {
        let view = FormView::new(form, operation, introduction, &self.site.texts);
        let page = PageView::from_operation(self.site, form, operation);
        self.render("form.html", &page, Some(("form", view)))
    }

    /// Returns the page of a version of the policy; `html` is its text.
    ///
    /// # Errors
    ///
    /// When the template is invalid.
    pub(crate) fn version(&self, version: &Version, html: &str) -> Result<RenderedPage, RenderError> {
        let view = version_view(self.site, version, html);
        self.render("version.html", &PageView::from_version(self.site, version), Some(("version", view)))
    }

    /// Returns a page that only the API serves, with the slots that the API fills; its title and description are among
    /// the texts of `group`.
    ///
    /// # Errors
    ///
    /// When the template is invalid.
    pub(crate) fn api_page(&self, template: &'static str, group: &str) -> Result<RenderedPage, RenderError> {
        let text = |key| self.site.texts.get(&format!("{group}.{key}"));
        let page = PageView::unaddressed(self.site, text("titulo"), text("descripcion"));
        self.render(template, &page, None::<(_, ())>)
    }

    /// Returns the text of a template that is no page; it sees `view` under `name`.
    ///
    /// # Errors
    ///
    /// When the template is invalid.
    pub(crate) fn data(
        &self,
        template: &'static str,
        name: &'static str,
        view: &impl Serialize,
    ) -> Result<String, RenderError> {
        let mut context = Context::new();
        context.insert(name, view);
        self.render_text(template, &context)
    }

    /// Returns the page of a template, which sees `page`, and under its own name the view of `other`.
    fn render(
        &self,
        template: &'static str,
        page: &PageView<'_>,
        other: Option<(&'static str, impl Serialize)>,
    ) -> Result<RenderedPage, RenderError> {
        let mut context = Context::new();
        context.insert("page", page);
        // As separate values, the large texts are copied once.
        context.insert_value("body", Value::safe_string(page.html));
        context.insert_value("toc", Value::safe_string(page.toc));
        if let Some((name, view)) = other {
            context.insert(name, &view);
        }
        if let Some(header) = self.headers.get(&page.path) {
            context.insert_value("header", Value::safe_string(header.trim_end()));
        }
        let html = self.render_text(template, &context)?;
        Ok(RenderedPage { references: PageReferences::new(&html), html })
    }

    /// Returns the text of a template, without space around it and with a final newline.
    fn render_text(&self, template: &'static str, context: &Context) -> Result<String, RenderError> {
        let error = RenderError::template(template);
        let mut text = Vec::with_capacity(PAGE_CAPACITY);
        self.tera.render_to(template, context, &mut text).map_err(&error)?;
        let mut text = String::from_utf8(text).map_err(|cause| error(cause.into()))?;
        text.truncate(text.trim_end().len());
        text.push('\n');
        text.drain(..text.len() - text.trim_start().len());
        Ok(text)
    }
}

#[cfg(test)]
mod tests;
