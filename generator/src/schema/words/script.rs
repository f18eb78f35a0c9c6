//! The words of what happens only with script.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a form says when the browser helps to fill and to send it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct FormScript {
    /// While the request is on its way.
    #[serde(rename = "enviando")]
    pub sending: String,
    /// When nobody answered and it will be sent again, of `{tiempo}`.
    #[serde(rename = "reintento")]
    pub retrying: String,
    /// Heading of why the request as a whole was not taken.
    #[serde(rename = "no_enviada")]
    pub unsent: String,
    /// When nobody answered at all.
    #[serde(rename = "sin_respuesta")]
    pub failed: String,
    /// When it may be sent again, of `{tiempo}`.
    #[serde(rename = "espere")]
    pub later: String,
    /// A row is there, of `{fila}` and `{total}`.
    #[serde(rename = "agregada")]
    pub added: String,
    /// A row is gone, of `{fila}` and `{total}`.
    #[serde(rename = "quitada")]
    pub removed: String,
    /// How much may still be written, of `{n}`.
    #[serde(rename = "quedan")]
    pub left: String,
    /// The button that answers with an address that was given elsewhere, of `{correo}`.
    #[serde(rename = "usar")]
    pub reuse: String,
    /// What was written and not sent.
    #[serde(rename = "borrador")]
    pub draft: Draft,
}

/// What was written and not sent.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// The name of the part of the page that offers it.
    #[serde(rename = "titulo")]
    pub title: String,
    /// That there is one.
    #[serde(rename = "detalle")]
    pub detail: String,
    /// The button that takes it.
    #[serde(rename = "continuar")]
    pub restore: String,
    /// The button that throws it away.
    #[serde(rename = "descartar")]
    pub discard: String,
    /// Where it is kept, and how long.
    #[serde(rename = "donde")]
    pub place: String,
}

/// Whether support is open at this moment.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct NowWords {
    /// It is, until `{hora}`.
    #[serde(rename = "abierto")]
    pub open: String,
    /// It is not, and opens on `{dia}` at `{hora}`.
    #[serde(rename = "cerrado")]
    pub closed: String,
    /// The day, when it is today.
    #[serde(rename = "hoy")]
    pub today: String,
    /// The day, when it is tomorrow.
    #[serde(rename = "manana")]
    pub tomorrow: String,
    /// Any other day, of `{dia}`.
    #[serde(rename = "dia")]
    pub day: String,
    /// The same hours on the reader's own clock, of `{de}` and `{a}`.
    pub local: String,
}

/// The search over the policy.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SearchWords {
    /// The button that opens it.
    #[serde(rename = "abrir")]
    pub open: String,
    /// Its name, and that of its field.
    #[serde(rename = "titulo")]
    pub title: String,
    /// The button that closes it.
    #[serde(rename = "cerrar")]
    pub close: String,
    /// How many sections were found, of `{n}`.
    #[serde(rename = "hay")]
    pub found: String,
    /// That none was found, of `{texto}`.
    #[serde(rename = "nada")]
    pub none: String,
    /// That it cannot be used now.
    #[serde(rename = "falla")]
    pub failed: String,
}
