//! `folio new`: writes a valid new content file, and prints what to do next.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::Path;

use generator::{Scaffold, ScaffoldError, Version};

use crate::cli::args::{Format, New, NewFile, NewVersion};
use crate::cli::error::CliError;
use crate::cli::report::DiagnosticReport;
use crate::cli::{clock, terminal};
use crate::project;

/// Writes the requested file.
pub(crate) fn run(new: &New) -> Result<(), CliError> {
    match new {
        New::Page(file) => create_from_scaffold(Scaffold::Page, file),
        New::Form(file) => create_from_scaffold(Scaffold::Form, file),
        New::Notice(file) => create_from_scaffold(Scaffold::Notice, file),
        New::Version(version) => record_version(version),
    }
}

fn create_from_scaffold(scaffold: Scaffold, arguments: &NewFile) -> Result<(), CliError> {
    let NewFile { content, name, title } = arguments;
    let dir = &content.dir;
    let (calendar, _) = project::load_calendar(dir)?;
    let now = clock::now().with_timezone(&calendar.zone);
    let file = scaffold.file(name, title, now).map_err(|error| {
        CliError::Usage(match error {
            ScaffoldError::Name => format!(
                "«{name}» no sirve como nombre; use minúsculas sin acentos, números y guiones, como mi-pagina"
            ),
            ScaffoldError::Title => format!(
                "«{title}» no sirve como título; escriba en --title lo que se va a leer, sin `{{{{` ni `{{%`"
            ),
        })
    })?;
    if let Some(conflict) = generator::address_conflict(&project::read(dir)?, &file.path, &file.text) {
        return Err(CliError::File(format!("{conflict}; elija otro nombre")));
    }
    create_file(&dir.join(&file.path), &file.text, "elija otro nombre")?;
    let next = match scaffold {
        Scaffold::Page => "escriba la página; para que salga en el menú, agréguela en `menu` de site.yaml",
        Scaffold::Form => {
            "escriba las preguntas; `usar: solicitante` en una sección pregunta quién pide, si common.yaml la tiene"
        }
        Scaffold::Notice => "escriba el aviso, y desde y hasta cuándo se muestra",
    };
    print_created(dir, &file.path, &format!("{next}; después, revise con `folio check`"))
}

/// Writes the current policy into `history/`.
fn record_version(arguments: &NewVersion) -> Result<(), CliError> {
    let dir = &arguments.content.dir;
    let now = clock::now();
    let site = project::load(dir, Format::Long, now)?;
    let path = Version::path(&site.policy.version);
    let recorded = site.versions.iter().find(|version| version.date.to_string() == site.policy.version);
    let summary = match (&arguments.summary, recorded) {
        (Some(summary), _) if !generator::is_valid_title(summary) => {
            return Err(CliError::Usage(format!(
                "«{summary}» no sirve como resumen; diga en --summary qué cambió para los clientes, sin `{{{{` ni `{{%`"
            )));
        }
        (Some(summary), _) => summary,
        (None, Some(version)) => &version.summary,
        (None, None) => {
            let message = format!("`{path}` no existe todavía; diga qué cambió con --summary");
            return Err(CliError::Usage(message));
        }
    };
    let file = generator::snapshot_policy(&site, summary)
        .map_err(|errors| CliError::Content(DiagnosticReport::new(errors, dir, Format::Long)))?;
    if arguments.replace {
        replace_file(&dir.join(&file.path), &file.text)?;
    } else {
        let advice = "escriba en `version` de site.yaml la fecha de la nueva, o use --replace si todavía no se publica";
        create_file(&dir.join(&file.path), &file.text, advice)?;
    }
    let today = site.policy.calendar.today(now);
    let next = if arguments.replace && recorded.is_some_and(|version| version.date <= today) {
        "esta versión ya rige, y lo que cambió en ella no sale en /historial/: si promete otra cosa, deshágalo y \
         guarde una versión nueva"
    } else {
        "revise el texto; cuando se publique, no lo cambie más"
    };
    print_created(dir, &file.path, next)
}

/// Writes a file that does not exist yet; `advice` says what to do when it exists.
fn create_file(path: &Path, text: &str, advice: &str) -> Result<(), CliError> {
    let error = |error: std::io::Error| match error.kind() {
        ErrorKind::AlreadyExists => CliError::File(format!("`{}` ya existe; {advice}", path.display())),
        _ => write_error(path, &error),
    };
    fs::create_dir_all(path.parent().unwrap_or(path)).map_err(error)?;
    let mut file = fs::File::create_new(path).map_err(error)?;
    file.write_all(text.as_bytes()).map_err(error)
}

/// Replaces a file atomically.
fn replace_file(path: &Path, text: &str) -> Result<(), CliError> {
    let new = path.with_extension("new");
    fs::write(&new, text).and_then(|()| fs::rename(&new, path)).map_err(|error| write_error(path, &error))
}

fn write_error(path: &Path, error: &std::io::Error) -> CliError {
    CliError::System(format!("no se pudo escribir `{}`: {error}; dé permiso de escritura", path.display()))
}

/// Prints the path to stdout for programs, and the next step to stderr.
fn print_created(dir: &Path, path: &str, next: &str) -> Result<(), CliError> {
    writeln!(std::io::stdout(), "{}", dir.join(path).display())
        .map_err(CliError::system("no se pudo decir qué se escribió"))?;
    terminal::print_status(next);
    Ok(())
}
