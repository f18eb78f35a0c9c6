//! The pages on their way from Markdown and forms to HTML.

use std::error::Error;

use policy::{Form, Operation, Step};

use super::parallel::in_parallel;
use crate::asset::Assets;
use crate::check::pages::Finished;
use crate::check::{form_pages, joins};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::markdown::join::join;
use crate::markdown::{Draft, Heading, Rendered, Surroundings};
use crate::passage::{Passage, Start};
use crate::render::{ExpressionFault, RenderError, Renderer};
use crate::site::{Document, Page, Site};

/// The table of contents shows headings down to this level.
const DEEPEST_IN_INDEX: u8 = 3;

/// Makes the pages of a site.
#[derive(Clone, Copy)]
pub(super) struct Building<'a> {
    site: &'a Site,
    assets: &'a Assets,
    renderer: &'a Renderer<'a>,
}

/// A page, and what its Markdown came to.
type Drafted<'a> = (&'a Page, Draft);

/// A form's page before it is rendered.
struct Sheet<'a> {
    address: String,
    form: &'a Form,
    operation: &'a Operation,
    document: &'a Document,
    introduction: Option<(Passage<'a>, Draft)>,
}

/// Gives the HTML of an expression.
type Expression<'a> = dyn Fn(&str) -> Result<String, ExpressionFault> + Sync + 'a;

impl<'a> Building<'a> {
    pub(super) fn new(site: &'a Site, assets: &'a Assets, renderer: &'a Renderer<'a>) -> Self {
        Self { site, assets, renderer }
    }

    /// Returns all pages; those that cannot be made are told and left out.
    pub(super) fn pages(self, faults: &mut Diagnostics) -> Vec<Finished<'a>> {
        let drafts = self.drafts(faults);
        let mut pages = gathered(in_parallel(&drafts, |(page, draft)| self.page(page, draft)), faults);
        drop(drafts);
        let forms: Vec<_> = form_pages(self.site).filter_map(|page| self.sheet(page, faults)).collect();
        pages.extend(gathered(in_parallel(&forms, |sheet| self.form(sheet)), faults));
        pages.extend(self.for_the_api("confirmation", self.renderer.confirmation(), faults));
        pages.extend(self.for_the_api("problem", self.renderer.problem(), faults));
        pages
    }

    /// Returns what the Markdown of every page came to. Those that join others come last, made from them.
    fn drafts(self, faults: &mut Diagnostics) -> Vec<Drafted<'a>> {
        let (joining, plain): (Vec<_>, Vec<_>) = self.site.pages.iter().partition(|page| joins(page.body()));
        let expression = |source: &str| self.renderer.expression(source);
        let mut drafts = self.drafts_of(&plain, &expression, faults);
        let part = |id: &String| drafts.iter().find(|(page, _)| page.id == *id).map(|(page, draft)| (*page, draft));
        let joined = join(&self.site.settings.policy.iter().filter_map(part).collect::<Vec<_>>());
        let expression = |source: &str| match is_join(source) {
            true => Ok(joined.html.clone()),
            false => self.renderer.expression(source),
        };
        for (page, mut draft) in self.drafts_of(&joining, &expression, faults) {
            draft.headings.extend(joined.headings.iter().cloned());
            drafts.push((page, draft));
        }
        drafts
    }

    fn drafts_of(self, pages: &[&'a Page], expression: &Expression<'_>, faults: &mut Diagnostics) -> Vec<Drafted<'a>> {
        let drafts = in_parallel(pages, |page| self.draft(page.passage(), expression));
        let told = drafts.into_iter().map(|(draft, found)| {
            faults.extend(found);
            draft
        });
        pages.iter().copied().zip(told).collect()
    }

    fn draft(self, passage: Passage<'_>, expression: &Expression<'_>) -> (Draft, Diagnostics) {
        let mut faults = Diagnostics::default();
        let anchor = &self.site.words.anchor;
        let surroundings = Surroundings { expression: &expression, anchor, assets: self.assets };
        (Draft::new(passage, surroundings, &mut faults), faults)
    }

    fn page(self, page: &'a Page, draft: &Draft) -> Result<Finished<'a>, Diagnostics> {
        let is_listed = |heading: &&Heading| page.has_index && heading.level <= DEEPEST_IN_INDEX;
        let toc = draft.headings.iter().filter(is_listed).cloned().collect();
        let rendered = Rendered { html: draft.html.clone(), toc };
        let html = self.renderer.page(page, &rendered).map_err(|error| only(told(&page.file.path, &error)))?;
        Ok(Finished {
            address: Some(page.address.clone()),
            api_path: None,
            file: &page.file,
            passage: Some((page.passage(), draft.links.clone())),
            html,
        })
    }

    /// Returns what stands above a form, and tells what is wrong in it.
    fn sheet(
        self,
        (address, form, operation): (String, &'a Form, &'a Operation),
        faults: &mut Diagnostics,
    ) -> Option<Sheet<'a>> {
        let document = self.site.documents.form(&form.id)?;
        let introduction = introduction(document, form, operation).map(|passage| {
            let expression = |source: &str| self.renderer.expression(source);
            let (draft, found) = self.draft(passage, &expression);
            faults.extend(found);
            (passage, draft)
        });
        Some(Sheet { address, form, operation, document, introduction })
    }

    fn form(self, sheet: &Sheet<'a>) -> Result<Finished<'a>, Diagnostics> {
        let Sheet { form, operation, introduction, .. } = sheet;
        let file = &*sheet.document.file;
        let html = self.renderer.form(form, operation, introduction.as_ref().map(|(_, draft)| draft.html.as_str()));
        Ok(Finished {
            address: Some(sheet.address.clone()),
            api_path: Some(format!("{}/{}", form.id, operation.id)),
            file,
            passage: introduction.as_ref().map(|(passage, draft)| (*passage, draft.links.clone())),
            html: html.map_err(|error| only(told(&file.path, &error)))?,
        })
    }

    fn for_the_api(
        self,
        name: &str,
        html: Result<String, RenderError>,
        faults: &mut Diagnostics,
    ) -> Option<Finished<'a>> {
        let file = &*self.site.documents.get("words.yaml")?.file;
        match html {
            Ok(html) => {
                Some(Finished { address: None, api_path: Some(name.to_owned()), file, passage: None, html })
            }
            Err(error) => {
                faults.push(told(&file.path, &error));
                None
            }
        }
    }
}

/// Returns the paragraphs above a form, where they stand in its file.
fn introduction<'a>(document: &'a Document, form: &Form, operation: &'a Operation) -> Option<Passage<'a>> {
    let text = operation.introduction.as_deref()?;
    let index = form.operations.iter().position(|one| one.id == operation.id)?;
    let key = |key: &str| Step::Key(key.to_owned());
    let place = document.root.place_of(&[key("operaciones"), Step::Index(index), key("introduccion")]);
    Some(Passage { text, title: &operation.title, file: &document.file, start: Start::Indented(place) })
}

/// Returns whether an expression is the one that joins the pages of the policy.
fn is_join(source: &str) -> bool {
    let inside = source.trim_start_matches('{').trim_end_matches('}');
    inside.split_whitespace().collect::<String>() == "<politica/>"
}

fn gathered<'a>(made: Vec<Result<Finished<'a>, Diagnostics>>, faults: &mut Diagnostics) -> Vec<Finished<'a>> {
    let mut pages = Vec::with_capacity(made.len());
    for page in made {
        match page {
            Ok(page) => pages.push(page),
            Err(found) => faults.extend(found),
        }
    }
    pages
}

fn only(fault: Diagnostic) -> Diagnostics {
    let mut faults = Diagnostics::default();
    faults.push(fault);
    faults
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
