//! Checks of the built pages.

use std::collections::{BTreeSet, HashSet};

use crate::asset::Assets;
use crate::check::links::{BrokenLink, LinkTargets};
use crate::check::{diagnostic_at_text, is_secure_address};
use crate::diagnostic::markdown_source::MarkdownSource;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::markdown::{Link, LinkKind};
use crate::model::{HISTORY, Site, page, routes};
use crate::render::built_page::BuiltPage;

type Check = fn(&PageCheckContext<'_>, &mut Diagnostics);

const CHECKS: [Check; 3] = [check_links, check_unique_ids, check_references];

/// All pages, and the targets of links.
struct PageCheckContext<'a> {
    site: &'a Site,
    pages: &'a [BuiltPage<'a>],
    targets: LinkTargets<'a>,
}

/// Runs every check of the built pages.
pub(crate) fn check_pages(
    site: &Site,
    assets: &Assets,
    pages: &[BuiltPage<'_>],
    diagnostics: &mut Diagnostics,
) {
    let context = PageCheckContext { site, pages, targets: targets(site, assets, pages) };
    for check in CHECKS {
        check(&context, diagnostics);
    }
}

fn targets<'a>(site: &'a Site, assets: &'a Assets, pages: &'a [BuiltPage<'_>]) -> LinkTargets<'a> {
    let mut targets = LinkTargets::new(&site.settings.address);
    // Another check reports a missing home page.
    targets.add("/");
    for page in pages {
        if let Some(address) = &page.address {
            targets.add_page(address, &page.output.references.ids);
        }
    }
    for (name, asset) in assets.iter() {
        targets.add_asset(name, &asset.address);
    }
    for address in routes::DATA_FILES {
        targets.add(address);
    }
    if !site.versions.is_empty() {
        targets.add(routes::FEED);
    }
    for (_, form, operation) in site.form_pages() {
        targets.add(format!("/api/tickets/{}/{}", form.id, operation.id));
    }
    targets
}

/// Reports broken links: first those of Markdown, at their lines.
///
/// Then those of the HTML, which templates and values add: a link that every page has is reported once, and a link of
/// Markdown is not reported again.
fn check_links(context: &PageCheckContext<'_>, diagnostics: &mut Diagnostics) {
    // Another check reports the addresses of the portal and of the site itself.
    let settings = &context.site.settings;
    let mut reported = BTreeSet::from([settings.portal.address.clone()]);
    let is_own =
        |address: &str| !is_secure_address(&settings.address) && address.starts_with(&settings.address);
    for page in context.pages {
        for (markdown, link) in page.markdown_links() {
            // A published version links to the pages of its time.
            if page.file.path.starts_with(HISTORY)
                && context.targets.strip_own_address(&link.address).is_some()
            {
                continue;
            }
            if let Some(diagnostic) =
                check_markdown_link(&context.targets, page.base_address(), markdown, link)
            {
                diagnostics.push(diagnostic);
                reported.insert(link.address.clone());
            }
        }
    }
    // An absolute link has the same target on every page.
    let mut valid = HashSet::new();
    for page in context.pages {
        for address in &page.output.references.links {
            if valid.contains(address.as_str()) || is_own(address) {
                continue;
            }
            let result = context.targets.check(page.base_address(), address, LinkKind::Followed);
            if result.is_ok() && address.starts_with('/') {
                valid.insert(address.as_str());
            }
            if let Err(broken) = result
                && !is_repeated_from_part(context, &broken)
                && reported.insert(address.clone())
            {
                diagnostics.push(diagnose_html_link(context, page, address, broken));
            }
        }
    }
}

/// Returns the diagnostic of a broken link in the Markdown of the page at `from`.
pub(super) fn check_markdown_link(
    targets: &LinkTargets<'_>,
    from: &str,
    markdown: &MarkdownSource<'_>,
    link: &Link,
) -> Option<Diagnostic> {
    let broken = targets.check(from, &link.address, link.kind).err()?;
    Some(markdown.diagnostic(link.range.clone(), broken.code, broken.message).help(broken.help))
}

/// Returns whether the link is in the whole policy, which repeats the links of its pages.
fn is_repeated_from_part(context: &PageCheckContext<'_>, broken: &BrokenLink) -> bool {
    let Some((page, name)) = &broken.missing_id else { return false };
    let is_joined = context.site.pages.iter().any(|one| one.address == *page && one.includes_pages);
    is_joined && context.site.settings.policy.iter().any(|id| name.starts_with(&format!("{id}-")))
}

/// Returns the diagnostic of a broken link that is not in Markdown.
///
/// It comes from a YAML value, or from a template: then the target page lacks an id that the layout links to.
fn diagnose_html_link(
    context: &PageCheckContext<'_>,
    page: &BuiltPage<'_>,
    address: &str,
    broken: BrokenLink,
) -> Diagnostic {
    let documents = context.site.documents.iter().map(|document| &*document.file);
    let holder = std::iter::once(page.file).chain(documents).find(|file| file.text().contains(address));
    if let Some(file) = holder {
        return diagnostic_at_text(file, address, broken.code, broken.message).help(broken.help);
    }
    let is_target = |page: &&BuiltPage<'_>| {
        broken.missing_id.as_ref().is_some_and(|(target, _)| page.base_address() == target)
    };
    let path = &context.pages.iter().find(is_target).unwrap_or(page).file.path;
    let diagnostic = Diagnostic::error(path, broken.code, broken.message);
    diagnostic
        .help("el sitio enlaza ahí desde otras páginas: ponga de nuevo el componente o el título que había")
}

/// Reports ids that a page has twice.
fn check_unique_ids(context: &PageCheckContext<'_>, diagnostics: &mut Diagnostics) {
    // Another check reports a page that `politica` names twice.
    let parts = &context.site.settings.policy;
    let is_twice = parts.iter().collect::<BTreeSet<_>>().len() < parts.len();
    for page in
        context.pages.iter().filter(|page| !(is_twice && page::includes_other_pages(page.file.text())))
    {
        let given = |name: &str| page.file.text().matches(&format!("{{#{name}}}")).count();
        // An id that the Markdown has twice has been reported.
        for name in page.output.references.duplicate_ids.iter().filter(|name| given(name) < 2) {
            let message = format!("`#{name}`: el nombre aparece dos veces en la página");
            let diagnostic =
                diagnostic_at_text(page.file, &format!("{{#{name}}}"), "ancla-repetida", message);
            diagnostics
                .push(diagnostic.help("cambie uno de los dos títulos, o póngale otro nombre: `{#nombre}`"));
        }
    }
}

/// Reports labels and descriptions that refer to a missing id.
fn check_references(context: &PageCheckContext<'_>, diagnostics: &mut Diagnostics) {
    for page in context.pages {
        for (attribute, name) in &page.output.references.broken {
            let message = format!("`{attribute}` se refiere a `#{name}`, que no existe en la página");
            diagnostics.push(Diagnostic::error(&page.file.path, "referencia-rota", message));
        }
    }
}
