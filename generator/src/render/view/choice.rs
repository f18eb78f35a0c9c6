//! What can be chosen, as a page offers it.

use policy::form::model;
use serde::Serialize;

/// Something that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Choice {
    /// The `id` of its control.
    pub(crate) id: String,
    /// What is sent.
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) hint: Option<String>,
    pub(crate) hint_id: String,
    /// Whether it is made until the visitor makes another.
    pub(crate) chosen: bool,
}

impl Choice {
    /// Returns the choices of the question whose control has this `id`.
    ///
    /// The first control has the question's own `id`, so that the error summary leads straight to it. The others'
    /// have two hyphens, which no name of a field or of rows can bring about.
    pub(crate) fn all(field: &model::Field, id: &str) -> Vec<Self> {
        let choice = |(i, choice): (usize, &model::Choice)| {
            let own = format!("{id}--{}", choice.id);
            Self {
                id: if i == 0 { id.to_owned() } else { own.clone() },
                value: choice.id.clone(),
                label: choice.label.clone(),
                hint: choice.hint.clone(),
                hint_id: format!("{own}-hint"),
                chosen: field.default.as_deref() == Some(&choice.id),
            }
        };
        field.kind.choices().iter().enumerate().map(choice).collect()
    }
}
