//! The values that templates see, made from the site and the policy.
//!
//! Decisions are made here, not in templates: which control a field has, how a condition reads, how open hours are
//! grouped. The texts come from `words.yaml` and [`policy::text::spanish`].

pub(crate) mod choice;
pub(crate) mod difference;
pub(crate) mod field;
pub(crate) mod files;
pub(crate) mod form;
pub(crate) mod hours;
pub(crate) mod level;
pub(crate) mod notice;
pub(crate) mod page;
pub(crate) mod site_context;
pub(crate) mod site_variables;
pub(crate) mod version;

use policy::text::template;

/// Returns `pattern` with each `{name}` of `values` replaced.
pub(crate) fn interpolate(pattern: &str, values: &[(&str, &str)]) -> String {
    let value =
        |name: &str| values.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
    template::fill(pattern, value)
}
