//! The rules of the confirmation of a request that deletes something.

use crate::form::model::Condition;

/// The rules of the confirmation of a deletion.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConfirmationRules {
    /// The field with the date of the deletion; today without one.
    pub(crate) date: Option<String>,
    pub(crate) consequences: Vec<Consequence>,
    pub(crate) passwords: PasswordDetector,
}

/// A consequence of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Consequence {
    /// The conditions, all of which must hold.
    pub(crate) when: Vec<Condition>,
    /// The days after which the deletion is final.
    pub(crate) days: Option<u32>,
    pub(crate) text: String,
    /// Whether it is about each row.
    pub(crate) repeats: bool,
}

/// Detects passwords in long answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PasswordDetector {
    /// The words for a password, without accents and in lower case.
    pub(crate) words: Vec<String>,
    /// The warning, with the placeholder `{etiqueta}`.
    pub(crate) warning: String,
}
