//! Rebuilds a site after a change, and renders only the pages that depend on the change.

use crate::diagnostic::Diagnostics;
use crate::load::load_incremental;
use crate::model::Site;
use crate::output::cache::BuildCache;
use crate::output::{BuiltSite, build_with_cache};
use crate::read::source::ContentDir;

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

#[cfg(test)]
mod tests;
