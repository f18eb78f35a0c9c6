//! The vendors' limits, as editors write them.

use schemars::JsonSchema;
use serde::Deserialize;

/// `limits.yaml`: the limits that no form may exceed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// The vendors, in any order.
    #[serde(rename = "proveedores")]
    pub vendors: Vec<Vendor>,
}

/// The vendor of a service that a form requests.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Vendor {
    /// Its name: «Google Workspace».
    #[serde(rename = "nombre")]
    pub name: String,
    /// The `id` of the form.
    #[serde(rename = "formulario")]
    pub form: String,
    /// Its limits.
    #[serde(rename = "limites")]
    pub limits: Vec<Limit>,
}

/// A limit of one or more fields.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// The `id` of each field, or of rows.
    #[serde(rename = "campos")]
    pub fields: Vec<String>,
    /// The `id` of the only operation to which it applies; without one it applies to all.
    #[serde(rename = "operacion", default)]
    pub operation: Option<String>,
    /// The greatest allowed `maximo`.
    #[serde(rename = "maximo", default)]
    pub max: Option<u32>,
    /// The greatest allowed `externos`.
    #[serde(rename = "externos", default)]
    pub external: Option<u32>,
    /// The address of the vendor's documentation.
    #[serde(rename = "fuente")]
    pub source: String,
}
