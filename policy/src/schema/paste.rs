//! Accounts pasted as a table, as editors write of them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What is said of a pasted table; `{varios}` is the rows' own word, as «cuentas».
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Pasting"))]
#[serde(deny_unknown_fields)]
pub struct PasteMessages {
    /// What opens the box: «Pegar varias {varios}».
    #[serde(rename = "titulo")]
    pub title: String,
    /// The label of the box.
    #[serde(rename = "etiqueta")]
    pub label: String,
    /// What may be pasted; `{columnas}` is the order of the columns when they have no heading.
    #[serde(rename = "ayuda")]
    pub hint: String,
    /// The button that reads the box.
    #[serde(rename = "boton")]
    pub button: String,
    /// What the visitor is told, by code.
    #[serde(rename = "mensajes")]
    pub messages: BTreeMap<String, String>,
}

/// How a table becomes rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Paste {
    /// The fields of a table without headings, in the order of its columns.
    #[serde(rename = "orden")]
    pub order: Vec<String>,
    /// Choices that are made in rows whose table says nothing of them, by field.
    #[serde(rename = "supone", default, skip_serializing_if = "BTreeMap::is_empty")]
    pub assumed: BTreeMap<String, String>,
}
