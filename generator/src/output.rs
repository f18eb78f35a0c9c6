//! The site and what the API carries, in memory: every file that is to be written.

pub(crate) mod building;
pub(crate) mod cache;
pub(crate) mod data;
pub(crate) mod feed;
pub(crate) mod incremental;
pub(crate) mod record;
pub(crate) mod search;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::asset::Assets;
use crate::check::check_content;
use crate::check::pages::check_pages;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::markdown::Link;
use crate::model::{CheckContext, Site, routes};
use crate::output::search::Section;
use crate::parallel::join;
use crate::render::built_page::{BuiltPage, PageOutput};
use crate::render::{Renderer, Templates};

use crate::output::building::{Building, told};
use crate::output::cache::Memory;
pub use crate::output::incremental::IncrementalBuilder;

pub use crate::output::record::snapshot_policy;

/// The files of a built site, by their paths: `site/…` for visitors, `api/…` for the API.
///
/// The same content gives the same bytes; one that has notices, for the same moment (see [`Site::at`]).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BuiltSite {
    /// The files, with `/` between the parts of a path.
    pub files: BTreeMap<String, Arc<[u8]>>,
    /// What may not be what was meant.
    pub warnings: Diagnostics,
}

/// Returns the files of `site`.
///
/// # Errors
///
/// Everything that is wrong in its pages: Markdown, expressions, links.
pub fn build(site: &Site) -> Result<BuiltSite, Diagnostics> {
    build_after(&Memory::default(), site, None).map(|(output, _)| output)
}

/// Where files go as soon as they are made, from every core.
pub trait OutputSink: Sync {
    /// Takes the file at `path`, as [`BuiltSite`] names it.
    fn put(&self, path: &str, bytes: &[u8]);
}

/// Puts the files of `site` on `shelf`, each page as soon as it is made, so that not all of them have to be in memory.
///
/// Returns what may not be what was meant.
///
/// # Errors
///
/// Everything that is wrong in its pages. What is on the shelf is no site then.
pub fn build_into(site: &Site, shelf: &dyn OutputSink) -> Result<Diagnostics, Diagnostics> {
    let (rest, _) = build_after(&Memory::default(), site, Some(shelf))?;
    rest.files.iter().for_each(|(path, bytes)| shelf.put(path, bytes));
    Ok(rest.warnings)
}

/// Returns the files of `site`, and what was made of its pages; what is in `memory` is not made again. Pages that are
/// put on a shelf are in neither.
fn build_after(
    memory: &Memory,
    site: &Site,
    shelf: Option<&dyn OutputSink>,
) -> Result<(BuiltSite, Memory), Diagnostics> {
    let mut faults = Diagnostics::default();
    let assets = || Arc::new(Assets::new(&site.source));
    let (assets, templates) = join(
        || memory.assets.clone().unwrap_or_else(assets),
        || {
            check_content(&CheckContext::new(site), &mut faults);
            Templates::read()
        },
    );
    let mut renderer = match templates.and_then(|templates| Renderer::new(site, &assets, templates)) {
        Ok(renderer) => renderer,
        Err(error) => {
            faults.push(told("site.yaml", &error));
            return Err(faults);
        }
    };
    let building = Building { site, assets: &assets, renderer: &renderer, memory, shelf };
    let (notices, links) = building.notices(&mut faults);
    renderer.show(&notices);
    let building = Building { site, assets: &assets, renderer: &renderer, memory, shelf };
    let (mut pages, sections) = building.pages(&mut faults);
    pages.extend(noticed(site, links));
    check_pages(site, &assets, &pages, &mut faults);
    if faults.has_errors() {
        return Err(faults);
    }
    let mut output = BuiltSite::default();
    if let Err(error) = output.add_data(site, &sections) {
        let fault = Diagnostic::error("site.yaml", "json", "los datos no se pueden escribir como JSON");
        faults.push(fault.cause(error.to_string()));
        return Err(faults);
    }
    for (_, asset) in assets.iter() {
        output.add(format!("site{}", asset.address), asset.bytes.clone());
    }
    output.warnings = faults;
    if shelf.is_some() {
        return Ok((output, Memory::default()));
    }
    output.add_pages(&pages);
    Ok((output, Memory::of(Arc::clone(&assets), &pages)))
}

/// A notice is no page, but its links lead somewhere as those of any page.
fn noticed(site: &Site, links: Vec<Vec<Link>>) -> impl Iterator<Item = BuiltPage<'_>> {
    site.notices.iter().zip(links).map(|(notice, links)| BuiltPage {
        address: None,
        api_path: None,
        file: &notice.file,
        passage: Some(notice.markdown()),
        made: Arc::new(PageOutput { links, ..PageOutput::default() }),
    })
}

impl BuiltSite {
    fn add(&mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.files.insert(path.into(), bytes.into().into());
    }

    fn add_pages(&mut self, pages: &[BuiltPage<'_>]) {
        for page in pages {
            let bytes: Arc<[u8]> = Arc::clone(&page.made.html).into();
            let paths = paths(page.address.as_deref(), page.api_path.as_deref());
            self.files.extend(paths.map(|path| (path, Arc::clone(&bytes))));
        }
    }

    fn add_data(&mut self, site: &Site, sections: &[Section]) -> Result<(), serde_json::Error> {
        self.add(format!("site{}", routes::SITEMAP), data::sitemap(site));
        self.add(format!("site{}", routes::ROBOTS), data::robots(site));
        if let Some(feed) = feed::feed(site) {
            self.add(format!("site{}", routes::FEED), feed);
        }
        self.add(format!("site{}", routes::HOURS), data::hours(site)?);
        self.add(format!("site{}", routes::LEVELS), data::levels(site)?);
        self.add(format!("site{}", routes::SEARCH), serde_json::to_string(sections)?);
        self.add("api/policy.json", data::policy(site)?);
        self.add("api/problems.json", data::problems(site)?);
        Ok(())
    }
}

/// Returns the files that a page is: for visitors at its address, and among the API's pages.
fn paths(address: Option<&str>, api_path: Option<&str>) -> impl Iterator<Item = String> {
    let of_the_api = api_path.map(|path| format!("api/pages/{path}.html"));
    of_the_api.into_iter().chain(address.map(|address| format!("site{}", file_of(address))))
}

/// Returns the file that is fetched at `address`.
fn file_of(address: &str) -> String {
    if address.ends_with('/') { format!("{address}index.html") } else { address.to_owned() }
}

#[cfg(test)]
mod tests;
