//! The pages of the last build, reused while nothing changes on which they depend.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::asset::Assets;
use crate::model::Site;
use crate::render::built_page::{BuiltPage, PageOutput};

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
