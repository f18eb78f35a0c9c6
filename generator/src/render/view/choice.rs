//! A choice of a field.

use policy::form::model;
use serde::Serialize;

/// A choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ChoiceView {
    /// The `id` of its control.
    pub(crate) id: String,
    /// The submitted value.
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) hint: Option<String>,
    pub(crate) hint_id: String,
    /// Whether it is selected by default.
    pub(crate) chosen: bool,
}

impl ChoiceView {
    /// Returns the choices of `field`, whose control has this `id`.
    ///
    /// The first choice has the same `id`, so that the error summary can link to it. Those of the others contain two
    /// hyphens, which no field name contains.
    pub(crate) fn all(field: &model::Field, id: &str) -> Vec<Self> {
        let choice = |(i, choice): (usize, &model::Choice)| {
            let suffixed = format!("{id}--{}", choice.id);
            Self {
                id: if i == 0 { id.to_owned() } else { suffixed.clone() },
                value: choice.id.clone(),
                label: choice.label.clone(),
                hint: choice.hint.clone(),
                hint_id: format!("{suffixed}-hint"),
                chosen: field.default.as_deref() == Some(&choice.id),
            }
        };
        field.kind.choices().iter().enumerate().map(choice).collect()
    }
}
