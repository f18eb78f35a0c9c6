//! Builds the site: reads `content/`, reports what is wrong in it, and renders the pages.
//!
//! From the bottom to the top:
//!
//! | module | result |
//! | --- | --- |
//! | [`read`] | the files of `content/`; the only code that reads the disk |
//! | [`parse`], [`schema`] | YAML trees with spans, then the types of the files |
//! | [`model`] | the whole content, with the policy |
//! | [`markdown`], [`render`] | HTML; only [`render`] knows Tera, and templates see only its `view` |
//! | `check` | the diagnostics of the content and of the built pages |
//! | [`output`], [`asset`] | every file, in memory |
//! | [`mod@write`] | the files of `dist/`; the only code that writes the disk |
//!
//! Errors of editors are [`Diagnostics`], with file, line, column and what to do; [`DiagnosticCode`] lists all kinds.
//! All errors are reported together. Errors prevent writing; warnings do not.
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
