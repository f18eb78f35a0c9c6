//! Rebuilds a site after a change, and renders only the pages that depend on the change.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::asset::Assets;
use crate::diagnostic::Diagnostics;
use crate::load::load_incremental;
use crate::model::Site;
use crate::output::{BuiltSite, build_with_cache};
use crate::read::source::ContentDir;
use crate::render::built_page::{BuiltPage, PageOutput};

/// Builds successive versions of one content.
#[derive(Debug, Default)]
pub struct IncrementalBuilder {
    /// The last build without errors.
    last: Option<(Site, BuildCache)>,
}

impl IncrementalBuilder {
    /// Returns the same files as a clean [`build`](crate::output::build) of `source`.
    ///
    /// # Errors
    ///
    /// The errors of [`load`](crate::load()) and [`build`](crate::output::build).
    pub fn build(&mut self, source: &ContentDir) -> Result<BuiltSite, Diagnostics> {
        let site = load_incremental(self.site(), source)?;
        let valid = self.last.as_ref().map(|(last, cache)| cache.retain_valid(last, &site));
        let (built, cache) = build_with_cache(&valid.unwrap_or_default(), &site, None)?;
        self.last = Some((site, cache));
        Ok(built)
    }

    /// Returns the last site that was built without errors.
    #[must_use]
    pub fn site(&self) -> Option<&Site> {
        self.last.as_ref().map(|(site, _)| site)
    }
}

/// The pages of the last build, reused while nothing changes on which they depend.
#[derive(Debug, Default)]
pub(crate) struct BuildCache {
    pub(crate) assets: Option<Arc<Assets>>,
    /// The built pages, by address or by their name among the pages of the API.
    pages: Arc<BTreeMap<String, Arc<PageOutput>>>,
    /// The addresses of the pages that have to be rendered again.
    changed: BTreeSet<String>,
}

impl BuildCache {
    pub(crate) fn new(assets: Arc<Assets>, pages: &[BuiltPage<'_>]) -> Self {
        let named = |page: &BuiltPage<'_>| {
            Some((page.address.as_ref().or(page.api_path.as_ref())?.clone(), Arc::clone(&page.output)))
        };
        let pages: BTreeMap<_, _> = pages.iter().filter_map(named).collect();
        Self { assets: Some(assets), pages: pages.into(), changed: BTreeSet::new() }
    }

    /// Returns the page with this name, if it is cached and valid.
    pub(crate) fn page(&self, name: &str) -> Option<&Arc<PageOutput>> {
        self.pages.get(name).filter(|_| !self.changed.contains(name))
    }

    /// Returns the part of this cache, which belongs to `before`, that is valid for `site`.
    ///
    /// Every page depends on all files that are no page, on which pages there are, and on the menu. Nothing else of a page
    /// is visible in another one, except in those that include other pages.
    pub(crate) fn retain_valid(&self, before: &Site, site: &Site) -> Self {
        let assets = self.assets.clone().filter(|_| Assets::are_equal(before, site));
        let addresses = |site: &Site| site.pages.iter().map(|page| page.address.clone()).collect::<Vec<_>>();
        let menu = |site: &Site| {
            let pages = site.settings.menu.iter().filter_map(|id| site.page(id));
            pages.map(|page| page.menu.clone()).collect::<Vec<_>>()
        };
        let shared_is_equal = before.source.only_pages_changed(&site.source)
            && addresses(before) == addresses(site)
            && menu(before) == menu(site);
        if !shared_is_equal {
            return Self { assets, ..Self::default() };
        }
        let pairs = before.pages.iter().zip(&site.pages);
        let changed = pairs.filter(|(one, other)| one.file != other.file || other.includes_pages);
        let changed = changed.map(|(one, _)| one.address.clone()).collect();
        Self { assets, pages: Arc::clone(&self.pages), changed }
    }
}

#[cfg(test)]
mod tests;
