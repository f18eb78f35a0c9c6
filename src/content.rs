//! From a folder of content to what is served: read, build, write.

use std::path::Path;

use api::Bundle;
use generator::{Output, Site, Source};
use policy::{Calendar, Levels};

use crate::arguments::Build;
use crate::exit::Failure;
use crate::picture;

/// Reads and builds the content of `dir`.
pub(crate) fn build(dir: &Path) -> Result<Output, Failure> {
    let source = read(dir)?;
    let site = Site::load(&source).map_err(Failure::Content)?;
    generator::build(&site).map_err(Failure::Content)
}

/// Builds the content in memory only, and says that nothing is wrong in it.
pub(crate) fn check(dir: &Path) -> Result<(), Failure> {
    let output = build(dir)?;
    let count = policy::spanish::number(output.files.len() as u64);
    picture::say(format_args!("sin errores: {count} archivos se pueden construir"));
    Ok(())
}

/// Builds the content and writes it; nothing is written when it has faults.
pub(crate) fn publish(arguments: &Build) -> Result<Output, Failure> {
    let output = build(&arguments.content.dir)?;
    generator::write(&output, &arguments.out).map_err(|error| {
        let advice = "libere espacio, dé permiso de escritura o elija otra carpeta con --out";
        Failure::Machine(format!("no se pudo escribir el sitio: {}; {advice}", api::world::chain(&error)))
    })?;
    let count = output.files.len() as u64;
    let words = policy::spanish::number(count);
    picture::say(format_args!("{words} archivos en {}", arguments.out.display()));
    Ok(output)
}

/// Reads what was written into `out` as the function will, and asks whether it can use all of it.
pub(crate) fn bundle(out: &Path) -> Result<Bundle, Failure> {
    let bundle = Bundle::read(&out.join("api")).and_then(|bundle| bundle.check().map(|()| bundle));
    bundle.map_err(|error| {
        Failure::Machine(format!("la API no pudo leer lo construido: {}", api::world::chain(&error)))
    })
}

/// Reads only what tells the time: `hours.yaml` and `levels.yaml`.
pub(crate) fn clock(dir: &Path) -> Result<(Calendar, Levels), Failure> {
    generator::clock(&read(dir)?).map_err(Failure::Content)
}

fn read(dir: &Path) -> Result<Source, Failure> {
    Source::read(dir).map_err(|error| {
        let advice = "indique la carpeta del contenido con --content";
        Failure::Machine(format!("no se pudo leer el contenido: {}; {advice}", api::world::chain(&error)))
    })
}
