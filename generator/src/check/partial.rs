//! Checks the pages of content that cannot be built because of other errors.
//!
//! An editor corrects everything at once: a misspelt key must not hide a broken link. The values of expressions are
//! unknown here, and so are the ids that they add to a page; only what is certain is reported.

use crate::asset::Assets;
use crate::check::links::LinkTargets;
use crate::check::pages::check_markdown_link;
use crate::check::{check_content, check_page_text};
use crate::diagnostic::Diagnostics;
use crate::diagnostic::markdown_source::{MarkdownSource, SourceOrigin};
use crate::markdown::{MarkdownContext, RenderedMarkdown};
use crate::model::{CheckContext, Document, page, routes};
use crate::parse::front_matter;
use crate::read::source::File;
use crate::render::templates::load_components;

/// The value of every expression: unknown.
pub(crate) const UNKNOWN: char = char::REPLACEMENT_CHARACTER;

/// The Markdown of a page, rendered without the values of expressions.
struct PartialPage<'a> {
    /// The address of its page; `None` for the introduction of a form.
    address: Option<String>,
    markdown: MarkdownSource<'a>,
    draft: RenderedMarkdown,
}

/// Runs every check of content that cannot be built.
pub(crate) fn check_partial_content(context: &CheckContext<'_>, diagnostics: &mut Diagnostics) {
    check_content(context, diagnostics);
    context.pages().for_each(|file| check_page_text(context, file, diagnostics));
    // The build reports an error in our own templates.
    let Ok(components) = load_components(context.policy) else { return };
    let assets = Assets::new(context.source);
    let expression = |source: &str| components.check(source).map(|()| UNKNOWN.to_string());
    let around = MarkdownContext { expression: &expression, anchor: "", assets: &assets };
    let pages = context.pages().filter_map(page_markdown);
    let markdown = pages.chain(context.documents.forms().flat_map(introductions));
    let pages: Vec<_> = markdown
        .map(|(address, markdown)| PartialPage {
            address,
            markdown,
            draft: RenderedMarkdown::new(markdown, around, diagnostics),
        })
        .collect();
    check_links(context, &assets, &pages, diagnostics);
}

fn page_markdown(file: &File) -> Option<(Option<String>, MarkdownSource<'_>)> {
    let start = front_matter::body_start(file)?;
    Some((page::page_address(file), MarkdownSource::from_file(file, start, "")))
}

/// Returns the introductions of the pages of a form.
fn introductions(form: &Document) -> impl Iterator<Item = (Option<String>, MarkdownSource<'_>)> {
    form.root.items("operaciones").iter().filter_map(|operation| {
        let text = operation.text_of("introduccion")?;
        let start = SourceOrigin::Value(operation.span_at(&["introduccion"]));
        Some((None, MarkdownSource { text, title: "", file: &form.file, start }))
    })
}

fn check_links(
    context: &CheckContext<'_>,
    assets: &Assets,
    pages: &[PartialPage<'_>],
    diagnostics: &mut Diagnostics,
) {
    let ids: Vec<_> = pages.iter().map(PartialPage::ids).collect();
    let mut targets = LinkTargets::new(context.settings.map_or("", |settings| &settings.address));
    targets.add("/");
    for address in context.pages().filter_map(page::page_address) {
        targets.add(address);
    }
    for (one, ids) in pages.iter().zip(&ids) {
        if let (Some(address), Some(ids)) = (&one.address, ids) {
            targets.add_page(address, ids);
        }
    }
    for (name, asset) in assets.iter() {
        targets.add_asset(name, &asset.address);
    }
    for address in routes::DATA_FILES.into_iter().map(str::to_owned).chain(form_addresses(context)) {
        targets.add(address);
    }
    let unread: Vec<_> = unread_forms(context).collect();
    for one in pages {
        for link in &one.draft.links {
            let address = targets.strip_own_address(&link.address).unwrap_or(&link.address);
            let may_lead = address.contains(UNKNOWN)
                || unread.iter().any(|form| address.starts_with(&format!("/{form}/")));
            if !may_lead {
                let from = one.address.as_deref().unwrap_or_default();
                diagnostics.extend(check_markdown_link(&targets, from, &one.markdown, link));
            }
        }
    }
}

fn form_addresses<'a>(context: &CheckContext<'a>) -> impl Iterator<Item = String> + use<'a> {
    context.documents.forms().flat_map(Document::addresses)
}

/// Returns the file ids of the forms whose addresses cannot be read.
fn unread_forms<'a>(context: &CheckContext<'a>) -> impl Iterator<Item = &'a str> + use<'a> {
    let documents = context.documents;
    let files = context.source.within("forms/", ".yaml").map(|file| file.path.as_str());
    files
        .filter(|path| documents.get(path).is_none_or(|form| form.addresses().is_empty()))
        .filter_map(|path| path.strip_prefix("forms/")?.strip_suffix(".yaml"))
}

impl PartialPage<'_> {
    /// Returns the sorted ids of its page, unless an expression may add more.
    fn ids(&self) -> Option<Vec<String>> {
        let own = self.draft.headings.iter().map(|heading| heading.id.clone());
        let mut ids: Vec<_> = own.chain(crate::markdown::RESERVED_IDS.map(str::to_owned)).collect();
        ids.sort_unstable();
        (!self.markdown.text.contains("{{")).then_some(ids)
    }
}
