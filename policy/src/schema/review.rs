//! The shapes of conditions, and of the rules for confirmations.

use serde::{Deserialize, Serialize};

/// A condition: another field has one of these answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The field, of the same row or outside rows.
    #[serde(rename = "campo")]
    pub field: String,
    /// The choices that satisfy the condition.
    #[serde(rename = "es")]
    pub is: Vec<String>,
}

/// The rules of the confirmation of a deletion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// The field with the date of the deletion; today without an answer.
    #[serde(rename = "fecha", default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// The consequences. Without one that applies, no confirmation is needed.
    #[serde(rename = "consecuencias")]
    pub consequences: Vec<Consequence>,
}

/// A consequence of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Consequence {
    /// The conditions, all of which must hold, in the same row for fields of rows.
    #[serde(rename = "cuando")]
    pub when: Vec<Condition>,
    /// The days after which the deletion is final.
    #[serde(rename = "dias", default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
    /// The sentence, with the placeholders `{fecha}`, `{limite}` (`dias` days later) and the `{id}` of any field.
    #[serde(rename = "texto")]
    pub text: String,
}

/// How passwords are detected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Passwords {
    /// The words for a password in a heading or before a colon: `contraseña`, `password`.
    #[serde(rename = "palabras")]
    pub words: Vec<String>,
    /// The warning about an answer with a likely password; `{etiqueta}` is its question.
    #[serde(rename = "aviso")]
    pub warning: String,
}
