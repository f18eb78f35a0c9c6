//! The pages on their way from Markdown and forms to HTML.

use std::error::Error;

use policy::{Form, Operation, Step};

use crate::asset::Assets;
use crate::check::pages::Finished;
use crate::check::{form_pages, joins};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::expression::ExpressionFault;
use crate::markdown::join::join;
use crate::markdown::{Draft, Heading, Rendered, Surroundings};
use crate::parallel::in_parallel;
use crate::passage::{Passage, Start};
use crate::render::{RenderError, Renderer};
use crate::search::{Section, sections};
use crate::site::{Document, Page, Site, Version};
use crate::source::File;

/// The table of contents shows headings down to this level.
const DEEPEST_IN_INDEX: u8 = 3;

/// Makes the pages of a site.
#[derive(Clone, Copy)]
pub(super) struct Building<'a> {
    site: &'a Site,
    assets: &'a Assets,
    renderer: &'a Renderer<'a>,
}

/// What came of one page.
struct Made<'a> {
    /// The page, unless a template failed.
    finished: Option<Finished<'a>>,
    /// What its Markdown came to, when another page joins it.
    part: Option<(&'a Page, Draft)>,
    faults: Diagnostics,
}

/// Gives the HTML of an expression.
type Expression<'a> = dyn Fn(&str) -> Result<String, ExpressionFault> + Sync + 'a;

impl<'a> Building<'a> {
    pub(super) fn new(site: &'a Site, assets: &'a Assets, renderer: &'a Renderer<'a>) -> Self {
        Self { site, assets, renderer }
    }

    /// Returns all pages, and the sections of the policy; pages that cannot be made are told and left out.
    pub(super) fn pages(self, faults: &mut Diagnostics) -> (Vec<Finished<'a>>, Vec<Section>) {
        let (joining, plain): (Vec<_>, Vec<_>) = self.site.pages.iter().partition(|page| joins(page.body()));
        let expression = |source: &str| self.renderer.expression(source);
        let mut made = in_parallel(&plain, |page| self.page(page, &expression, &[]));
        let parts = self.parts(&made);
        let joined = join(&parts);
        let sections = parts.iter().flat_map(|(page, draft)| sections(page, draft)).collect();
        let joining_expression = |source: &str| {
            if is_join(source) { Ok(joined.html.clone()) } else { expression(source) }
        };
        made.extend(in_parallel(&joining, |page| self.page(page, &joining_expression, &joined.headings)));
        let forms: Vec<_> = form_pages(self.site).collect();
        made.extend(in_parallel(&forms, |(address, form, operation)| {
            self.form(address, form, operation, &expression)
        }));
        made.extend(in_parallel(&self.site.versions.iter().collect::<Vec<_>>(), |version| {
            self.version(version)
        }));
        made.extend(self.for_the_api("confirmation", self.renderer.confirmation()));
        made.extend(self.for_the_api("problem", self.renderer.problem()));
        let told = made.into_iter().filter_map(|made| {
            faults.extend(made.faults);
            made.finished
        });
        (told.collect(), sections)
    }

    /// Returns the whole policy as it is now.
    pub(super) fn policy(self, faults: &mut Diagnostics) -> Draft {
        let expression = |source: &str| self.renderer.expression(source);
        let parts: Vec<_> = self.site.settings.policy.iter().filter_map(|id| self.site.page(id)).collect();
        let mut made = in_parallel(&parts, |page| self.page(page, &expression, &[]));
        for made in &mut made {
            faults.extend(std::mem::take(&mut made.faults));
        }
        join(&self.parts(&made))
    }

    fn version(self, version: &'a Version) -> Made<'a> {
        let mut faults = Diagnostics::default();
        // What was published once takes nothing from what is true now.
        let expression = |source: &str| Err(ExpressionFault::at(0, format!("`{source}` no es texto")));
        let draft = self.draft(version.passage(&version.summary), &expression, &mut faults);
        let html = self.renderer.version(version, &draft.html);
        let finished = html_or_told(&version.file, html, &mut faults).map(|html| Finished {
            address: Some(version.address()),
            passage: Some((version.passage(&version.summary), draft.links)),
            ..Finished::new(&version.file, html)
        });
        Made { finished, part: None, faults }
    }

    /// Returns the pages of the whole policy, in its order.
    fn parts<'m>(self, made: &'m [Made<'a>]) -> Vec<(&'a Page, &'m Draft)> {
        let drafted: Vec<_> = made.iter().filter_map(|made| made.part.as_ref()).collect();
        let part =
            |id: &String| drafted.iter().find(|(page, _)| page.id == *id).map(|(page, draft)| (*page, draft));
        self.site.settings.policy.iter().filter_map(part).collect()
    }

    fn draft(self, passage: Passage<'_>, expression: &Expression<'_>, faults: &mut Diagnostics) -> Draft {
        let surroundings =
            Surroundings { expression: &expression, anchor: &self.site.words.anchor, assets: self.assets };
        Draft::new(passage, surroundings, faults)
    }

    /// Returns a page of content; `more` are headings that its expressions bring along.
    fn page(self, page: &'a Page, expression: &Expression<'_>, more: &[Heading]) -> Made<'a> {
        let mut faults = Diagnostics::default();
        let mut draft = self.draft(page.passage(), expression, &mut faults);
        let links = std::mem::take(&mut draft.links);
        let is_listed = |heading: &&Heading| page.has_index && heading.level <= DEEPEST_IN_INDEX;
        let toc = draft.headings.iter().chain(more).filter(is_listed).cloned().collect();
        let is_part = self.site.settings.policy.contains(&page.id);
        let part = is_part.then(|| (page, draft.clone()));
        let html = self.renderer.page(page, &Rendered { html: draft.html, toc });
        let finished = html_or_told(&page.file, html, &mut faults).map(|html| Finished {
            address: Some(page.address.clone()),
            passage: Some((page.passage(), links)),
            ..Finished::new(&page.file, html)
        });
        Made { finished, part, faults }
    }

    fn form(
        self,
        address: &str,
        form: &'a Form,
        operation: &'a Operation,
        expression: &Expression<'_>,
    ) -> Made<'a> {
        let mut faults = Diagnostics::default();
        let finished = self.site.documents.form(&form.id).and_then(|document| {
            let passage = introduction(document, form, operation);
            let draft = passage.map(|passage| self.draft(passage, expression, &mut faults));
            let html = self.renderer.form(form, operation, draft.as_ref().map(|draft| draft.html.as_str()));
            let html = html_or_told(&document.file, html, &mut faults)?;
            Some(Finished {
                address: Some(address.to_owned()),
                api_path: Some(format!("{}/{}", form.id, operation.id)),
                passage: passage.zip(draft.map(|draft| draft.links)),
                ..Finished::new(&document.file, html)
            })
        });
        Made { finished, part: None, faults }
    }

    fn for_the_api(self, name: &str, html: Result<String, RenderError>) -> Option<Made<'a>> {
        let mut faults = Diagnostics::default();
        let file = &*self.site.documents.get("words.yaml")?.file;
        let html = html_or_told(file, html, &mut faults);
        let finished =
            html.map(|html| Finished { api_path: Some(name.to_owned()), ..Finished::new(file, html) });
        Some(Made { finished, part: None, faults })
    }
}

fn html_or_told(file: &File, html: Result<String, RenderError>, faults: &mut Diagnostics) -> Option<String> {
    html.map_err(|error| faults.push(told(&file.path, &error))).ok()
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
