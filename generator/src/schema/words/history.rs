//! The words of the versions of the policy.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The versions of the policy.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct HistoryWords {
    /// The heading of a version's page, of `{fecha}`.
    #[serde(rename = "titulo")]
    pub title: String,
    /// What a search engine would show of it, of `{fecha}`.
    #[serde(rename = "descripcion")]
    pub description: String,
    /// What is said of the version in force.
    #[serde(rename = "vigente")]
    pub in_force: String,
    /// What is said of any other; the date of the one in force follows.
    #[serde(rename = "anterior")]
    pub superseded: String,
    /// Heading of what changed, of `{fecha}`, the date of the version before.
    #[serde(rename = "cambios")]
    pub changes: String,
    /// How what changed is marked.
    #[serde(rename = "marcas")]
    pub marks: String,
    /// What is heard before words that were removed.
    #[serde(rename = "quitado")]
    pub removed: String,
    /// What is heard before words that were added.
    #[serde(rename = "agregado")]
    pub added: String,
    /// What is said when no word changed.
    #[serde(rename = "igual")]
    pub unchanged: String,
    /// Heading of the whole text.
    #[serde(rename = "texto")]
    pub text: String,
    /// The link to all versions.
    #[serde(rename = "todas")]
    pub all: String,
    /// The name of the feed.
    #[serde(rename = "avisos")]
    pub feed: String,
}
