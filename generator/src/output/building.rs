//! The pages on their way from Markdown and forms to HTML.

use std::collections::BTreeMap;
use std::error::Error;
use std::sync::Arc;

use policy::{Form, Operation, PathSegment};

use crate::asset::Assets;
use crate::check::check_page_text;
use crate::diagnostic::markdown_source::{MarkdownSource, SourceOrigin};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::markdown::expression::ExpressionFault;
use crate::markdown::include::join;
use crate::markdown::toc::index;
use crate::markdown::{Draft, Heading, Link, Rendered, Surroundings};
use crate::model::{CheckContext, Document, Page, Site, Version};
use crate::output::search::{Section, sections};
use crate::parallel::par_map;
use crate::read::source::File;
use crate::render::built_page::{BuiltPage, PageOutput};
use crate::render::view::notice::Notice;
use crate::render::{Leaf, RenderError, Renderer};

use crate::output::cache::Memory;
use crate::output::{OutputSink, paths};

/// Makes the pages of a site.
#[derive(Clone, Copy)]
pub(super) struct Building<'a> {
    pub(super) site: &'a Site,
    pub(super) assets: &'a Assets,
    pub(super) renderer: &'a Renderer<'a>,
    /// What need not be made again.
    pub(super) memory: &'a Memory,
    /// Where pages go that nobody keeps.
    pub(super) shelf: Option<&'a dyn OutputSink>,
}

/// Gives the HTML of an expression.
type Expression<'a> = dyn Fn(&str) -> Result<String, ExpressionFault> + Sync + 'a;

impl<'a> Building<'a> {
    /// Returns all pages, and the sections of the policy; tells what is wrong in them.
    pub(super) fn pages(self, faults: &mut Diagnostics) -> (Vec<BuiltPage<'a>>, Vec<Section>) {
        let (joining, plain): (Vec<_>, Vec<_>) = self.site.pages.iter().partition(|page| page.includes_pages);
        let expression = |source: &str| self.renderer.expression(source);
        let mut pages = par_map(&plain, |page| self.page(page, &expression, &[]));
        let parts = self.parts(&pages);
        let joined = join(&parts);
        let sections = parts.iter().flat_map(|(page, draft)| sections(page, draft)).collect();
        let joining_expression = |source: &str| {
            if is_join(source) { Ok(joined.html.clone()) } else { expression(source) }
        };
        pages.extend(par_map(&joining, |page| self.page(page, &joining_expression, &joined.headings)));
        let forms: Vec<_> = self.site.form_pages().collect();
        let forms =
            par_map(&forms, |(address, form, operation)| self.form(address, form, operation, &expression));
        pages.extend(forms.into_iter().flatten());
        let versions: Vec<_> = self.site.versions.iter().collect();
        pages.extend(par_map(&versions, |version| self.version(version)));
        pages.extend(self.for_the_api("confirmation", Renderer::confirmation));
        pages.extend(self.for_the_api("problem", Renderer::problem));
        tell(&pages, faults);
        (pages, sections)
    }

    /// Returns the whole policy as it is now.
    pub(super) fn policy(self, faults: &mut Diagnostics) -> Draft {
        let expression = |source: &str| self.renderer.expression(source);
        let parts: Vec<_> = self.site.settings.policy.iter().filter_map(|id| self.site.page(id)).collect();
        let pages = par_map(&parts, |page| self.page(page, &expression, &[]));
        tell(&pages, faults);
        join(&self.parts(&pages))
    }

    /// Returns the notices, each with its links.
    pub(super) fn notices(self, faults: &mut Diagnostics) -> (Vec<Notice>, Vec<Vec<Link>>) {
        let expression = |source: &str| self.renderer.expression(source);
        let made = self.site.notices.iter().map(|notice| {
            let draft = self.draft(notice.markdown(), &expression, faults);
            (Notice::new(self.site, notice, draft.html), draft.links)
        });
        made.unzip()
    }

    /// Returns the pages of the whole policy, in its order.
    fn parts<'m>(self, pages: &'m [BuiltPage<'a>]) -> Vec<(&'a Page, &'m Draft)> {
        let drafts: BTreeMap<&str, &Draft> = pages
            .iter()
            .filter_map(|page| Some((page.address.as_deref()?, page.made.part.as_ref()?)))
            .collect();
        let part = |id: &String| {
            let page = self.site.page(id)?;
            Some((page, *drafts.get(page.address.as_str())?))
        };
        self.site.settings.policy.iter().filter_map(part).collect()
    }

    fn draft(
        self,
        passage: MarkdownSource<'_>,
        expression: &Expression<'_>,
        faults: &mut Diagnostics,
    ) -> Draft {
        let surroundings = Surroundings {
            expression: &expression,
            anchor: self.site.texts.get("ancla"),
            assets: self.assets,
        };
        Draft::new(passage, surroundings, faults)
    }

    /// Returns what is known of the page called `name`, or makes it.
    fn made(self, name: &str, make: impl FnOnce() -> PageOutput) -> Arc<PageOutput> {
        self.memory.made(name).cloned().unwrap_or_else(|| Arc::new(make()))
    }

    /// Returns what came of a page of `file`: its HTML, or that a template failed. With a shelf, the HTML goes there.
    fn finish(
        self,
        file: &File,
        leaf: Result<Leaf, RenderError>,
        paths: impl Iterator<Item = String>,
        mut faults: Diagnostics,
    ) -> PageOutput {
        let Leaf { html, outline } = match leaf {
            Ok(leaf) => leaf,
            Err(error) => {
                faults.push(told(&file.path, &error));
                return PageOutput { diagnostics: faults, ..PageOutput::default() };
            }
        };
        let html = match self.shelf {
            Some(taker) => {
                paths.for_each(|path| taker.put(&path, html.as_bytes()));
                Arc::default()
            }
            None => html.into(),
        };
        PageOutput { html, outline, diagnostics: faults, ..PageOutput::default() }
    }

    /// Returns a page of content; `more` are headings that its expressions bring along.
    fn page(self, page: &'a Page, expression: &Expression<'_>, more: &[Heading]) -> BuiltPage<'a> {
        BuiltPage {
            address: Some(page.address.clone()),
            api_path: None,
            file: &page.file,
            passage: Some(page.markdown()),
            made: self.made(&page.address, || self.make_page(page, expression, more)),
        }
    }

    fn make_page(self, page: &Page, expression: &Expression<'_>, more: &[Heading]) -> PageOutput {
        let mut faults = Diagnostics::default();
        check_page_text(&CheckContext::new(self.site), &page.file, &mut faults);
        let draft = self.draft(page.markdown(), expression, &mut faults);
        let is_part = self.site.settings.policy.contains(&page.id);
        let part = is_part.then(|| draft.clone());
        let index = index(draft.headings.iter().chain(more).filter(|_| page.has_index));
        let rendered = Rendered { html: &draft.html, mentions: draft.mentions(), index: &index };
        let leaf = self.renderer.page(page, rendered);
        let paths = paths(Some(&page.address), None);
        PageOutput { links: draft.links, part, ..self.finish(&page.file, leaf, paths, faults) }
    }

    fn version(self, version: &'a Version) -> BuiltPage<'a> {
        let passage = version.markdown(&version.summary);
        let address = version.address();
        let made = self.made(&address, || {
            // What was published once takes nothing from what is true now.
            let expression = |source: &str| {
                Err(ExpressionFault::at(0, source, "expresion", format!("`{source}` no es texto")))
            };
            let mut faults = Diagnostics::default();
            let draft = self.draft(passage, &expression, &mut faults);
            let leaf = self.renderer.version(version, &draft.html);
            let paths = paths(Some(&address), None);
            PageOutput { links: draft.links, ..self.finish(&version.file, leaf, paths, faults) }
        });
        BuiltPage {
            address: Some(address),
            api_path: None,
            file: &version.file,
            passage: Some(passage),
            made,
        }
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
        let made = self.made(address, || {
            let mut faults = Diagnostics::default();
            let draft =
                passage.map(|passage| self.draft(passage, expression, &mut faults)).unwrap_or_default();
            let introduction = passage.map(|_| draft.html.as_str());
            let leaf = self.renderer.form(form, operation, introduction);
            let paths = paths(Some(address), Some(&api_path));
            PageOutput { links: draft.links, ..self.finish(&document.file, leaf, paths, faults) }
        });
        let address = Some(address.to_owned());
        Some(BuiltPage { address, api_path: Some(api_path), file: &document.file, passage, made })
    }

    fn for_the_api(
        self,
        name: &str,
        render: impl Fn(&Renderer<'a>) -> Result<Leaf, RenderError>,
    ) -> Option<BuiltPage<'a>> {
        let file = &*self.site.documents.get("words.yaml")?.file;
        let made = self.made(name, || {
            self.finish(file, render(self.renderer), paths(None, Some(name)), Diagnostics::default())
        });
        Some(BuiltPage { address: None, api_path: Some(name.to_owned()), file, passage: None, made })
    }
}

/// Tells what is wrong in `pages`.
fn tell(pages: &[BuiltPage<'_>], faults: &mut Diagnostics) {
    faults.extend(pages.iter().flat_map(|page| page.made.diagnostics.iter().cloned()));
}

/// Returns the paragraphs above a form, where they stand in its file.
fn introduction<'a>(
    document: &'a Document,
    form: &Form,
    operation: &'a Operation,
) -> Option<MarkdownSource<'a>> {
    let text = operation.introduction.as_deref()?;
    let index = form.operations.iter().position(|one| one.id == operation.id)?;
    let key = |key: &str| PathSegment::Key(key.to_owned());
    let place =
        document.root.span_of_path(&[key("operaciones"), PathSegment::Index(index), key("introduccion")]);
    Some(MarkdownSource {
        text,
        title: &operation.title,
        file: &document.file,
        start: SourceOrigin::Value(place),
    })
}

/// Returns whether an expression is the one that joins the pages of the policy.
fn is_join(source: &str) -> bool {
    let inside = source.trim_start_matches('{').trim_end_matches('}');
    inside.split_whitespace().collect::<String>() == "<politica/>"
}

/// Returns what is said when a template fails: it is not the editor's doing, and the cause is for who mends it.
pub(super) fn told(file: &str, error: &RenderError) -> Diagnostic {
    let mut cause = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        cause.push_str(": ");
        cause.push_str(&error.to_string());
        source = error.source();
    }
    let fault = Diagnostic::error(file, "plantilla", "la página no se puede componer: falla una plantilla");
    fault.help("no es un error del contenido; avise a quien mantiene el programa").cause(cause)
}
