//! Builds the site, and rebuilds the parts that a change of the content affects.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use generator::{BuiltSite, ContentDir, IncrementalBuilder};

use crate::cli::args::Build;
use crate::cli::error::CliError;
use crate::cli::report::DiagnosticReport;
use crate::project;

/// The content as last read, and the last site without errors.
pub(crate) struct SiteBuilder {
    pub(crate) arguments: Build,
    content: ContentDir,
    incremental: IncrementalBuilder,
    /// The last valid site.
    pub(crate) output: Arc<BuiltSite>,
}

impl SiteBuilder {
    /// Reads, builds and writes the whole site.
    ///
    /// # Errors
    ///
    /// When the content has errors, or a file cannot be read or written.
    pub(crate) fn new(arguments: Build) -> Result<Self, CliError> {
        let content = project::read(&arguments.content.dir)?;
        let mut incremental = IncrementalBuilder::default();
        let output = build(&mut incremental, &content, &arguments)?;
        generator::write(&output, &arguments.out).map_err(project::write_error)?;
        project::print_written(output.files.len(), &arguments.out);
        Ok(Self { arguments, content, incremental, output: output.into() })
    }

    /// Updates the site after a change of the files at `paths`.
    ///
    /// # Errors
    ///
    /// As in [`Self::new`]; the last valid site stays in memory and on disk.
    pub(crate) fn rebuild(&mut self, paths: &BTreeSet<PathBuf>) -> Result<(), CliError> {
        let dir = &self.arguments.content.dir;
        self.content = self.content.reload_paths(dir, paths).map_err(project::read_error)?;
        let output = build(&mut self.incremental, &self.content, &self.arguments)?;
        generator::update(&self.output, &output, &self.arguments.out).map_err(project::write_error)?;
        self.output = output.into();
        Ok(())
    }
}

/// Reports an unrecorded policy as well, but serves it: an editor previews changes before recording them.
fn build(
    incremental: &mut IncrementalBuilder,
    content: &ContentDir,
    arguments: &Build,
) -> Result<BuiltSite, CliError> {
    let report = |diagnostics| DiagnosticReport::new(diagnostics, &arguments.content.dir, arguments.format);
    let output = incremental.build(content).map_err(|errors| CliError::Content(report(errors)))?;
    let mut diagnostics = incremental.site().map(generator::check_policy_recorded).unwrap_or_default();
    diagnostics.extend(output.warnings.clone());
    report(diagnostics).print_if_any();
    Ok(output)
}
