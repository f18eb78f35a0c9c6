//! What must be true of the pages as they will be published.

use std::collections::{BTreeSet, HashSet};

use crate::asset::Assets;
use crate::check::links::{BrokenLink, LinkTargets};
use crate::check::{at_text, is_secure_address};
use crate::diagnostic::markdown_source::MarkdownSource;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::markdown::{Link, LinkKind};
use crate::model::{HISTORY, Site, page, routes};
use crate::render::built_page::BuiltPage;

type Check = fn(&PageCheckContext<'_>, &mut Diagnostics);

const CHECKS: [(&str, Check); 3] =
    [("links", check_links), ("names", check_unique_ids), ("references", check_references)];

/// All pages, and where a link can lead.
struct PageCheckContext<'a> {
    site: &'a Site,
    pages: &'a [BuiltPage<'a>],
    reach: LinkTargets<'a>,
}

/// Runs every check of the finished pages.
pub(crate) fn check_pages(
    site: &Site,
    assets: &Assets,
    pages: &[BuiltPage<'_>],
    diagnostics: &mut Diagnostics,
) {
    let context = PageCheckContext { site, pages, reach: reach(site, assets, pages) };
    for (_, check) in CHECKS {
        check(&context, diagnostics);
    }
}

fn reach<'a>(site: &'a Site, assets: &'a Assets, pages: &'a [BuiltPage<'_>]) -> LinkTargets<'a> {
    let mut reach = LinkTargets::of(&site.settings.address);
    // A site without a home page is told so, and not by every link to it.
    reach.add("/");
    for page in pages {
        if let Some(address) = &page.address {
            reach.add_page(address, &page.made.outline.names);
        }
    }
    for (name, asset) in assets.iter() {
        reach.add_asset(name, &asset.address);
    }
    for address in routes::DATA_FILES {
        reach.add(address);
    }
    if !site.versions.is_empty() {
        reach.add(routes::FEED);
    }
    for (_, form, operation) in site.form_pages() {
        reach.add(format!("/api/tickets/{}/{}", form.id, operation.id));
    }
    reach
}

/// Links of Markdown are told in their lines.
///
/// What the templates made of words and values is looked at afterwards: a broken link of a page shows in its HTML too,
/// and one that stands around every page is told once.
fn check_links(context: &PageCheckContext<'_>, diagnostics: &mut Diagnostics) {
    // The portal's address is judged where it is written, and so is the site's own, which stands on every page.
    let settings = &context.site.settings;
    let mut told = BTreeSet::from([settings.portal.address.clone()]);
    let is_own =
        |address: &str| !is_secure_address(&settings.address) && address.starts_with(&settings.address);
    for page in context.pages {
        for (passage, link) in page.markdown_links() {
            // What was published once named what there was then.
            if page.file.path.starts_with(HISTORY) && context.reach.within(&link.address).is_some() {
                continue;
            }
            if let Some(diagnostic) = check_markdown_link(&context.reach, page.base_address(), passage, link)
            {
                diagnostics.push(diagnostic);
                told.insert(link.address.clone());
            }
        }
    }
    // What stands around every page leads to the same place from each.
    let mut right = HashSet::new();
    for page in context.pages {
        for address in &page.made.outline.links {
            if right.contains(address.as_str()) || is_own(address) {
                continue;
            }
            let led = context.reach.check(page.base_address(), address);
            if led.is_ok() && address.starts_with('/') {
                right.insert(address.as_str());
            }
            if let Err(dead) = led
                && !is_repeated_from_part(context, &dead)
                && told.insert(address.clone())
            {
                diagnostics.push(made(context, page, address, &dead));
            }
        }
    }
}

/// Returns what is wrong with a link of Markdown, which stands in the page at `from`, where it is written.
pub(super) fn check_markdown_link(
    reach: &LinkTargets<'_>,
    from: &str,
    passage: &MarkdownSource<'_>,
    link: &Link,
) -> Option<Diagnostic> {
    let dead = match (reach.check(from, &link.address).err()?, link.kind) {
        (BrokenLink::Address { address, .. }, LinkKind::Image) => reach.missing_asset(&address),
        (dead, _) => dead,
    };
    Some(passage.diagnostic(link.range.clone(), dead.code(), dead.message()).help(dead.help()))
}

/// The whole policy repeats the links of its parts, which are told where they are written.
fn is_repeated_from_part(context: &PageCheckContext<'_>, dead: &BrokenLink) -> bool {
    let BrokenLink::Name { page, name, .. } = dead else { return false };
    let is_joined = context.site.pages.iter().any(|one| one.address == *page && one.joins);
    is_joined && context.site.settings.policy.iter().any(|id| name.starts_with(&format!("{id}-")))
}

/// Returns the diagnostic of a link that no Markdown has.
///
/// It comes from a value, which is looked for in the YAML files, or from a template: then the page to which it leads
/// has lost what the site's frame counts on.
fn made(
    context: &PageCheckContext<'_>,
    page: &BuiltPage<'_>,
    address: &str,
    dead: &BrokenLink,
) -> Diagnostic {
    let documents = context.site.documents.iter().map(|document| &*document.file);
    let holder = std::iter::once(page.file).chain(documents).find(|file| file.text().contains(address));
    if let Some(file) = holder {
        return at_text(file, address, dead.code(), dead.message()).help(dead.help());
    }
    let file = match dead {
        BrokenLink::Name { page: target, .. } => {
            context.pages.iter().find(|page| page.base_address() == target)
        }
        _ => None,
    };
    let path = &file.unwrap_or(page).file.path;
    let diagnostic = Diagnostic::error(path, dead.code(), dead.message());
    diagnostic
        .help("el sitio enlaza ahí desde otras páginas: ponga de nuevo el componente o el título que había")
}

/// A name that stands twice on a page leads to the first of the two only.
fn check_unique_ids(context: &PageCheckContext<'_>, diagnostics: &mut Diagnostics) {
    // A page that the policy names twice is told where it does so.
    let parts = &context.site.settings.policy;
    let is_twice = parts.iter().collect::<BTreeSet<_>>().len() < parts.len();
    for page in context.pages.iter().filter(|page| !(is_twice && page::joins(page.file.text()))) {
        let given = |name: &str| page.file.text().matches(&format!("{{#{name}}}")).count();
        // One that is given twice in Markdown has been told.
        for name in page.made.outline.repeated.iter().filter(|name| given(name) < 2) {
            let message = format!("`#{name}`: el nombre aparece dos veces en la página");
            let diagnostic = at_text(page.file, &format!("{{#{name}}}"), "ancla-repetida", message);
            diagnostics
                .push(diagnostic.help("cambie uno de los dos títulos, o póngale otro nombre: `{#nombre}`"));
        }
    }
}

/// What a label or a description refers to must be on the page, or a screen reader says nothing.
fn check_references(context: &PageCheckContext<'_>, diagnostics: &mut Diagnostics) {
    for page in context.pages {
        for (attribute, name) in &page.made.outline.lost {
            let message = format!("`{attribute}` se refiere a `#{name}`, que no existe en la página");
            diagnostics.push(Diagnostic::error(&page.file.path, "referencia-rota", message));
        }
    }
}
