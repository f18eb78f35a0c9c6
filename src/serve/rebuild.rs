//! Makes the site, and makes it again at each change: only what the change touches is read, built and written.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use generator::{BuiltSite, ContentDir, IncrementalBuilder};

use crate::cli::args::Build;
use crate::cli::error::Failure;
use crate::cli::report::Report;
use crate::project;

/// The content as it was last read, and the last site in which nothing was wrong.
pub(crate) struct Press {
    build: Build,
    source: ContentDir,
    workshop: IncrementalBuilder,
    output: Arc<BuiltSite>,
}

impl Press {
    /// Reads, builds and writes everything.
    ///
    /// # Errors
    ///
    /// What is wrong in the content, or what could not be read or written.
    pub(crate) fn start(build: Build) -> Result<Self, Failure> {
        let source = project::read(&build.content.dir)?;
        let mut workshop = IncrementalBuilder::default();
        let output = built(&mut workshop, &source, &build)?;
        project::write(&output, &build)?;
        Ok(Self { build, source, workshop, output: output.into() })
    }

    /// Does the same after a change of what stands at `paths`.
    ///
    /// # Errors
    ///
    /// The same; the last good site stays, in memory and on the disk.
    pub(crate) fn again(&mut self, paths: &BTreeSet<PathBuf>) -> Result<(), Failure> {
        let dir = &self.build.content.dir;
        self.source = self.source.reload_paths(dir, paths).map_err(|error| project::not_read(&error))?;
        let output = built(&mut self.workshop, &self.source, &self.build)?;
        generator::update(&self.output, &output, &self.build.out)
            .map_err(|error| project::not_written(&error))?;
        self.output = output.into();
        Ok(())
    }

    /// Returns the last good site.
    pub(crate) fn output(&self) -> &Arc<BuiltSite> {
        &self.output
    }

    /// Returns where it is written.
    pub(crate) fn build(&self) -> &Build {
        &self.build
    }
}

/// What the content promises need not be recorded yet to be looked at, and is only told.
fn built(
    workshop: &mut IncrementalBuilder,
    source: &ContentDir,
    build: &Build,
) -> Result<BuiltSite, Failure> {
    let report = |told| Report::new(told, &build.content.dir, build.format);
    let output = workshop.build(source).map_err(|faults| Failure::Content(report(faults)))?;
    let mut told = workshop.site().map(generator::check_policy_recorded).unwrap_or_default();
    told.extend(output.warnings.clone());
    report(told).show_if_any();
    Ok(output)
}
