//! The words of the home page.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The home page's cards.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Home {
    /// The card that leads to the report of a failure.
    #[serde(rename = "falla")]
    pub failure: ActionCard,
    /// The card with the telephone.
    #[serde(rename = "llamar")]
    pub call: Card,
    /// The request forms.
    #[serde(rename = "solicitar")]
    pub request: RequestCard,
    /// The hours at a glance.
    #[serde(rename = "horario")]
    pub hours: LinkCard,
    /// The response times at a glance; may say `{nivel}` and `{prioridad}`, those of every new ticket.
    #[serde(rename = "niveles")]
    pub levels: LinkCard,
}

/// A heading and a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// The heading.
    #[serde(rename = "titulo")]
    pub title: String,
    /// The sentence.
    #[serde(rename = "detalle")]
    pub detail: String,
}

/// A card with a button.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ActionCard {
    /// The heading.
    #[serde(rename = "titulo")]
    pub title: String,
    /// The sentence.
    #[serde(rename = "detalle")]
    pub detail: String,
    /// The button.
    #[serde(rename = "accion")]
    pub action: String,
}

/// A card that leads to a page.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct LinkCard {
    /// The heading.
    #[serde(rename = "titulo")]
    pub title: String,
    /// The sentence.
    #[serde(rename = "detalle")]
    pub detail: String,
    /// The words of the link.
    #[serde(rename = "enlace")]
    pub link: String,
    /// The address of the page, as `/horarios/`.
    #[serde(rename = "direccion")]
    pub address: String,
}

/// The request forms on the home page.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct RequestCard {
    /// The heading.
    #[serde(rename = "titulo")]
    pub title: String,
    /// The sentence.
    #[serde(rename = "detalle")]
    pub detail: String,
    /// What to do for a service without a form, of `{portal}`.
    #[serde(rename = "otros")]
    pub others: String,
}
