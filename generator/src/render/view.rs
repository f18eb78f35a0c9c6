//! What the templates see: plain values made for them, by hand, from the site and the policy.
//!
//! A template decides nothing that is decided here: which control a question has, what a condition says in words, how
//! the open hours read. The words themselves come from `words.yaml` and [`policy::text::spanish`].

pub(crate) mod choice;
pub(crate) mod difference;
pub(crate) mod editor;
pub(crate) mod field;
pub(crate) mod files;
pub(crate) mod form;
pub(crate) mod frame;
pub(crate) mod hours;
pub(crate) mod notice;
pub(crate) mod page;
pub(crate) mod tables;
pub(crate) mod version;

/// Returns `pattern` with each `{name}` that `values` knows in its place; what a value brings is not read again.
pub(crate) fn fill(pattern: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let known = after.split_once('}').and_then(|(name, after)| {
            let (_, value) = values.iter().find(|(known, _)| *known == name)?;
            Some((*value, after))
        });
        let (value, next) = known.unwrap_or(("{", after));
        filled.push_str(value);
        rest = next;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_braces_gives_way_to_its_value() {
        assert_eq!(fill("de {de} a {a} h", &[("de", "08:30"), ("a", "17:30")]), "de 08:30 a 17:30 h");
    }

    #[test]
    fn what_a_value_brings_is_not_read_again() {
        assert_eq!(fill("{a} {b}", &[("a", "{b}"), ("b", "x")]), "{b} x");
    }

    #[test]
    fn an_unknown_name_and_a_lone_brace_stay() {
        assert_eq!(fill("{x} {a", &[("a", "1")]), "{x} {a");
        assert_eq!(fill("{{a}", &[("a", "1")]), "{1");
    }
}
