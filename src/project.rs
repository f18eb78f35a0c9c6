//! The steps between a content folder and a served site: read, build, write, and load the API's bundle.

use std::path::Path;

use api::Bundle;
use api::platform::error_chain;
use chrono::{DateTime, Utc};
use generator::read::source::ReadError;
use generator::write::WriteError;
use generator::{ContentDir, Diagnostics, OutputSink, Site};
use policy::text::spanish;
use policy::{Calendar, Levels};

use crate::cli::args::Format;
use crate::cli::error::CliError;
use crate::cli::report::DiagnosticReport;
use crate::cli::terminal;

/// Loads the content of `dir` as of `now`.
///
/// # Errors
///
/// [`CliError::Content`] with the errors that prevent rendering; [`CliError::System`] when a file cannot be read.
pub(crate) fn load(dir: &Path, format: Format, now: DateTime<Utc>) -> Result<Site, CliError> {
    let site = generator::load(&read(dir)?).map(|site| site.at(now));
    site.map_err(|errors| CliError::Content(DiagnosticReport::new(errors, dir, format)))
}

/// Loads only the calendar and the levels: `hours.yaml` and `levels.yaml`.
pub(crate) fn load_calendar(dir: &Path) -> Result<(Calendar, Levels), CliError> {
    let calendar = generator::load_calendar(&read(dir)?);
    calendar.map_err(|errors| CliError::Content(DiagnosticReport::new(errors, dir, Format::Long)))
}

/// Reads every file of the content folder `dir`.
pub(crate) fn read(dir: &Path) -> Result<ContentDir, CliError> {
    ContentDir::read(dir).map_err(read_error)
}

/// Builds the files of a site into `sink`, and returns all diagnostics. A site with errors must not be published.
pub(crate) fn build_into(sink: &dyn OutputSink, site: &Site) -> Diagnostics {
    let mut diagnostics = generator::check_policy_recorded(site);
    diagnostics.extend(generator::build_into(site, sink).unwrap_or_else(|errors| errors));
    diagnostics
}

/// Prints how many files were written, and where.
pub(crate) fn print_written(count: usize, out: &Path) {
    let count = spanish::format_thousands(count as u64);
    terminal::print_status(format_args!("{count} archivos en {}", out.display()));
}

/// Loads the API's bundle from the build output `out`, and checks it as the function does at start-up.
pub(crate) fn load_bundle(out: &Path) -> Result<Bundle, CliError> {
    let bundle = Bundle::read(&out.join("api")).and_then(|bundle| bundle.check().map(|()| bundle));
    bundle.map_err(|error| CliError::system("la API no pudo leer lo construido")(error_chain(&error)))
}

/// Converts an error of writing the site.
pub(crate) fn write_error(error: WriteError) -> CliError {
    let advice = "libere espacio, dé permiso de escritura o elija otra carpeta con --out";
    CliError::system_with_advice("no se pudo escribir el sitio", advice)(error)
}

/// Converts an error of reading the content.
pub(crate) fn read_error(error: ReadError) -> CliError {
    let advice = "indique la carpeta del contenido con --content";
    CliError::system_with_advice("no se pudo leer el contenido", advice)(error)
}
