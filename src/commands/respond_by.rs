//! `folio respond-by`: the response deadlines that the policy promises for given times of receipt.

use std::io::Write;

use chrono::{DateTime, LocalResult, NaiveDateTime, SecondsFormat, TimeZone, Utc};
use chrono_tz::Tz;
use policy::{Calendar, Levels};
use serde::Serialize;

use crate::cli::args::RespondBy;
use crate::cli::error::CliError;
use crate::project;

/// A line of the output.
#[derive(Serialize)]
struct Deadlines {
    received: String,
    open: bool,
    next_opening: String,
    respond_by: serde_json::Map<String, serde_json::Value>,
}

/// Formats without a zone, whose times are in the policy's zone.
const LOCAL_FORMATS: [&str; 4] =
    ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"];

/// Prints a JSON line for each time.
pub(crate) fn run(arguments: &RespondBy) -> Result<(), CliError> {
    let (calendar, levels) = project::load_calendar(&arguments.content.dir)?;
    let times: Result<Vec<_>, _> = arguments.at.iter().map(|at| parse_time(at, calendar.zone)).collect();
    let mut out = std::io::stdout().lock();
    for received in times? {
        let deadlines = deadlines(&calendar, &levels, received).ok_or_else(|| {
            CliError::Usage(format!(
                "{received} está fuera del calendario: escriba un instante entre los años 0 y 9999"
            ))
        })?;
        let line = serde_json::to_string(&deadlines).map_err(|error| CliError::System(error.to_string()))?;
        writeln!(out, "{line}").map_err(CliError::system("no se pudo escribir la respuesta"))?;
    }
    Ok(())
}

/// Returns `None` when a time is out of the calendar's range.
fn deadlines(calendar: &Calendar, levels: &Levels, received: DateTime<Utc>) -> Option<Deadlines> {
    let format = |time: DateTime<Tz>| time.to_rfc3339_opts(SecondsFormat::AutoSi, false);
    let due = |level: &policy::Level| {
        Some((level.id.clone(), format(calendar.respond_by(received, level)?).into()))
    };
    Some(Deadlines {
        received: format(received.with_timezone(&calendar.zone)),
        open: calendar.is_open(received),
        next_opening: format(calendar.next_opening(received)?),
        respond_by: levels.iter().map(due).collect::<Option<_>>()?,
    })
}

fn parse_time(text: &str, zone: Tz) -> Result<DateTime<Utc>, CliError> {
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Ok(time.to_utc());
    }
    let local = LOCAL_FORMATS.iter().find_map(|format| NaiveDateTime::parse_from_str(text, format).ok());
    let problem = match local.map(|local| zone.from_local_datetime(&local)) {
        Some(LocalResult::Single(time)) => return Ok(time.to_utc()),
        Some(LocalResult::Ambiguous(..)) => {
            format!("ocurre dos veces en {zone}: agregue su zona, como {text}-06:00")
        }
        Some(LocalResult::None) => {
            format!("no existe en {zone}: ese día el reloj se adelantó; escriba otra hora")
        }
        None => "no es un instante: escríbalo como 2024-05-31T16:30:00-06:00".to_owned(),
    };
    Err(CliError::Usage(format!("«{text}» {problem}")))
}
