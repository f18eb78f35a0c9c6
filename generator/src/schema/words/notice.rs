//! The words of the notices above every page.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The notices above every page.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeWords {
    /// What stands before the heading of one about maintenance.
    #[serde(rename = "mantenimiento")]
    pub maintenance: String,
    /// What stands before the heading of one about a closing.
    #[serde(rename = "cierre")]
    pub closing: String,
    /// When it applies, of `{desde}` and `{hasta}`.
    #[serde(rename = "fechas")]
    pub dates: String,
}
