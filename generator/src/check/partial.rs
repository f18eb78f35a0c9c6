//! What can be told of the pages of a site that cannot be built, because something is wrong in its YAML.
//!
//! An editor mends everything in one go: a misspelt key must not hide a broken link. Only what is certain is told: what
//! an expression stands for is not known here, nor the names that it brings to its page.

use policy::PathSegment;

use crate::asset::Assets;
use crate::check::links::Reach;
use crate::check::pages::dead_link;
use crate::check::{before_rendering, words_of_page};
use crate::diagnostic::Diagnostics;
use crate::diagnostic::passage::{Passage, Start};
use crate::markdown::{Draft, Surroundings};
use crate::model::{CheckContext, Document, page, routes};
use crate::parse::front_matter;
use crate::read::source::File;
use crate::render::Reader;

/// What every expression stands for: something that is not known.
pub(crate) const UNKNOWN: char = char::REPLACEMENT_CHARACTER;

/// Markdown as far as it can be rendered.
struct Drafted<'a> {
    /// The address of its page; none for what stands above a form.
    address: Option<String>,
    passage: Passage<'a>,
    draft: Draft,
}

/// Runs every check of content that cannot be built.
pub(crate) fn check_partial_content(ground: &CheckContext<'_>, faults: &mut Diagnostics) {
    before_rendering(ground, faults);
    ground.pages().for_each(|file| words_of_page(ground, file, faults));
    // That our own templates cannot be read is told when the site is built.
    let Ok(reader) = Reader::new(ground.policy) else { return };
    let assets = Assets::new(ground.source);
    let expression = |source: &str| reader.check(source).map(|()| UNKNOWN.to_string());
    let around = Surroundings { expression: &expression, anchor: "", assets: &assets };
    let pages = ground.pages().filter_map(page_passage);
    let passages = pages.chain(ground.documents.forms().flat_map(introductions));
    let drafted: Vec<_> = passages
        .map(|(address, passage)| Drafted { address, passage, draft: Draft::new(passage, around, faults) })
        .collect();
    links_lead_somewhere(ground, &assets, &drafted, faults);
}

fn page_passage(file: &File) -> Option<(Option<String>, Passage<'_>)> {
    let start = front_matter::body(file)?;
    let passage = Passage { text: &file.text()[start..], title: "", file, start: Start::Byte(start) };
    Some((page::address_of(file), passage))
}

/// Returns the Markdown above each of the pages of a form.
fn introductions(form: &Document) -> impl Iterator<Item = (Option<String>, Passage<'_>)> {
    let operations = form.root.items("operaciones").iter().enumerate();
    operations.filter_map(|(index, operation)| {
        let key = |key: &str| PathSegment::Key(key.to_owned());
        let place = form.root.place_of(&[key("operaciones"), PathSegment::Index(index), key("introduccion")]);
        let text = operation.text_of("introduccion")?;
        Some((None, Passage { text, title: "", file: &form.file, start: Start::Value(place) }))
    })
}

fn links_lead_somewhere(
    ground: &CheckContext<'_>,
    assets: &Assets,
    drafted: &[Drafted<'_>],
    faults: &mut Diagnostics,
) {
    let names: Vec<_> = drafted.iter().map(Drafted::names).collect();
    let mut reach = Reach::of(ground.settings.map_or("", |settings| &settings.address));
    reach.add("/");
    for address in ground.pages().filter_map(page::address_of) {
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
    for address in routes::DATA_FILES.into_iter().map(str::to_owned).chain(form_addresses(ground)) {
        reach.add(address);
    }
    let unread: Vec<_> = unread_forms(ground).collect();
    for one in drafted {
        for link in &one.draft.links {
            let address = reach.within(&link.address).unwrap_or(&link.address);
            let may_lead = address.contains(UNKNOWN)
                || unread.iter().any(|form| address.starts_with(&format!("/{form}/")));
            if !may_lead {
                let from = one.address.as_deref().unwrap_or_default();
                faults.extend(dead_link(&reach, from, &one.passage, link));
            }
        }
    }
}

fn form_addresses<'a>(ground: &CheckContext<'a>) -> impl Iterator<Item = String> + use<'a> {
    ground.documents.forms().flat_map(Document::addresses)
}

/// The names of the forms' files from which no address could be read.
fn unread_forms<'a>(ground: &CheckContext<'a>) -> impl Iterator<Item = &'a str> + use<'a> {
    let documents = ground.documents;
    let files = ground.source.within("forms/", ".yaml").map(|file| file.path.as_str());
    files
        .filter(|path| documents.get(path).is_none_or(|form| form.addresses().is_empty()))
        .filter_map(|path| path.strip_prefix("forms/")?.strip_suffix(".yaml"))
}

impl Drafted<'_> {
    /// The names of its page in order, unless an expression may bring more.
    fn names(&self) -> Option<Vec<String>> {
        let own = self.draft.headings.iter().map(|heading| heading.id.clone());
        let mut names: Vec<_> = own.chain(crate::markdown::OF_THE_FRAME.map(str::to_owned)).collect();
        names.sort_unstable();
        (!self.passage.text.contains("{{")).then_some(names)
    }
}
