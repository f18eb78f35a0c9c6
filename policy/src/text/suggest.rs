//! The most similar name to one that does not exist.

/// The minimum Jaro-Winkler similarity of a suggestion.
const MIN_SIMILARITY: f64 = 0.8;

/// Returns the name of `known` that is most similar to `found`, or `None` if none is similar enough.
///
/// Case does not matter. On a tie the first name is returned.
///
/// ```
/// use policy::text::suggest::closest_match;
/// assert_eq!(closest_match("etiquta", ["id", "etiqueta"]), Some("etiqueta"));
/// assert_eq!(closest_match("color", ["id", "etiqueta"]), None);
/// ```
pub fn closest_match<'a>(found: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let found = found.to_lowercase();
    let similarities =
        known.into_iter().map(|name| (name, strsim::jaro_winkler(&found, &name.to_lowercase())));
    let similar = similarities.filter(|(_, similarity)| *similarity > MIN_SIMILARITY);
    similar.reduce(|best, other| if other.1 > best.1 { other } else { best }).map(|(name, _)| name)
}
