//! Builds again and again while somebody writes, and makes again only what a change touches.

use crate::diagnostic::Diagnostics;
use crate::load::load_incremental;
use crate::model::Site;
use crate::output::cache::Memory;
use crate::output::{BuiltSite, build_after};
use crate::read::source::ContentDir;

/// Remembers the last build in which nothing was wrong.
#[derive(Debug, Default)]
pub struct IncrementalBuilder {
    before: Option<(Site, Memory)>,
}

impl IncrementalBuilder {
    /// Returns the very files that [`build`](crate::output::build) makes of the site of `source`.
    ///
    /// # Errors
    ///
    /// Everything that is wrong in it, as [`load`](crate::load()) and [`build`](crate::output::build) tell it.
    pub fn build(&mut self, source: &ContentDir) -> Result<BuiltSite, Diagnostics> {
        let before = self.before.as_ref().map(|(site, _)| site);
        let site = load_incremental(before, source)?;
        let kept = self.before.as_ref().map(|(before, memory)| memory.still_true(before, &site));
        let (output, memory) = build_after(&kept.unwrap_or_default(), &site, None)?;
        self.before = Some((site, memory));
        Ok(output)
    }

    /// Returns the last site in which nothing was wrong.
    #[must_use]
    pub fn site(&self) -> Option<&Site> {
        self.before.as_ref().map(|(site, _)| site)
    }
}

#[cfg(test)]
mod tests;
