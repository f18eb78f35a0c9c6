//! Parses a time zone, and suggests one for a name that does not exist.

use chrono_tz::Tz;
use strsim::jaro_winkler;

use crate::error::{EntityKind, Location};
use crate::text::normalize;

pub(crate) fn parse_zone(name: &str, at: &Location) -> Option<Tz> {
    let zone = name.parse::<Tz>().ok();
    if zone.is_none() {
        at.add_unknown(EntityKind::Zone, name, suggest_zone(name));
    }
    zone
}

/// The regions of zones named after cities. Other names are abbreviations and offsets, which are easily misread: `CST6CDT`
/// has the summer time of the United States, and `Etc/GMT-6` is ahead of Greenwich.
const REGIONS: [&str; 9] =
    ["africa", "america", "antarctica", "asia", "atlantic", "australia", "europe", "indian", "pacific"];

/// The minimum Jaro-Winkler similarity of a suggestion: a less similar name has another clock.
const MIN_SIMILARITY: f64 = 0.9;

/// The minimum length of a prefix that counts as the start of a name.
const MIN_PREFIX_LEN: usize = 4;

/// Returns the zone that is most likely meant by `found`, which is not a zone.
fn suggest_zone(found: &str) -> Option<&'static str> {
    let normalize = |name: &str| normalize::fold_accents(name.trim()).replace([' ', '-'], "_");
    let found = normalize(found);
    let zones = chrono_tz::TZ_VARIANTS.iter().filter_map(|zone| {
        let (region, city) = zone.name().split_once('/')?;
        let (region, city) = (normalize(region), normalize(city));
        REGIONS.contains(&region.as_str()).then_some((zone.name(), region, city))
    });
    let zones: Vec<_> = zones.collect();
    let is_prefix = |prefix: &str, city: &str| prefix.len() >= MIN_PREFIX_LEN && city.starts_with(prefix);
    let Some((region, city)) = found.split_once('/') else {
        let is_city = |city: &str| {
            is_prefix(&found, city) && matches!(city.as_bytes().get(found.len()), None | Some(b'_'))
        };
        return zones.iter().find(|(.., city)| is_city(city)).map(|(name, ..)| *name);
    };
    if let Some((name, ..)) = zones.iter().find(|(_, other, name)| other == region && is_prefix(city, name)) {
        return Some(name);
    }
    zones
        .iter()
        .filter(|(_, other, _)| jaro_winkler(other, region) > MIN_SIMILARITY)
        .map(|(name, _, other)| (*name, jaro_winkler(other, city)))
        .filter(|(_, similarity)| *similarity > MIN_SIMILARITY)
        .max_by(|(_, one), (_, other)| one.total_cmp(other))
        .map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggest_zone_finds_misspelled_and_partial_names() {
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
            assert_eq!(suggest_zone(found).unwrap_or_default(), zone, "{found}");
        }
    }

    #[test]
    fn suggest_zone_ignores_abbreviations_and_offsets() {
        for found in ["CST", "CDT", "EST", "GMT-6", "UTC-6", "UTC -06:00", "Central", "-06:00", "GDL", ""] {
            assert_eq!(suggest_zone(found), None, "{found}");
        }
    }
}
