//! From a folder of content to what is served: read, build, write.

use std::path::Path;

use api::Bundle;
use chrono::{DateTime, Utc};
use generator::{BuiltSite, ContentDir, Diagnostics, OutputSink, Site, StagedWrite};
use policy::{Calendar, Levels};

use crate::cli::args::{Build, Format};
use crate::cli::error::Failure;
use crate::cli::report::Report;
use crate::cli::terminal;

/// Reads the content of `dir` as it is now, and tells what is wrong in it before it is rendered.
pub(crate) fn load(dir: &Path, format: Format) -> Result<Site, Failure> {
    load_at(dir, format, crate::now())
}

fn load_at(dir: &Path, format: Format, now: DateTime<Utc>) -> Result<Site, Failure> {
    let site = generator::load(&read(dir)?).map(|site| site.at(now));
    site.map_err(|faults| Failure::Content(Report::new(faults, dir, format)))
}

/// Builds the content and writes it; when it has faults, what was there stays.
pub(crate) fn publish(arguments: &Build) -> Result<(), Failure> {
    let Build { content, format, now, .. } = arguments;
    let site = load_at(&content.dir, *format, now.unwrap_or_else(crate::now))?;
    let writing = StagedWrite::begin(&arguments.out);
    let faults = build_into(&writing, &site);
    let is_refused = faults.has_errors();
    let report = Report::new(faults, &content.dir, *format);
    if is_refused {
        return Err(Failure::Content(report));
    }
    report.show_if_any();
    written(writing.finish().map_err(|error| not_written(&error))?, arguments);
    Ok(())
}

/// Puts the files of a site on `shelf`, and returns all that is wrong in it: with an error, it is not to be published.
pub(crate) fn build_into(shelf: &dyn OutputSink, site: &Site) -> Diagnostics {
    let mut faults = generator::check_policy_recorded(site);
    faults.extend(generator::build_into(site, shelf).unwrap_or_else(|faults| faults));
    faults
}

/// Writes what was built, and says how much it is and where.
pub(crate) fn write(output: &BuiltSite, arguments: &Build) -> Result<(), Failure> {
    generator::write(output, &arguments.out).map_err(|error| not_written(&error))?;
    written(output.files.len(), arguments);
    Ok(())
}

fn written(count: usize, arguments: &Build) {
    let words = policy::text::spanish::format_thousands(count as u64);
    terminal::say(format_args!("{words} archivos en {}", arguments.out.display()));
}

/// Reads what was written into `out` as the function will, and asks whether it can use all of it.
pub(crate) fn bundle(out: &Path) -> Result<Bundle, Failure> {
    let bundle = Bundle::read(&out.join("api")).and_then(|bundle| bundle.check().map(|()| bundle));
    bundle.map_err(|error| {
        Failure::Machine(format!("la API no pudo leer lo construido: {}", api::platform::error_chain(&error)))
    })
}

/// Returns the failure of a site that could not be written.
pub(crate) fn not_written(error: &generator::write::WriteError) -> Failure {
    let advice = "libere espacio, dé permiso de escritura o elija otra carpeta con --out";
    Failure::Machine(format!("no se pudo escribir el sitio: {}; {advice}", api::platform::error_chain(error)))
}

/// Reads only what tells the time: `hours.yaml` and `levels.yaml`.
pub(crate) fn load_calendar(dir: &Path) -> Result<(Calendar, Levels), Failure> {
    let clock = generator::load_calendar(&read(dir)?);
    clock.map_err(|faults| Failure::Content(Report::new(faults, dir, Format::Long)))
}

/// Reads all of `dir`.
pub(crate) fn read(dir: &Path) -> Result<ContentDir, Failure> {
    ContentDir::read(dir).map_err(|error| not_read(&error))
}

/// Returns the failure of content that could not be read.
pub(crate) fn not_read(error: &generator::read::source::ReadError) -> Failure {
    let advice = "indique la carpeta del contenido con --content";
    Failure::Machine(format!("no se pudo leer el contenido: {}; {advice}", api::platform::error_chain(error)))
}
