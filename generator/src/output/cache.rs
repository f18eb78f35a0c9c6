//! What was made of each page, for as long as nothing else that it draws upon changes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::asset::Assets;
use crate::model::Site;
use crate::render::built_page::{BuiltPage, PageOutput};

#[derive(Debug, Default)]
pub(crate) struct Memory {
    pub(crate) assets: Option<Arc<Assets>>,
    /// What was made of pages, by their addresses or by their names among the API's pages.
    made: Arc<BTreeMap<String, Arc<PageOutput>>>,
    /// The addresses of those that are to be made again.
    changed: BTreeSet<String>,
}

impl Memory {
    pub(crate) fn of(assets: Arc<Assets>, pages: &[BuiltPage<'_>]) -> Self {
        let named = |page: &BuiltPage<'_>| {
            Some((page.address.as_ref().or(page.api_path.as_ref())?.clone(), Arc::clone(&page.made)))
        };
        let made: BTreeMap<_, _> = pages.iter().filter_map(named).collect();
        Self { assets: Some(assets), made: made.into(), changed: BTreeSet::new() }
    }

    /// Returns what would be made of the page called `name`, if it is known.
    pub(crate) fn made(&self, name: &str) -> Option<&Arc<PageOutput>> {
        self.made.get(name).filter(|_| !self.changed.contains(name))
    }

    /// Returns what `site` need not make again, this memory being that of `before`.
    ///
    /// All pages draw upon the YAML files and upon one another's front matter: when any of that differs, nothing is kept.
    pub(crate) fn still_true(&self, before: &Site, site: &Site) -> Self {
        let assets = self.assets.clone().filter(|_| Assets::are_equal(before, site));
        if !before.only_bodies_changed(site) {
            return Self { assets, ..Self::default() };
        }
        let pairs = before.pages.iter().zip(&site.pages);
        let changed = pairs.filter(|(one, other)| one.file != other.file || other.includes_pages);
        let changed = changed.map(|(one, _)| one.address.clone()).collect();
        Self { assets, made: Arc::clone(&self.made), changed }
    }
}
