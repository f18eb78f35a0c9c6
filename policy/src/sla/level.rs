//! Service levels and their response targets.

use chrono::TimeDelta;

use crate::error::{EntityKind, ErrorCollector, Location, PolicyError, PolicyErrorKind, ValueFormat};
use crate::schema;

/// The time within which support responds, and the clock that counts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseTarget {
    /// Every minute counts.
    Elapsed(TimeDelta),
    /// Only minutes in business hours count.
    BusinessHours(TimeDelta),
}

impl ResponseTarget {
    /// Returns the time of the target, on either clock.
    #[must_use]
    pub fn duration(self) -> TimeDelta {
        match self {
            Self::Elapsed(time) | Self::BusinessHours(time) => time,
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
    /// «Bajo».
    pub priority: String,
    /// The tickets that it is for.
    pub applies: String,
    /// The target for tickets received in business hours.
    pub within: ResponseTarget,
    /// The target for tickets received outside business hours.
    pub outside: ResponseTarget,
}

/// The service levels, from the lowest to the highest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Levels {
    levels: Vec<Level>,
    initial: usize,
}

impl Levels {
    /// Returns the levels of `levels.yaml`.
    ///
    /// # Errors
    ///
    /// Every error, with its path within `schema`: an `inicial` that is not a level, an invalid time.
    pub fn parse(schema: &schema::Levels) -> Result<Self, Vec<PolicyError>> {
        ErrorCollector::collect(|root| Self::parse_at(schema, root))
    }

    pub(crate) fn parse_at(schema: &schema::Levels, at: &Location) -> Option<Self> {
        let list = at.key("niveles");
        let ids = schema.levels.iter().map(|level| level.id.as_str());
        list.check_ids(EntityKind::Level, ids.clone());
        let levels = schema.levels.iter().enumerate();
        let levels: Vec<_> = levels.map(|(i, level)| parse_level(level, &list.index(i))).collect();
        at.key("inicial").check_known(EntityKind::Level, &schema.initial, ids.clone());
        let initial = ids.clone().position(|id| id == schema.initial)?;
        Some(Self { levels: levels.into_iter().collect::<Option<_>>()?, initial })
    }

    /// Returns the level of every new ticket.
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

fn parse_level(schema: &schema::Level, at: &Location) -> Option<Level> {
    for (key, text) in
        [("nombre", &schema.name), ("prioridad", &schema.priority), ("aplica", &schema.applies)]
    {
        at.check_plain(key, text);
    }
    let at = at.key("respuesta");
    let time = parse_time(&schema.response.time, &at.key("tiempo"));
    let outside = schema.response.out_of_hours.as_ref();
    let outside = outside.map(|text| parse_time(text, &at.key("fuera_de_horario")));
    let target = match schema.response.counts.as_str() {
        "horario" => ResponseTarget::BusinessHours,
        "corrido" => ResponseTarget::Elapsed,
        found => {
            at.key("cuenta").add_unknown(EntityKind::Clock, found, ["horario", "corrido"]);
            return None;
        }
    };
    let within = target(time?);
    Some(Level {
        id: schema.id.clone(),
        name: schema.name.clone(),
        priority: schema.priority.clone(),
        applies: schema.applies.clone(),
        within,
        outside: outside.map_or(Some(within), |time| time.map(ResponseTarget::Elapsed))?,
    })
}

/// The maximum response time, a year: the sum of a moment and a response time is always representable.
const MAX_MINUTES: u32 = 366 * 24 * 60;

fn parse_time(text: &str, at: &Location) -> Option<TimeDelta> {
    let (number, unit) = text.trim().split_once(' ').unwrap_or((text, ""));
    let factor = match unit.trim() {
        "h" => Some(60),
        "min" => Some(1),
        _ => None,
    };
    let minutes = number.parse::<u32>().ok().zip(factor).and_then(|(n, factor)| n.checked_mul(factor));
    match minutes {
        None | Some(0) => at.add_invalid_format(text, ValueFormat::Duration),
        Some(found) if found > MAX_MINUTES => {
            let (found, limit) = (found.div_ceil(60), MAX_MINUTES / 60);
            let container = "puede tardar una respuesta, en horas";
            at.add(PolicyErrorKind::AboveMaximum { found, limit, container });
        }
        Some(minutes) => return Some(TimeDelta::minutes(i64::from(minutes))),
    }
    None
}
#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Option<TimeDelta> {
        parse_time(text, &ErrorCollector::default().root())
    }

    #[test]
    fn parse_time_requires_a_whole_number_and_a_unit() {
        assert_eq!(time("4 h"), Some(TimeDelta::hours(4)));
        assert_eq!(time("15 min"), Some(TimeDelta::minutes(15)));
        for wrong in ["", "4", "h", "4h", "4.5 h", "-4 h", "0 min", "4 d", "99999999 h"] {
            assert_eq!(time(wrong), None, "{wrong}");
        }
    }
}
