//! A service level.

use policy::sla::level;
use policy::text::spanish;
use serde::Serialize;

use crate::render::view::interpolate;
use crate::schema::Texts;

/// A service level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct LevelView {
    name: String,
    priority: String,
    applies: String,
    /// «15 minutos».
    time: String,
    /// «2 horas»: outside business hours; equal to `time` if it does not differ.
    outside_time: String,
    /// «2 horas fuera de horario», if it differs.
    outside: Option<String>,
}

impl LevelView {
    pub(crate) fn new(level: &level::Level, texts: &Texts) -> Self {
        let time = spanish::format_duration(level.within.duration());
        let outside_time = spanish::format_duration(level.outside.duration());
        let differs = level.outside != level.within;
        let outside = differs.then(|| interpolate(texts.get("niveles.fuera"), &[("tiempo", &outside_time)]));
        Self {
            name: level.name.clone(),
            priority: level.priority.clone(),
            applies: level.applies.clone(),
            time,
            outside_time,
            outside,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::example;

    #[test]
    fn outside_time_is_shown_only_when_different() {
        let site = example::site();
        let levels = site.policy.levels.iter().map(|level| LevelView::new(level, &site.texts));
        let times: Vec<_> = levels.map(|level| (level.time, level.outside_time, level.outside)).collect();
        let text = str::to_owned;
        assert_eq!(
            times,
            [
                (text("4 horas"), text("4 horas"), None),
                (text("15 minutos"), text("2 horas"), Some(text("2 horas fuera"))),
            ]
        );
    }
}
