//! The words of every form.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What every form says.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct FormWords {
    /// Which questions must be answered.
    #[serde(rename = "obligatorio")]
    pub required: String,
    /// That no password is to be written.
    #[serde(rename = "contrasenas")]
    pub passwords: String,
    /// What the page's title begins with when answers were refused.
    pub error: String,
    /// Heading of the list of refused answers.
    #[serde(rename = "resumen")]
    pub summary: String,
    /// Mark of a question that may be left.
    #[serde(rename = "opcional")]
    pub optional: String,
    /// The label of the field that only a program would fill, for whoever comes upon it.
    #[serde(rename = "trampa")]
    pub trap: String,
    /// What opens the folded questions, of `{preguntas}`.
    #[serde(rename = "plegado")]
    pub folded: String,
    /// The first line of a list from which nothing is chosen yet.
    #[serde(rename = "elija")]
    pub choose: String,
    /// When a question is to be answered, of `{pregunta}` and `{respuestas}`.
    #[serde(rename = "cuando")]
    pub when: String,
    /// An answer in that sentence, of `{respuesta}`.
    #[serde(rename = "respuesta")]
    pub answer: String,
    /// What stands between two answers in that sentence.
    #[serde(rename = "o")]
    pub or: String,
    /// Who helps with the form.
    #[serde(rename = "ayuda")]
    pub help: crate::schema::words::Card,
    /// What sending gives.
    #[serde(rename = "folio")]
    pub ticket: String,
    /// What is said only with script.
    #[serde(rename = "guion")]
    pub script: crate::schema::words::FormScript,
    /// What is said before something is deleted.
    #[serde(rename = "revision")]
    pub review: ReviewWords,
}

/// What is said before something is deleted.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewWords {
    /// The heading.
    #[serde(rename = "titulo")]
    pub title: String,
    /// What stands above the answers.
    #[serde(rename = "respuestas")]
    pub answers: String,
    /// The button that confirms and sends.
    #[serde(rename = "confirmar")]
    pub confirm: String,
    /// How to change an answer instead.
    #[serde(rename = "cambiar")]
    pub change: String,
}

/// The choice of an operation.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct OperationsWords {
    /// What pressing a card does.
    #[serde(rename = "accion")]
    pub action: String,
}
