//! Builds the pages of a site: Markdown and forms to HTML.

use std::collections::BTreeMap;
use std::error::Error;
use std::iter;
use std::sync::Arc;

use policy::{Form, Operation, PathSegment};
use serde_json::Value;

use crate::asset::Assets;
use crate::check::check_page_text;
use crate::diagnostic::markdown_source::{MarkdownSource, SourceOrigin};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::markdown::expression::ExpressionError;
use crate::markdown::include::concatenate;
use crate::markdown::toc::render_toc;
use crate::markdown::{Heading, Link, MarkdownContext, PageBody, RenderedMarkdown};
use crate::model::{CheckContext, Document, Page, Site, Version};
use crate::output::incremental::BuildCache;
use crate::output::search::{Section, sections};
use crate::output::{OutputSink, file_paths};
use crate::parallel::par_map;
use crate::read::source::File;
use crate::render::built_page::{BuiltPage, PageOutput};
use crate::render::view::notice::notice_view;
use crate::render::{RenderError, RenderedPage, Renderer};

/// Builds the pages of a site.
#[derive(Clone, Copy)]
pub(super) struct PageBuilder<'a, 'b> {
    pub(super) site: &'a Site,
    pub(super) assets: &'b Assets,
    pub(super) renderer: &'b Renderer<'a>,
    /// The pages that need not be rendered again.
    pub(super) cache: &'b BuildCache,
    /// Receives the HTML of each page; without it, the HTML stays in the page.
    pub(super) sink: Option<&'b dyn OutputSink>,
}

/// Renders an expression.
type Expression<'a> = dyn Fn(&str) -> Result<String, ExpressionError> + Sync + 'a;

impl<'a> PageBuilder<'a, '_> {
    /// Returns all pages, and the sections of the policy; reports the errors in them.
    pub(super) fn pages(self, diagnostics: &mut Diagnostics) -> (Vec<BuiltPage<'a>>, Vec<Section>) {
        let (including, plain): (Vec<_>, Vec<_>) =
            self.site.pages.iter().partition(|page| page.includes_pages);
        let expression = |source: &str| self.renderer.expression(source);
        let mut pages = par_map(&plain, |page| self.page(page, &expression, &[]));
        let parts = self.policy_parts(&pages);
        let whole = concatenate(&parts);
        let sections = parts.iter().flat_map(|(page, rendered)| sections(page, rendered)).collect();
        let including_expression = |source: &str| {
            if is_whole_policy(source) { Ok(whole.html.clone()) } else { expression(source) }
        };
        pages.extend(par_map(&including, |page| self.page(page, &including_expression, &whole.headings)));
        let forms: Vec<_> = self.site.form_pages().collect();
        let forms =
            par_map(&forms, |(address, form, operation)| self.form(address, form, operation, &expression));
        pages.extend(forms.into_iter().flatten());
        let versions: Vec<_> = self.site.versions.iter().collect();
        pages.extend(par_map(&versions, |version| self.version(version)));
        pages.extend(self.api_page("confirmation", "confirmation.html", "confirmacion"));
        pages.extend(self.api_page("problem", "problem.html", "problema"));
        report_errors(&pages, diagnostics);
        (pages, sections)
    }

    /// Returns the whole policy; reports the errors in its pages.
    pub(super) fn policy(self, diagnostics: &mut Diagnostics) -> RenderedMarkdown {
        let expression = |source: &str| self.renderer.expression(source);
        let parts: Vec<_> = self.site.settings.policy.iter().filter_map(|id| self.site.page(id)).collect();
        let pages = par_map(&parts, |page| self.page(page, &expression, &[]));
        report_errors(&pages, diagnostics);
        concatenate(&self.policy_parts(&pages))
    }

    /// Returns the notices, and the links of each.
    pub(super) fn notices(self, diagnostics: &mut Diagnostics) -> (Vec<Value>, Vec<Vec<Link>>) {
        let expression = |source: &str| self.renderer.expression(source);
        let notices = self.site.notices.iter().map(|notice| {
            let rendered = self.markdown(notice.markdown(), &expression, diagnostics);
            (notice_view(self.site, notice, &rendered.html), rendered.links)
        });
        notices.unzip()
    }

    /// Returns the pages of the policy in its order, with their Markdown.
    fn policy_parts<'m>(self, pages: &'m [BuiltPage<'a>]) -> Vec<(&'a Page, &'m RenderedMarkdown)> {
        let rendered: BTreeMap<&str, &RenderedMarkdown> = pages
            .iter()
            .filter_map(|page| Some((page.address.as_deref()?, page.output.part.as_ref()?)))
            .collect();
        let part = |id: &String| {
            let page = self.site.page(id)?;
            Some((page, *rendered.get(page.address.as_str())?))
        };
        self.site.settings.policy.iter().filter_map(part).collect()
    }

    fn markdown(
        self,
        passage: MarkdownSource<'_>,
        expression: &Expression<'_>,
        diagnostics: &mut Diagnostics,
    ) -> RenderedMarkdown {
        let context = MarkdownContext {
            expression: &expression,
            anchor: self.site.texts.get("ancla"),
            assets: self.assets,
        };
        RenderedMarkdown::new(passage, context, diagnostics)
    }

    /// Returns the cached page `name`, or builds it.
    fn cached(self, name: &str, build: impl FnOnce() -> PageOutput) -> Arc<PageOutput> {
        self.cache.page(name).cloned().unwrap_or_else(|| Arc::new(build()))
    }

    /// Returns the output of a rendered page, whose HTML goes to the sink if there is one; reports a template error.
    fn finish(
        self,
        file: &File,
        rendered: Result<RenderedPage, RenderError>,
        paths: impl Iterator<Item = String>,
        mut diagnostics: Diagnostics,
    ) -> PageOutput {
        let RenderedPage { html, references } = match rendered {
            Ok(rendered) => rendered,
            Err(error) => {
                diagnostics.push(render_error_diagnostic(&file.path, &error));
                return PageOutput { diagnostics, ..PageOutput::default() };
            }
        };
        let html = match self.sink {
            Some(sink) => {
                paths.for_each(|path| sink.put(&path, html.as_bytes()));
                Arc::default()
            }
            None => html.into(),
        };
        PageOutput { html, references, diagnostics, ..PageOutput::default() }
    }

    /// Returns a page of content; `included` are the headings of the pages that it includes.
    fn page(self, page: &'a Page, expression: &Expression<'_>, included: &[Heading]) -> BuiltPage<'a> {
        let build = || {
            let mut diagnostics = Diagnostics::default();
            check_page_text(&CheckContext::new(self.site), &page.file, &mut diagnostics);
            let rendered = self.markdown(page.markdown(), expression, &mut diagnostics);
            let toc = render_toc(rendered.headings.iter().chain(included).filter(|_| page.has_index));
            let html = self.renderer.page(page, &PageBody { html: &rendered.html, toc: &toc });
            let output = self.finish(&page.file, html, file_paths(Some(&page.address), None), diagnostics);
            let is_part = self.site.settings.policy.contains(&page.id);
            PageOutput { links: rendered.links.clone(), part: is_part.then_some(rendered), ..output }
        };
        let output = self.cached(&page.address, build);
        let (address, passage) = (Some(page.address.clone()), Some(page.markdown()));
        BuiltPage { address, api_path: None, file: &page.file, passage, output }
    }

    fn version(self, version: &'a Version) -> BuiltPage<'a> {
        let passage = version.markdown(&version.summary);
        let address = version.address();
        let build = || {
            // The text of a version is final: it does not depend on the current content.
            let expression = |source: &str| {
                Err(ExpressionError::at(0, source, "expresion", format!("`{source}` no es texto")))
            };
            let mut diagnostics = Diagnostics::default();
            let rendered = self.markdown(passage, &expression, &mut diagnostics);
            let html = self.renderer.version(version, &rendered.html);
            let output = self.finish(&version.file, html, file_paths(Some(&address), None), diagnostics);
            PageOutput { links: rendered.links, ..output }
        };
        let output = self.cached(&address, build);
        let address = Some(address);
        BuiltPage { address, api_path: None, file: &version.file, passage: Some(passage), output }
    }

    fn form(
        self,
        address: &str,
        form: &'a Form,
        operation: &'a Operation,
        expression: &Expression<'_>,
    ) -> Option<BuiltPage<'a>> {
        let document = self.site.documents.form(&form.id)?;
        let passage = introduction(document, form, operation);
        let api_path = format!("{}/{}", form.id, operation.id);
        let build = || {
            let mut diagnostics = Diagnostics::default();
            let rendered = passage.map(|passage| self.markdown(passage, expression, &mut diagnostics));
            let introduction = rendered.as_ref().map(|rendered| rendered.html.as_str());
            let html = self.renderer.form(form, operation, introduction);
            let paths = file_paths(Some(address), Some(&api_path));
            let output = self.finish(&document.file, html, paths, diagnostics);
            PageOutput { links: rendered.unwrap_or_default().links, ..output }
        };
        let output = self.cached(address, build);
        let address = Some(address.to_owned());
        Some(BuiltPage { address, api_path: Some(api_path), file: &document.file, passage, output })
    }

    /// Returns a page that only the API serves.
    fn api_page(self, name: &str, template: &'static str, group: &str) -> Option<BuiltPage<'a>> {
        let file = &*self.site.documents.get("words.yaml")?.file;
        let output = self.cached(name, || {
            let html = self.renderer.api_page(template, group);
            self.finish(file, html, file_paths(None, Some(name)), Diagnostics::default())
        });
        Some(BuiltPage { address: None, api_path: Some(name.to_owned()), file, passage: None, output })
    }
}

fn report_errors(pages: &[BuiltPage<'_>], diagnostics: &mut Diagnostics) {
    diagnostics.extend(pages.iter().flat_map(|page| page.output.diagnostics.iter().cloned()));
}

/// Returns the introduction of a form's operation, with its position in the file.
fn introduction<'a>(
    document: &'a Document,
    form: &Form,
    operation: &'a Operation,
) -> Option<MarkdownSource<'a>> {
    let text = operation.introduction.as_deref()?;
    let index = form.operations.iter().position(|one| one.id == operation.id)?;
    let key = |key: &str| PathSegment::Key(key.to_owned());
    let span =
        document.root.span_of_path(&[key("operaciones"), PathSegment::Index(index), key("introduccion")]);
    let start = SourceOrigin::Value(span);
    Some(MarkdownSource { text, title: &operation.title, file: &document.file, start })
}

/// Returns whether an expression is the component that includes the pages of the policy.
fn is_whole_policy(source: &str) -> bool {
    let inside = source.trim_start_matches('{').trim_end_matches('}');
    inside.split_whitespace().collect::<String>() == "<politica/>"
}

/// Returns the diagnostic of a template error, which the content does not cause.
pub(super) fn render_error_diagnostic(file: &str, error: &RenderError) -> Diagnostic {
    let chain = iter::successors(Some(error as &dyn Error), |error| (*error).source());
    let cause = chain.map(ToString::to_string).collect::<Vec<_>>().join(": ");
    Diagnostic::error(file, "plantilla", "la página no se puede componer: falla una plantilla")
        .help("no es un error del contenido; avise a quien mantiene el programa")
        .cause(cause)
}
