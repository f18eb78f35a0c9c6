//! Builds again and again while somebody writes, and makes again only what a change touches.

use super::memory::Memory;
use super::{Output, build_after};
use crate::check::unbuilt;
use crate::diagnostic::Diagnostics;
use crate::site::Site;
use crate::source::Source;

/// Remembers the last build in which nothing was wrong.
#[derive(Debug, Default)]
pub struct Workshop {
    before: Option<(Site, Memory)>,
}

impl Workshop {
    /// Returns the very files that [`build`](super::build) makes of the site of `source`.
    ///
    /// # Errors
    ///
    /// Everything that is wrong in it, as [`load`](super::load) and [`build`](super::build) tell it.
    pub fn build(&mut self, source: &Source) -> Result<Output, Diagnostics> {
        let before = self.before.as_ref().map(|(site, _)| site);
        let site = Site::load_after(before, source, unbuilt::check)?;
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
