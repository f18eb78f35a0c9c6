//! Loads a site: reads the content, and checks the readable part of it if something is wrong.

use crate::check::partial::check_partial_content;
use crate::diagnostic::Diagnostics;
use crate::model::{PartialContent, Site};
use crate::read::source::ContentDir;

/// Returns the site of the content in `source`.
///
/// # Errors
///
/// All errors in its files, and in its pages as far as they can be checked.
pub fn load(source: &ContentDir) -> Result<Site, Diagnostics> {
    load_incremental(None, source)
}

/// Returns the same site; files that did not change since the site `before` are not read again.
pub(crate) fn load_incremental(before: Option<&Site>, source: &ContentDir) -> Result<Site, Diagnostics> {
    let mut diagnostics = Diagnostics::default();
    let content = PartialContent::read(before, source, &mut diagnostics);
    if diagnostics.has_errors() {
        check_partial_content(&content.check_context(), &mut diagnostics);
    }
    match content.into_site(&mut diagnostics) {
        Some(site) if !diagnostics.has_errors() => Ok(site),
        _ => Err(diagnostics),
    }
}
