//! What came from a visitor, before anything is known of it.

use std::collections::BTreeMap;

/// The values of each field by its name. A field that came twice has two values.
pub type FieldValues = BTreeMap<String, Vec<String>>;

/// What a visitor sent: text by field, and rows of the same. Several lines of a list are one text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// The fields that are asked once.
    pub fields: FieldValues,
    /// The rows, by the name of the rows.
    pub rows: BTreeMap<String, Vec<FieldValues>>,
}
