//! The calendar and the service levels, without the rest of the content.

use policy::{Calendar, Levels};

use crate::diagnostic::Diagnostics;
use crate::model::Documents;
use crate::read::source::ContentDir;

/// Returns the calendar and the levels of `source`; only `hours.yaml` and `levels.yaml` are read.
///
/// # Errors
///
/// All errors in those two files.
pub fn load_calendar(source: &ContentDir) -> Result<(Calendar, Levels), Diagnostics> {
    let mut diagnostics = Diagnostics::default();
    let files = ["hours.yaml", "levels.yaml"];
    let documents = Documents::parse_only(source, &files, &mut diagnostics);
    let policy = documents.readable_policy(None, &mut diagnostics).map(|(policy, _)| policy);
    let policy = policy.filter(|_| !diagnostics.has_errors()).ok_or(diagnostics)?;
    Ok((policy.calendar().clone(), policy.levels().clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEVELS: &str = "inicial: a\nniveles:\n  - id: a\n    nombre: A\n    prioridad: Bajo\n    aplica: x\n    \
                          respuesta: {tiempo: 4 h, cuenta: horario}\n";
    const HOURS: &str =
        "zona: America/Mexico_City\nnombre_de_zona: x\nabierto:\n  - {dias: [lunes], de: 08:30, a: 17:30}\n";

    fn source(hours: &str) -> ContentDir {
        ContentDir::default().with("hours.yaml", hours).with("levels.yaml", LEVELS)
    }

    #[test]
    fn load_calendar_reads_hours_and_levels() {
        let (calendar, levels) = load_calendar(&source(HOURS)).unwrap();
        assert_eq!(calendar.zone().name(), "America/Mexico_City");
        assert_eq!(levels.initial().id, "a");
    }

    #[test]
    fn load_calendar_reports_span_of_hours_error() {
        let faults = load_calendar(&source(&HOURS.replace("17:30", "7:30"))).unwrap_err();
        let messages: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(messages.len(), 1, "{messages:?}");
        assert!(messages[0].contains("hours.yaml:4:35"), "{messages:?}");
    }
}
