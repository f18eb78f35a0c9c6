//! `folio build`: writes the site and the API's bundle.

use generator::StagedWrite;

use crate::cli::args::Build;
use crate::cli::clock;
use crate::cli::error::CliError;
use crate::cli::report::DiagnosticReport;
use crate::project;

/// Builds the content and writes it. When the content has errors, the old output stays.
pub(crate) fn run(arguments: &Build) -> Result<(), CliError> {
    let Build { content, out, format, now } = arguments;
    let site = project::load(&content.dir, *format, now.unwrap_or_else(clock::now))?;
    let staged = StagedWrite::begin(out);
    let report = DiagnosticReport::new(project::build_into(&staged, &site), &content.dir, *format);
    if report.has_errors() {
        return Err(CliError::Content(report));
    }
    report.print_if_any();
    let file_count = staged.finish().map_err(project::write_error)?;
    project::print_written(file_count, out);
    project::load_bundle(out).map(drop)
}
