//! From a folder of content to what is served: read, build, write.

use std::path::Path;

use api::Bundle;
use chrono::{DateTime, Utc};
use generator::{Diagnostics, Output, Site, Source};
use policy::{Calendar, Levels};

use crate::arguments::{Build, Format};
use crate::exit::Failure;
use crate::picture;
use crate::report::Report;

/// Reads the content of `dir` as it is now, and tells what is wrong in it before it is rendered.
pub(crate) fn load(dir: &Path, format: Format) -> Result<Site, Failure> {
    load_at(dir, format, crate::now())
}

fn load_at(dir: &Path, format: Format, now: DateTime<Utc>) -> Result<Site, Failure> {
    let site = generator::load(&read(dir)?).map(|site| site.at(now));
    site.map_err(|faults| Failure::Content(Report::new(faults, dir, format)))
}

/// Builds the content and writes it; nothing is written when it has faults.
pub(crate) fn publish(arguments: &Build) -> Result<(), Failure> {
    let Build { content, format, now, .. } = arguments;
    let site = load_at(&content.dir, *format, now.unwrap_or_else(crate::now))?;
    write(&build(&site, &content.dir, *format)?, arguments)
}

/// Warnings are told; faults are the failure.
fn build(site: &Site, dir: &Path, format: Format) -> Result<Output, Failure> {
    let (faults, output) = built(site);
    let report = Report::new(faults, dir, format);
    let Some(output) = output else { return Err(Failure::Content(report)) };
    report.show_if_any();
    Ok(output)
}

/// Returns all that is wrong in a site, and its files unless that keeps it from being published.
pub(crate) fn built(site: &Site) -> (Diagnostics, Option<Output>) {
    let mut faults = generator::unrecorded(site);
    let output = match generator::build(site) {
        Ok(output) => {
            faults.extend(output.warnings.clone());
            (!faults.has_errors()).then_some(output)
        }
        Err(found) => {
            faults.extend(found);
            None
        }
    };
    (faults, output)
}

/// Writes what was built, and says how much it is and where.
pub(crate) fn write(output: &Output, arguments: &Build) -> Result<(), Failure> {
    generator::write(output, &arguments.out).map_err(|error| not_written(&error))?;
    let words = policy::spanish::number(output.files.len() as u64);
    picture::say(format_args!("{words} archivos en {}", arguments.out.display()));
    Ok(())
}

/// Reads what was written into `out` as the function will, and asks whether it can use all of it.
pub(crate) fn bundle(out: &Path) -> Result<Bundle, Failure> {
    let bundle = Bundle::read(&out.join("api")).and_then(|bundle| bundle.check().map(|()| bundle));
    bundle.map_err(|error| {
        Failure::Machine(format!("la API no pudo leer lo construido: {}", api::world::chain(&error)))
    })
}

/// Returns the failure of a site that could not be written.
pub(crate) fn not_written(error: &generator::write::WriteError) -> Failure {
    let advice = "libere espacio, dé permiso de escritura o elija otra carpeta con --out";
    Failure::Machine(format!("no se pudo escribir el sitio: {}; {advice}", api::world::chain(error)))
}

/// Reads only what tells the time: `hours.yaml` and `levels.yaml`.
pub(crate) fn clock(dir: &Path) -> Result<(Calendar, Levels), Failure> {
    let clock = generator::clock(&read(dir)?);
    clock.map_err(|faults| Failure::Content(Report::new(faults, dir, Format::Long)))
}

/// Reads all of `dir`.
pub(crate) fn read(dir: &Path) -> Result<Source, Failure> {
    Source::read(dir).map_err(|error| not_read(&error))
}

/// Returns the failure of content that could not be read.
pub(crate) fn not_read(error: &generator::source::ReadError) -> Failure {
    let advice = "indique la carpeta del contenido con --content";
    Failure::Machine(format!("no se pudo leer el contenido: {}; {advice}", api::world::chain(error)))
}
