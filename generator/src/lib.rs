//! Content to pages: reads what support wrote, tells what is wrong in it, and renders the site.
//!
//! A site goes through these rooms, from the disk and back to it:
//!
//! | step | room | what it makes |
//! | --- | --- | --- |
//! | read | [`source`] | the files of `content/`; the one room that reads the disk |
//! | parse | `yaml`, `decode`, [`written`] | trees that know their places, then the shapes in which editors write |
//! | join | [`site`] | the whole content, with the policy that it states |
//! | check | `check`, `link` | what is wrong in the whole, before and after it is rendered |
//! | render | [`markdown`], [`render`] | HTML; [`render`] is the one room that knows Tera, and templates see only `view` |
//! | build | [`output`], [`asset`], `card`, `search` | every file, in memory |
//! | write | [`mod@write`] | the files; the one room that writes the disk |
//!
//! Whatever an editor has to mend is a [`Diagnostic`], with file, line, column and what to do; [`DiagnosticCode`] is the table of
//! all kinds. All diagnostics are told together, and nothing is written while there is one; a warning keeps from nothing.
//!
//! ```no_run
//! use std::path::Path;
//!
//! use generator::ContentDir;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let source = ContentDir::read(Path::new("content"))?;
//! match generator::load(&source).and_then(|site| generator::build(&site)) {
//!     Ok(output) => generator::write(&output, Path::new("dist"))?,
//!     Err(diagnostics) => eprint!("{diagnostics}"),
//! }
//! # Ok(())
//! # }
//! ```

pub mod asset;
mod card;
mod check;
pub mod diagnostic;
mod html;
mod load;
pub mod markdown;
pub mod model;
pub mod output;
mod parallel;
pub mod parse;
pub mod read;
pub mod render;
mod scaffold;
pub mod schema;
#[cfg(test)]
mod testing;
pub mod write;

pub use crate::check::address::address_conflict;
pub use crate::check::external_links::{ExternalLink, LinkOrigin, external_links};
pub use crate::check::history::check_policy_recorded;
pub use crate::diagnostic::code::{DiagnosticCode, Severity};
pub use crate::diagnostic::{Diagnostic, Diagnostics, Span};
pub use crate::load::load;
pub use crate::model::{Site, Version, load_calendar};
pub use crate::output::{BuiltSite, IncrementalBuilder, OutputSink, build, build_into, snapshot_policy};
pub use crate::read::content_file::ContentFile;
pub use crate::read::source::ContentDir;
pub use crate::scaffold::{Scaffold, ScaffoldError, is_valid_title};
pub use crate::write::{StagedWrite, update, write};
