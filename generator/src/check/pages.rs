//! What must be true of the pages as they will be published.

use std::collections::{BTreeSet, HashSet};

use crate::asset::Assets;
use crate::check::links::{DeadLink, Reach};
use crate::check::{at_text, is_complete};
use crate::diagnostic::passage::Passage;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::markdown::{Link, LinkKind};
use crate::model::{HISTORY, Site, page, routes};
use crate::render::built_page::Finished;

type Check = fn(&Checked<'_>, &mut Diagnostics);

const CHECKS: [(&str, Check); 3] =
    [("links", links_lead_somewhere), ("names", names_are_unique), ("references", references_name_something)];

/// All pages, and where a link can lead.
struct Checked<'a> {
    site: &'a Site,
    pages: &'a [Finished<'a>],
    reach: Reach<'a>,
}

/// Runs every check of the finished pages.
pub(crate) fn after_rendering(
    site: &Site,
    assets: &Assets,
    pages: &[Finished<'_>],
    faults: &mut Diagnostics,
) {
    let checked = Checked { site, pages, reach: reach(site, assets, pages) };
    for (_, check) in CHECKS {
        check(&checked, faults);
    }
}

fn reach<'a>(site: &'a Site, assets: &'a Assets, pages: &'a [Finished<'_>]) -> Reach<'a> {
    let mut reach = Reach::of(&site.settings.address);
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
fn links_lead_somewhere(checked: &Checked<'_>, faults: &mut Diagnostics) {
    // The portal's address is judged where it is written, and so is the site's own, which stands on every page.
    let settings = &checked.site.settings;
    let mut told = BTreeSet::from([settings.portal.address.clone()]);
    let is_own = |address: &str| !is_complete(&settings.address) && address.starts_with(&settings.address);
    for page in checked.pages {
        for (passage, link) in page.markdown_links() {
            // What was published once named what there was then.
            if page.file.path.starts_with(HISTORY) && checked.reach.within(&link.address).is_some() {
                continue;
            }
            if let Some(fault) = dead_link(&checked.reach, page.base_address(), passage, link) {
                faults.push(fault);
                told.insert(link.address.clone());
            }
        }
    }
    // What stands around every page leads to the same place from each.
    let mut right = HashSet::new();
    for page in checked.pages {
        for address in &page.made.outline.links {
            if right.contains(address.as_str()) || is_own(address) {
                continue;
            }
            let led = checked.reach.check(page.base_address(), address);
            if led.is_ok() && address.starts_with('/') {
                right.insert(address.as_str());
            }
            if let Err(dead) = led
                && !is_of_a_part(checked, &dead)
                && told.insert(address.clone())
            {
                faults.push(made(checked, page, address, &dead));
            }
        }
    }
}

/// Returns what is wrong with a link of Markdown, which stands in the page at `from`, where it is written.
pub(super) fn dead_link(
    reach: &Reach<'_>,
    from: &str,
    passage: &Passage<'_>,
    link: &Link,
) -> Option<Diagnostic> {
    let dead = match (reach.check(from, &link.address).err()?, link.kind) {
        (DeadLink::Address { address, .. }, LinkKind::Image) => reach.no_asset(&address),
        (dead, _) => dead,
    };
    Some(passage.fault(link.range.clone(), dead.code(), dead.message()).help(dead.help()))
}

/// The whole policy repeats the links of its parts, which are told where they are written.
fn is_of_a_part(checked: &Checked<'_>, dead: &DeadLink) -> bool {
    let DeadLink::Name { page, name, .. } = dead else { return false };
    let is_joined = checked.site.pages.iter().any(|one| one.address == *page && one.joins);
    is_joined && checked.site.settings.policy.iter().any(|id| name.starts_with(&format!("{id}-")))
}

/// Returns the fault of a link that no Markdown has.
///
/// It comes from a value, which is looked for in the YAML files, or from a template: then the page to which it leads
/// has lost what the site's frame counts on.
fn made(checked: &Checked<'_>, page: &Finished<'_>, address: &str, dead: &DeadLink) -> Diagnostic {
    let documents = checked.site.documents.iter().map(|document| &*document.file);
    let holder = std::iter::once(page.file).chain(documents).find(|file| file.text().contains(address));
    if let Some(file) = holder {
        return at_text(file, address, dead.code(), dead.message()).help(dead.help());
    }
    let file = match dead {
        DeadLink::Name { page: target, .. } => {
            checked.pages.iter().find(|page| page.base_address() == target)
        }
        _ => None,
    };
    let path = &file.unwrap_or(page).file.path;
    let fault = Diagnostic::error(path, dead.code(), dead.message());
    fault.help("el sitio enlaza ahí desde otras páginas: ponga de nuevo el componente o el título que había")
}

/// A name that stands twice on a page leads to the first of the two only.
fn names_are_unique(checked: &Checked<'_>, faults: &mut Diagnostics) {
    // A page that the policy names twice is told where it does so.
    let parts = &checked.site.settings.policy;
    let is_twice = parts.iter().collect::<BTreeSet<_>>().len() < parts.len();
    for page in checked.pages.iter().filter(|page| !(is_twice && page::joins(page.file.text()))) {
        let given = |name: &str| page.file.text().matches(&format!("{{#{name}}}")).count();
        // One that is given twice in Markdown has been told.
        for name in page.made.outline.repeated.iter().filter(|name| given(name) < 2) {
            let message = format!("`#{name}`: el nombre aparece dos veces en la página");
            let fault = at_text(page.file, &format!("{{#{name}}}"), "ancla-repetida", message);
            faults.push(fault.help("cambie uno de los dos títulos, o póngale otro nombre: `{#nombre}`"));
        }
    }
}

/// What a label or a description refers to must be on the page, or a screen reader says nothing.
fn references_name_something(checked: &Checked<'_>, faults: &mut Diagnostics) {
    for page in checked.pages {
        for (attribute, name) in &page.made.outline.lost {
            let message = format!("`{attribute}` se refiere a `#{name}`, que no existe en la página");
            faults.push(Diagnostic::error(&page.file.path, "referencia-rota", message));
        }
    }
}
