//! Texts with placeholders, as editors write them: «Escriba {maximo} caracteres o menos».

/// Returns `template` with each placeholder replaced by its `value`.
///
/// A placeholder without a value stays. Values are not interpolated again.
///
/// ```
/// use policy::text::template::interpolate;
/// let text = interpolate("{n} de {total}", |name| (name == "n").then(|| "{total}".to_owned()));
/// assert_eq!(text, "{total} de {total}");
/// ```
pub fn interpolate(template: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let placeholder = after.split_once('}').filter(|(name, _)| !name.contains('{'));
        let replaced = placeholder.and_then(|(name, end)| Some((value(name)?, end)));
        if let Some((value, end)) = replaced {
            text.push_str(&value);
            rest = end;
        } else {
            text.push('{');
            rest = after;
        }
    }
    text.push_str(rest);
    text
}

/// Returns `template` with each placeholder replaced by the value of its name; see [`interpolate`].
#[must_use]
pub fn interpolate_values(template: &str, values: &[(&str, &str)]) -> String {
    interpolate(template, |name| {
        values.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
    })
}

/// Returns the names of the placeholders in `template`.
pub(crate) fn placeholders(template: &str) -> impl Iterator<Item = &str> {
    template.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
}

/// Returns the name in a placeholder that is written with its braces.
pub(crate) fn placeholder_name(placeholder: &str) -> &str {
    placeholder.trim_matches(['{', '}', ' '])
}

/// Returns each malformed placeholder in `text`: an unknown name, or a known name with unbalanced braces or spaces.
///
/// Braces around anything but a name are literal.
///
/// ```
/// use policy::text::template::unknown_placeholders;
/// let found = |text| unknown_placeholders(text, &["fecha"]);
/// assert_eq!(found("El {fecha}, {} y { x }"), [""; 0]);
/// assert_eq!(found("El {fehca}, {{fecha}} y {fecha"), ["{fehca}", "{{fecha}}", "{fecha"]);
/// ```
#[must_use]
pub fn unknown_placeholders<'t>(text: &'t str, known: &[&str]) -> Vec<&'t str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let inner = rest[start..].trim_start_matches('{');
        let named = inner.trim_start_matches(' ');
        let name_end = named.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-'));
        let (name, after) = named.split_at(name_end.unwrap_or(named.len()));
        let close = after.trim_start_matches(' ');
        let behind = close.trim_start_matches('}');
        let is_pair = inner.len() + 1 == rest.len() - start && close.starts_with('}');
        let is_bare = is_pair && named.len() == inner.len() && close.len() == after.len();
        let is_known = known.contains(&name);
        if !name.is_empty() && is_bare != is_known {
            let end = if close.len() == behind.len() { after } else { behind };
            found.push(&rest[start..rest.len() - end.len()]);
        }
        rest = behind;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_unknown(text: &str, expected: &[&str]) {
        assert_eq!(unknown_placeholders(text, &["maximo", "linea"]), expected, "{text}");
    }

    #[test]
    fn unknown_placeholders_returns_unknown_names() {
        assert_unknown("De {minimo} a {maximo}", &["{minimo}"]);
        assert_unknown("{máximo} {maximo_} {max-imo}", &["{máximo}", "{maximo_}", "{max-imo}"]);
    }

    #[test]
    fn unknown_placeholders_returns_unbalanced_braces() {
        assert_unknown(
            "{{maximo}} { maximo } {maximo y {linea",
            &["{{maximo}}", "{ maximo }", "{maximo", "{linea"],
        );
        assert_unknown("{maximo}{linea}}", &[]);
    }

    #[test]
    fn unknown_placeholders_ignores_literal_braces() {
        for text in ["", "{", "}{", "{}", "ni { ni }", "{a: 1}", "{ nada }", "{otro", "{{ <telefono /> }}"] {
            assert_unknown(text, &[]);
        }
    }

    #[track_caller]
    fn assert_interpolated(template: &str, expected: &str) {
        let value = |name: &str| match name {
            "maximo" => Some("20".to_owned()),
            "valor" => Some("{maximo}".to_owned()),
            _ => None,
        };
        assert_eq!(interpolate(template, value), expected);
    }

    #[test]
    fn interpolate_replaces_each_placeholder_once() {
        assert_interpolated("{maximo}", "20");
        assert_interpolated("De {valor} a {maximo}, no más de {maximo}.", "De {maximo} a 20, no más de 20.");
    }

    #[test]
    fn interpolate_keeps_other_braces() {
        for text in ["", "Sin nada", "{otro}", "{", "}{", "{maximo", "{ maximo }"] {
            assert_interpolated(text, text);
        }
        assert_interpolated("{{maximo}}", "{20}");
        assert_eq!(interpolate("{a {b}", |name| Some(name.to_uppercase())), "{a B");
    }
}
