//! The words of what the API answers with.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is shown after sending.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Confirmation {
    /// The heading.
    #[serde(rename = "titulo")]
    pub title: String,
    /// What a search engine would show.
    #[serde(rename = "descripcion")]
    pub description: String,
    /// The name of the ticket's number.
    #[serde(rename = "folio")]
    pub ticket: String,
    /// The button that copies the ticket's number.
    #[serde(rename = "copiar")]
    pub copy: String,
    /// That it was copied.
    #[serde(rename = "copiado")]
    pub copied: String,
    /// The button that prints the page.
    #[serde(rename = "imprimir")]
    pub print: String,
    /// How to keep the page.
    #[serde(rename = "guarde")]
    pub keep: String,
    /// The name of what was asked.
    #[serde(rename = "solicitud")]
    pub request: String,
    /// The name of the moment of receipt.
    #[serde(rename = "recibida")]
    pub received: String,
    /// The name of the service level.
    #[serde(rename = "nivel")]
    pub level: String,
    /// The name of the priority.
    #[serde(rename = "prioridad")]
    pub priority: String,
    /// The name of the moment by which support responds.
    #[serde(rename = "respuesta")]
    pub due: String,
    /// The name of the version of the policy.
    #[serde(rename = "politica")]
    pub policy: String,
    /// How a level rises.
    #[serde(rename = "verificacion")]
    pub review: String,
    /// What to do when production is down; the telephone follows.
    #[serde(rename = "falla")]
    pub failure: String,
    /// What happens now.
    #[serde(rename = "siguiente")]
    pub next: NextSteps,
    /// The link to the home page.
    #[serde(rename = "otra")]
    pub back: String,
}

/// What happens after sending.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct NextSteps {
    /// The heading.
    #[serde(rename = "titulo")]
    pub title: String,
    /// In order.
    #[serde(rename = "pasos")]
    pub steps: Vec<String>,
}

/// The page that shows a problem.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ProblemPage {
    /// Its title until the API puts the problem's own.
    #[serde(rename = "titulo")]
    pub title: String,
    /// Its text until the API puts the problem's own.
    #[serde(rename = "descripcion")]
    pub description: String,
    /// The name of the number to quote.
    #[serde(rename = "numero")]
    pub number: String,
    /// What stands before the telephone, of `{nombre}`.
    #[serde(rename = "llamar")]
    pub call: String,
    /// The link to the home page.
    #[serde(rename = "inicio")]
    pub home: String,
}

/// Something that the API may have to say.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Problem {
    /// What happened.
    #[serde(rename = "titulo")]
    pub title: String,
    /// What to do.
    #[serde(rename = "detalle")]
    pub detail: String,
}
