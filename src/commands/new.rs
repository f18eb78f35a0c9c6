//! `folio new`: a file of the content that is right from the start. It asks nothing and says what to do next.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::Path;

use generator::{Scaffold, ScaffoldError, Version};

use crate::cli::args::{Format, New, NewFile, NewVersion};
use crate::cli::error::Failure;
use crate::cli::report::Report;
use crate::cli::terminal;
use crate::project;

/// Writes what is asked for.
pub(crate) fn run(new: &New) -> Result<(), Failure> {
    match new {
        New::Page(file) => begin(
            Scaffold::Page,
            file,
            "escriba la página; para que salga en el menú, agréguela en `menu` de site.yaml",
        ),
        New::Form(file) => begin(
            Scaffold::Form,
            file,
            "escriba las preguntas; `usar: solicitante` en una sección pregunta quién pide, si common.yaml la tiene",
        ),
        New::Notice(file) => {
            begin(Scaffold::Notice, file, "escriba el aviso, y desde y hasta cuándo se muestra")
        }
        New::Version(version) => new_version(version),
    }
}

/// Writes a file from which an editor goes on.
fn begin(scaffold: Scaffold, arguments: &NewFile, next: &str) -> Result<(), Failure> {
    let dir = &arguments.content.dir;
    let (calendar, _) = project::load_calendar(dir)?;
    let now = crate::now().with_timezone(&calendar.zone());
    let file = scaffold.file(&arguments.name, &arguments.title, now).map_err(|unfit| {
        Failure::Arguments(match unfit {
            ScaffoldError::Name => format!(
                "«{}» no sirve como nombre; use minúsculas sin acentos, números y guiones, como mi-pagina",
                arguments.name
            ),
            ScaffoldError::Title => format!(
                "«{}» no sirve como título; escriba en --title lo que se va a leer, sin `{{{{` ni `{{%`",
                arguments.title
            ),
        })
    })?;
    if let Some(why) = generator::address_conflict(&project::read(dir)?, &file.path, &file.text) {
        return Err(Failure::File(format!("{why}; elija otro nombre")));
    }
    create(&dir.join(&file.path), &file.text, "elija otro nombre")?;
    say(dir, &file.path, &format!("{next}; después, revise con `folio check`"))
}

/// Keeps the policy as it is now.
fn new_version(arguments: &NewVersion) -> Result<(), Failure> {
    let dir = &arguments.content.dir;
    let site = project::load(dir, Format::Long)?;
    let path = Version::path(site.policy.version());
    let kept = site.versions.iter().find(|version| version.date.to_string() == site.policy.version());
    let summary = match (&arguments.summary, kept) {
        (Some(summary), _) if !generator::is_valid_title(summary) => {
            let words = format!(
                "«{summary}» no sirve como resumen; diga en --summary qué cambió para los clientes, sin `{{{{` ni `{{%`"
            );
            return Err(Failure::Arguments(words));
        }
        (Some(summary), _) => summary,
        (None, Some(version)) => &version.summary,
        (None, None) => {
            let words = format!("`{path}` no existe todavía; diga qué cambió con --summary");
            return Err(Failure::Arguments(words));
        }
    };
    let record = generator::snapshot_policy(&site, summary)
        .map_err(|faults| Failure::Content(Report::new(faults, dir, Format::Long)))?;
    if arguments.replace {
        replace(&dir.join(&record.path), &record.text)?;
    } else {
        let advice = "escriba en `version` de site.yaml la fecha de la nueva, o use --replace si todavía no se publica";
        create(&dir.join(&record.path), &record.text, advice)?;
    }
    let today = site.policy.calendar().today(crate::now());
    let next = if arguments.replace && kept.is_some_and(|version| version.date <= today) {
        "esta versión ya rige, y lo que cambió en ella no sale en /historial/: si promete otra cosa, deshágalo y \
         guarde una versión nueva"
    } else {
        "revise el texto; cuando se publique, no lo cambie más"
    };
    say(dir, &record.path, next)
}

/// Writes a file that is not there yet; `advice` says what to do when it is.
fn create(path: &Path, text: &str, advice: &str) -> Result<(), Failure> {
    let told = |error: std::io::Error| match error.kind() {
        ErrorKind::AlreadyExists => Failure::File(format!("`{}` ya existe; {advice}", path.display())),
        _ => unwritten(path, &error),
    };
    fs::create_dir_all(path.parent().unwrap_or(path)).map_err(told)?;
    let mut file = fs::File::create_new(path).map_err(told)?;
    file.write_all(text.as_bytes()).map_err(told)
}

/// Writes a file whole beside the old one, which it then replaces.
fn replace(path: &Path, text: &str) -> Result<(), Failure> {
    let new = path.with_extension("new");
    fs::write(&new, text).and_then(|()| fs::rename(&new, path)).map_err(|error| unwritten(path, &error))
}

fn unwritten(path: &Path, error: &std::io::Error) -> Failure {
    Failure::Machine(format!("no se pudo escribir `{}`: {error}; dé permiso de escritura", path.display()))
}

/// The path is what a program wants, hence on stdout; what to do next is said to people.
fn say(dir: &Path, path: &str, next: &str) -> Result<(), Failure> {
    writeln!(std::io::stdout(), "{}", dir.join(path).display())
        .map_err(|error| Failure::Machine(format!("no se pudo decir qué se escribió: {error}")))?;
    terminal::say(next);
    Ok(())
}
