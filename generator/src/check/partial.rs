//! What can be told of the pages of a site that cannot be built, because something is wrong in its YAML.
//!
//! An editor mends everything in one go: a misspelt key must not hide a broken link. Only what is certain is told: what
//! an expression stands for is not known here, nor the names that it brings to its page.

use policy::PathSegment;

use crate::asset::Assets;
use crate::check::links::LinkTargets;
use crate::check::pages::check_markdown_link;
use crate::check::{check_content, check_page_text};
use crate::diagnostic::Diagnostics;
use crate::diagnostic::markdown_source::{MarkdownSource, SourceOrigin};
use crate::markdown::{Draft, Surroundings};
use crate::model::{CheckContext, Document, page, routes};
use crate::parse::front_matter;
use crate::read::source::File;
use crate::render::Reader;

/// What every expression stands for: something that is not known.
pub(crate) const UNKNOWN: char = char::REPLACEMENT_CHARACTER;

/// Markdown as far as it can be rendered.
struct PartialPage<'a> {
    /// The address of its page; none for what stands above a form.
    address: Option<String>,
    passage: MarkdownSource<'a>,
    draft: Draft,
}

/// Runs every check of content that cannot be built.
pub(crate) fn check_partial_content(context: &CheckContext<'_>, diagnostics: &mut Diagnostics) {
    check_content(context, diagnostics);
    context.pages().for_each(|file| check_page_text(context, file, diagnostics));
    // That our own templates cannot be read is told when the site is built.
    let Ok(reader) = Reader::new(context.policy) else { return };
    let assets = Assets::new(context.source);
    let expression = |source: &str| reader.check(source).map(|()| UNKNOWN.to_string());
    let around = Surroundings { expression: &expression, anchor: "", assets: &assets };
    let pages = context.pages().filter_map(page_markdown);
    let passages = pages.chain(context.documents.forms().flat_map(introductions));
    let drafted: Vec<_> = passages
        .map(|(address, passage)| PartialPage {
            address,
            passage,
            draft: Draft::new(passage, around, diagnostics),
        })
        .collect();
    check_links(context, &assets, &drafted, diagnostics);
}

fn page_markdown(file: &File) -> Option<(Option<String>, MarkdownSource<'_>)> {
    let start = front_matter::body(file)?;
    let passage =
        MarkdownSource { text: &file.text()[start..], title: "", file, start: SourceOrigin::Byte(start) };
    Some((page::page_address(file), passage))
}

/// Returns the Markdown above each of the pages of a form.
fn introductions(form: &Document) -> impl Iterator<Item = (Option<String>, MarkdownSource<'_>)> {
    let operations = form.root.items("operaciones").iter().enumerate();
    operations.filter_map(|(index, operation)| {
        let key = |key: &str| PathSegment::Key(key.to_owned());
        let place = form.root.place_of(&[key("operaciones"), PathSegment::Index(index), key("introduccion")]);
        let text = operation.text_of("introduccion")?;
        Some((None, MarkdownSource { text, title: "", file: &form.file, start: SourceOrigin::Value(place) }))
    })
}

fn check_links(
    context: &CheckContext<'_>,
    assets: &Assets,
    drafted: &[PartialPage<'_>],
    diagnostics: &mut Diagnostics,
) {
    let names: Vec<_> = drafted.iter().map(PartialPage::names).collect();
    let mut reach = LinkTargets::of(context.settings.map_or("", |settings| &settings.address));
    reach.add("/");
    for address in context.pages().filter_map(page::page_address) {
        reach.add(address);
    }
    for (one, names) in drafted.iter().zip(&names) {
        if let (Some(address), Some(names)) = (&one.address, names) {
            reach.add_page(address, names);
        }
    }
    for (name, asset) in assets.iter() {
        reach.add_asset(name, &asset.address);
    }
    for address in routes::DATA_FILES.into_iter().map(str::to_owned).chain(form_addresses(context)) {
        reach.add(address);
    }
    let unread: Vec<_> = unread_forms(context).collect();
    for one in drafted {
        for link in &one.draft.links {
            let address = reach.within(&link.address).unwrap_or(&link.address);
            let may_lead = address.contains(UNKNOWN)
                || unread.iter().any(|form| address.starts_with(&format!("/{form}/")));
            if !may_lead {
                let from = one.address.as_deref().unwrap_or_default();
                diagnostics.extend(check_markdown_link(&reach, from, &one.passage, link));
            }
        }
    }
}

fn form_addresses<'a>(context: &CheckContext<'a>) -> impl Iterator<Item = String> + use<'a> {
    context.documents.forms().flat_map(Document::addresses)
}

/// The names of the forms' files from which no address could be read.
fn unread_forms<'a>(context: &CheckContext<'a>) -> impl Iterator<Item = &'a str> + use<'a> {
    let documents = context.documents;
    let files = context.source.within("forms/", ".yaml").map(|file| file.path.as_str());
    files
        .filter(|path| documents.get(path).is_none_or(|form| form.addresses().is_empty()))
        .filter_map(|path| path.strip_prefix("forms/")?.strip_suffix(".yaml"))
}

impl PartialPage<'_> {
    /// The names of its page in order, unless an expression may bring more.
    fn names(&self) -> Option<Vec<String>> {
        let own = self.draft.headings.iter().map(|heading| heading.id.clone());
        let mut names: Vec<_> = own.chain(crate::markdown::OF_THE_FRAME.map(str::to_owned)).collect();
        names.sort_unstable();
        (!self.passage.text.contains("{{")).then_some(names)
    }
}
