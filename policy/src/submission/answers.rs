//! Unvalidated form input.

use std::collections::BTreeMap;

/// The values of each field by its name. A field that was sent twice has two values.
pub type FieldValues = BTreeMap<String, Vec<String>>;

/// The unvalidated answers of a request. The lines of a list are one text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// The fields outside rows.
    pub fields: FieldValues,
    /// The rows, by their name.
    pub rows: BTreeMap<String, Vec<FieldValues>>,
}
