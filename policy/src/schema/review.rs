//! What is looked at once more before it is sent, as editors write of it.

use serde::{Deserialize, Serialize};

use crate::schema::Condition;

/// What is told, and must be confirmed, before something is deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// The field with the day on which it is done; without an answer there, it is today.
    #[serde(rename = "fecha", default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// What will happen; where none applies, nothing has to be confirmed.
    #[serde(rename = "consecuencias")]
    pub consequences: Vec<Consequence>,
}

/// Something that will happen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Consequence {
    /// All of these must hold, of the same row where they are about rows.
    #[serde(rename = "cuando")]
    pub when: Vec<Condition>,
    /// After how many days nothing can be had back.
    #[serde(rename = "dias", default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
    /// What will happen, of `{fecha}`, `{limite}` (that day and `dias` more) and the `{id}` of any field.
    #[serde(rename = "texto")]
    pub text: String,
}

/// How a password is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Passwords {
    /// Words of a column's heading, or before a colon in a text: `contraseña`, `password`.
    #[serde(rename = "palabras")]
    pub words: Vec<String>,
    /// What is said before sending of an answer that seems to hold one; `{etiqueta}` is its question.
    #[serde(rename = "aviso")]
    pub warning: String,
}
