//! How soon support responds.

use chrono::TimeDelta;

use crate::error::{EntityKind, ErrorCollector, Location, PolicyErrorKind, ValueFormat};
use crate::schema;
use crate::text::template::check_plain;

/// How long support may take, and on which clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseTarget {
    /// Counts every minute, day and night.
    Elapsed(TimeDelta),
    /// Counts only while support is open.
    Open(TimeDelta),
}

impl ResponseTarget {
    /// Returns the time that the target allows, on whichever clock.
    #[must_use]
    pub fn duration(self) -> TimeDelta {
        match self {
            Self::Elapsed(time) | Self::Open(time) => time,
        }
    }
}

/// A service level.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Level {
    /// `estandar`.
    pub id: String,
    /// «Estándar».
    pub name: String,
    /// «Bajo»: the word that the policy shows beside it.
    pub priority: String,
    /// What kind of ticket it is for.
    pub applies: String,
    /// The target for what is received while support is open.
    pub within: ResponseTarget,
    /// The target for what is received while support is closed.
    pub outside: ResponseTarget,
}

/// The service levels, from the lowest to the highest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Levels {
    levels: Vec<Level>,
    initial: usize,
}

impl Levels {
    /// Returns the levels that `written` states.
    ///
    /// # Errors
    ///
    /// Every fault of `written`, at its path within it: an `inicial` that is no level, a time that cannot be read.
    pub fn parse(written: &schema::Levels) -> Result<Self, Vec<crate::PolicyError>> {
        let mut faults = ErrorCollector::default();
        let levels = Self::read(written, &Location::Root, &mut faults);
        levels.filter(|_| faults.0.is_empty()).ok_or(faults.0)
    }

    pub(crate) fn read(
        written: &schema::Levels,
        at: &Location<'_>,
        faults: &mut ErrorCollector,
    ) -> Option<Self> {
        let list = at.key("niveles");
        faults.ids(EntityKind::Level, &list, written.levels.iter().map(|level| level.id.as_str()));
        let mut levels = Vec::new();
        for (i, level) in written.levels.iter().enumerate() {
            levels.extend(read_level(level, &list.index(i), faults));
        }
        let initial = written.levels.iter().position(|level| level.id == written.initial);
        if initial.is_none() {
            let known = written.levels.iter().map(|level| level.id.as_str());
            faults.unknown(&at.key("inicial"), EntityKind::Level, &written.initial, known);
        }
        (levels.len() == written.levels.len()).then_some(())?;
        initial.map(|initial| Self { levels, initial })
    }

    /// Returns the level at which every ticket enters, whatever the visitor declares.
    #[must_use]
    pub fn initial(&self) -> &Level {
        &self.levels[self.initial]
    }

    /// Returns the level with this `id`.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Level> {
        self.levels.iter().find(|level| level.id == id)
    }

    /// Returns the levels, from the lowest to the highest.
    pub fn iter(&self) -> impl Iterator<Item = &Level> {
        self.levels.iter()
    }
}

fn read_level(written: &schema::Level, at: &Location<'_>, faults: &mut ErrorCollector) -> Option<Level> {
    for (key, words) in
        [("nombre", &written.name), ("prioridad", &written.priority), ("aplica", &written.applies)]
    {
        check_plain(Some(words), &at.key(key), faults);
    }
    let at = at.key("respuesta");
    let time = read_time(&written.response.time, &at.key("tiempo"), faults);
    let outside = match &written.response.out_of_hours {
        None => Some(None),
        Some(text) => read_time(text, &at.key("fuera_de_horario"), faults).map(Some),
    };
    let within = match written.response.counts.as_str() {
        "horario" => time.map(ResponseTarget::Open),
        "corrido" => time.map(ResponseTarget::Elapsed),
        found => {
            faults.unknown(&at.key("cuenta"), EntityKind::Clock, found, ["horario", "corrido"]);
            None
        }
    };
    let within = within?;
    Some(Level {
        id: written.id.clone(),
        name: written.name.clone(),
        priority: written.priority.clone(),
        applies: written.applies.clone(),
        within,
        outside: outside?.map_or(within, ResponseTarget::Elapsed),
    })
}

/// A response time stays within a year, so that no sum of times can leave the calendar.
const LONGEST_MINUTES: u32 = 366 * 24 * 60;

fn read_time(text: &str, at: &Location<'_>, faults: &mut ErrorCollector) -> Option<TimeDelta> {
    let (number, unit) = text.trim().split_once(' ').unwrap_or((text, ""));
    let factor = match unit.trim() {
        "h" => Some(60),
        "min" => Some(1),
        _ => None,
    };
    let minutes = number.parse::<u32>().ok().zip(factor).and_then(|(n, factor)| n.checked_mul(factor));
    match minutes {
        None | Some(0) => faults.unreadable(at, text, ValueFormat::Span),
        Some(found) if found > LONGEST_MINUTES => {
            let hours = |minutes: u32| minutes.div_ceil(60);
            let (found, limit) = (hours(found), hours(LONGEST_MINUTES));
            let kind =
                PolicyErrorKind::TooGreat { found, limit, whose: "puede tardar una respuesta, en horas" };
            faults.add(at, kind);
        }
        Some(minutes) => return Some(TimeDelta::minutes(i64::from(minutes))),
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Option<TimeDelta> {
        read_time(text, &Location::Root, &mut ErrorCollector::default())
    }

    #[test]
    fn a_time_is_a_whole_number_and_its_unit() {
        assert_eq!(time("4 h"), Some(TimeDelta::hours(4)));
        assert_eq!(time("15 min"), Some(TimeDelta::minutes(15)));
        for wrong in ["", "4", "h", "4h", "4.5 h", "-4 h", "0 min", "4 d", "99999999 h"] {
            assert_eq!(time(wrong), None, "{wrong}");
        }
    }
}
