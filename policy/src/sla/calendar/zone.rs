//! The zone of time that an editor names, or the one that was probably meant.

use chrono_tz::Tz;

use crate::error::{EntityKind, ErrorCollector, Location};
use crate::text::normalize;

pub(crate) fn read_zone(name: &str, at: &Location<'_>, faults: &mut ErrorCollector) -> Option<Tz> {
    let zone = name.parse::<Tz>().ok();
    if zone.is_none() {
        faults.unknown(at, EntityKind::Zone, name, meant(name));
    }
    zone
}

/// Regions with cities. The names outside them are abbreviations and offsets, whose clocks are seldom what they seem:
/// `CST6CDT` has the summer time of the United States, and `Etc/GMT-6` is ahead of Greenwich.
const REGIONS: [&str; 9] =
    ["africa", "america", "antarctica", "asia", "atlantic", "australia", "europe", "indian", "pacific"];

/// A suggestion is more alike than this: the clock of a name that is only similar would be another one.
const ALIKE: f64 = 0.9;

/// A beginning of a name is as long as this, in letters.
const SHORTEST: usize = 4;

/// Returns the zone that `found`, which is none, was probably meant to name.
fn meant(found: &str) -> Option<&'static str> {
    let plain = |name: &str| normalize::fold(name.trim()).replace([' ', '-'], "_");
    let found = plain(found);
    let zones = chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()).filter_map(|name| {
        let (region, city) = name.split_once('/')?;
        let (region, city) = (plain(region), plain(city));
        REGIONS.contains(&region.as_str()).then_some((name, region, city))
    });
    let zones: Vec<_> = zones.collect();
    let Some((region, city)) = found.split_once('/') else {
        let is_city =
            |of: &str| of.strip_prefix(&*found).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'));
        let known = zones.iter().find(|(_, _, of)| found.len() >= SHORTEST && is_city(of));
        return known.map(|(name, ..)| *name);
    };
    let begins = |of: &str| city.len() >= SHORTEST && of.starts_with(city);
    if let Some((name, ..)) = zones.iter().find(|(_, own, of)| own == region && begins(of)) {
        return Some(name);
    }
    let alike = |one: &str, other: &str| strsim::jaro_winkler(one, other);
    let near = zones.iter().filter(|(_, own, _)| alike(own, region) > ALIKE);
    let near = near.map(|(name, _, of)| (*name, alike(of, city))).filter(|(_, likeness)| *likeness > ALIKE);
    near.max_by(|(_, one), (_, other)| one.total_cmp(other)).map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_meant_has_the_clock_that_was_meant() {
        for (found, zone) in [
            ("America/Mexico_Cty", "America/Mexico_City"),
            ("America/Mexico", "America/Mexico_City"),
            ("America/Ciudad de Mexico", ""),
            ("america/mexico_city ", "America/Mexico_City"),
            ("Americas/Mexico_City", "America/Mexico_City"),
            ("México", "America/Mexico_City"),
            ("Mexico City", "America/Mexico_City"),
            ("America/Monterey", "America/Monterrey"),
            ("America/Argentina", "America/Argentina/Buenos_Aires"),
            ("America/M", ""),
        ] {
            assert_eq!(meant(found).unwrap_or_default(), zone, "{found}");
        }
    }

    #[test]
    fn an_abbreviation_or_an_offset_names_no_city() {
        for found in ["CST", "CDT", "EST", "GMT-6", "UTC-6", "UTC -06:00", "Central", "-06:00", "GDL", ""] {
            assert_eq!(meant(found), None, "{found}");
        }
    }
}
