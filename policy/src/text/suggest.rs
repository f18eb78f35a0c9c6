//! The name that was probably meant.

/// Returns the one of `known` that is most like `found`, when one is like enough to be worth a suggestion.
///
/// Case does not matter. Ties go to the name that comes first.
///
/// ```
/// assert_eq!(policy::closest_match("etiquta", ["id", "etiqueta"]), Some("etiqueta"));
/// assert_eq!(policy::closest_match("color", ["id", "etiqueta"]), None);
/// ```
pub fn closest_match<'a>(found: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let found = found.to_lowercase();
    let mut best = None;
    for name in known {
        let likeness = strsim::jaro_winkler(&found, &name.to_lowercase());
        if likeness > best.map_or(0.8, |(_, most)| most) {
            best = Some((name, likeness));
        }
    }
    best.map(|(name, _)| name)
}
