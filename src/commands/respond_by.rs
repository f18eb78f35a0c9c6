//! `folio respond-by`: what the policy promises for what is received at some instants.

use std::io::Write;

use chrono::{DateTime, LocalResult, NaiveDateTime, SecondsFormat, TimeZone, Utc};
use chrono_tz::Tz;
use policy::{Calendar, Levels};
use serde::Serialize;

use crate::cli::args::RespondBy;
use crate::cli::error::Failure;
use crate::project;

/// A line of the answer.
#[derive(Serialize)]
struct Promise {
    received: String,
    open: bool,
    next_opening: String,
    respond_by: serde_json::Map<String, serde_json::Value>,
}

/// Writes a JSON line for each instant to stdout.
pub(crate) fn run(arguments: &RespondBy) -> Result<(), Failure> {
    let (calendar, levels) = project::load_calendar(&arguments.content.dir)?;
    let instants: Result<Vec<_>, _> = arguments.at.iter().map(|at| instant(at, calendar.zone())).collect();
    let mut out = std::io::stdout().lock();
    for at in instants? {
        let promise = promise(&calendar, &levels, at).ok_or_else(|| out_of_range(at))?;
        let line = serde_json::to_string(&promise).map_err(|error| Failure::Machine(error.to_string()))?;
        writeln!(out, "{line}")
            .map_err(|error| Failure::Machine(format!("no se pudo escribir la respuesta: {error}")))?;
    }
    Ok(())
}

fn promise(calendar: &Calendar, levels: &Levels, at: DateTime<Utc>) -> Option<Promise> {
    let words = |at: DateTime<Tz>| at.to_rfc3339_opts(SecondsFormat::AutoSi, false);
    let mut respond_by = serde_json::Map::new();
    for level in levels.iter() {
        let due = calendar.respond_by(at, level)?;
        respond_by.insert(level.id.clone(), words(due).into());
    }
    Some(Promise {
        received: words(at.with_timezone(&calendar.zone())),
        open: calendar.is_open(at),
        next_opening: words(calendar.next_opening(at)?),
        respond_by,
    })
}

/// Reads an instant; one without a zone is in the policy's.
fn instant(text: &str, zone: Tz) -> Result<DateTime<Utc>, Failure> {
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Ok(at.to_utc());
    }
    let formats = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"];
    let local = formats.iter().find_map(|format| NaiveDateTime::parse_from_str(text, format).ok());
    match local.map(|local| zone.from_local_datetime(&local)) {
        Some(LocalResult::Single(at)) => Ok(at.to_utc()),
        Some(LocalResult::Ambiguous(..)) => Err(Failure::Arguments(format!(
            "«{text}» ocurre dos veces en {zone}: agregue su zona, como {text}-06:00"
        ))),
        Some(LocalResult::None) => Err(Failure::Arguments(format!(
            "«{text}» no existe en {zone}: ese día el reloj se adelantó; escriba otra hora"
        ))),
        None => Err(Failure::Arguments(format!(
            "«{text}» no es un instante: escríbalo como 2024-05-31T16:30:00-06:00"
        ))),
    }
}

fn out_of_range(at: DateTime<Utc>) -> Failure {
    Failure::Arguments(format!("{at} está fuera del calendario: escriba un instante entre los años 0 y 9999"))
}
