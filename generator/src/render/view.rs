//! The values that templates see, made from the site and the policy.
//!
//! Decisions are made here, not in templates: which control a field has, how a condition reads, how open hours are
//! grouped. The texts come from `words.yaml` and [`policy::text::spanish`].

pub(crate) mod difference;
pub(crate) mod field;
pub(crate) mod form;
pub(crate) mod hours;
pub(crate) mod notice;
pub(crate) mod page;
pub(crate) mod site_context;
pub(crate) mod version;

pub(crate) use policy::text::template::interpolate_values as interpolate;
