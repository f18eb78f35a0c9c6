//! A service level.

use policy::Level;
use policy::text::spanish;
use serde_json::{Value, json};

use crate::render::view::interpolate;
use crate::schema::Texts;

/// Returns the view of a level; `outside` is empty unless the time outside business hours differs.
pub(crate) fn level_view(level: &Level, texts: &Texts) -> Value {
    // «15 minutos», «2 horas»
    let [time, outside_time] =
        [level.within, level.outside].map(|target| spanish::format_duration(target.duration()));
    let differs = level.outside != level.within;
    // «2 horas fuera de horario»
    let outside = differs.then(|| interpolate(texts.get("niveles.fuera"), &[("tiempo", &outside_time)]));
    json!({
        "name": level.name,
        "priority": level.priority,
        "applies": level.applies,
        "time": time,
        "outside_time": outside_time,
        "outside": outside,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::example;

    #[test]
    fn outside_time_is_shown_only_when_different() {
        let site = example::site();
        let levels = site.policy.levels().iter().map(|level| level_view(level, &site.texts));
        let times = levels.map(|level| json!([level["time"], level["outside_time"], level["outside"]]));
        assert_eq!(
            times.collect::<Vec<_>>(),
            [json!(["4 horas", "4 horas", null]), json!(["15 minutos", "2 horas", "2 horas fuera"])]
        );
    }
}
