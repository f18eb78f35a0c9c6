//! The shapes of the rules for pasted tables.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The texts about pasted tables; `{varios}` is the plural noun of the rows, as «cuentas».
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Pasting"))]
#[serde(deny_unknown_fields)]
pub struct PasteMessages {
    /// The text that opens the box: «Pegar varias {varios}».
    #[serde(rename = "titulo")]
    pub title: String,
    /// The label of the box.
    #[serde(rename = "etiqueta")]
    pub label: String,
    /// The hint about tables that can be pasted; `{columnas}` is the order of columns without headings.
    #[serde(rename = "ayuda")]
    pub hint: String,
    /// The text of the button that reads the table.
    #[serde(rename = "boton")]
    pub button: String,
    /// The messages by code.
    #[serde(rename = "mensajes")]
    pub messages: BTreeMap<String, String>,
}

/// How a table is converted to rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Paste {
    /// The fields of a table without headings, in the order of its columns.
    #[serde(rename = "orden")]
    pub order: Vec<String>,
    /// The choices for rows whose table has no column for the field, by field.
    #[serde(rename = "supone", default, skip_serializing_if = "BTreeMap::is_empty")]
    pub assumed: BTreeMap<String, String>,
}
