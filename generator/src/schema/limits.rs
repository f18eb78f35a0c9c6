//! What the vendors behind the forms take, as editors write it.

use schemars::JsonSchema;
use serde::Deserialize;

/// `limits.yaml`: what no form may go beyond.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// In any order.
    #[serde(rename = "proveedores")]
    pub vendors: Vec<Vendor>,
}

/// Who does what a form asks for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Vendor {
    /// «Google Workspace».
    #[serde(rename = "nombre")]
    pub name: String,
    /// The `id` of the form.
    #[serde(rename = "formulario")]
    pub form: String,
    /// What it takes.
    #[serde(rename = "limites")]
    pub limits: Vec<Limit>,
}

/// A limit of some fields.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// The `id` of each field, or of rows.
    #[serde(rename = "campos")]
    pub fields: Vec<String>,
    /// The `id` of the only operation in which it holds; in all without one.
    #[serde(rename = "operacion", default)]
    pub operation: Option<String>,
    /// The greatest `maximo`.
    #[serde(rename = "maximo", default)]
    pub max: Option<u32>,
    /// The greatest `externos`.
    #[serde(rename = "externos", default)]
    pub external: Option<u32>,
    /// Where the vendor says so.
    #[serde(rename = "fuente")]
    pub source: String,
}
