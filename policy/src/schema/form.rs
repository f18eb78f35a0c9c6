//! Forms, as editors write them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::schema::{Passwords, Paste, PasteMessages, Review};

/// What the forms share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Common {
    /// Messages, by code, for every field that has none of its own for it.
    #[serde(rename = "mensajes")]
    pub messages: BTreeMap<String, String>,
    /// Sections that a form takes whole with `usar: ID`.
    #[serde(rename = "secciones")]
    pub sections: BTreeMap<String, Section>,
    /// The `id` of the field in which whoever asks writes their own address.
    #[serde(rename = "correo_de_quien_pide", default, skip_serializing_if = "Option::is_none")]
    pub requester: Option<String>,
    /// What is said of accounts that are pasted as a table; needed when some rows take one.
    #[serde(rename = "pegado", default, skip_serializing_if = "Option::is_none")]
    pub pasting: Option<PasteMessages>,
    /// How a password is known, which is never asked for; needed with `pegado` and with `revision`.
    #[serde(rename = "contrasenas", default, skip_serializing_if = "Option::is_none")]
    pub passwords: Option<Passwords>,
}

/// A form: `forms/ID.yaml`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// The part of the address: `gsuite`.
    #[serde(rename = "id")]
    pub id: String,
    /// «Google Workspace».
    #[serde(rename = "titulo")]
    pub title: String,
    /// The `id` of the service that it asks for, when it is one.
    #[serde(rename = "servicio", default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// What can be asked. A single operation with the form's own `id` has its page at `/ID/`.
    #[serde(rename = "operaciones")]
    pub operations: Vec<Operation>,
}

/// One page of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Operation {
    /// The part of the address: `alta`.
    #[serde(rename = "id")]
    pub id: String,
    /// `Alta`, `Baja`, `Cambio` or `Falla`.
    #[serde(rename = "tipo")]
    pub kind: String,
    /// «Alta de cuentas de Google Workspace».
    #[serde(rename = "titulo")]
    pub title: String,
    /// One sentence: what this form is for.
    #[serde(rename = "resumen")]
    pub summary: String,
    /// Paragraphs above the form, in Markdown.
    #[serde(rename = "introduccion", default, skip_serializing_if = "Option::is_none")]
    pub introduction: Option<String>,
    /// The words on the button that sends: «Enviar la solicitud de alta».
    #[serde(rename = "enviar")]
    pub send: String,
    /// The date on which these words were last changed, as `2024-05-27`.
    #[serde(rename = "modificado")]
    pub modified: String,
    /// What it asks, in order.
    #[serde(rename = "secciones")]
    pub sections: Vec<Section>,
    /// What is lost by it, which is told and confirmed before it is sent.
    #[serde(rename = "revision", default, skip_serializing_if = "Option::is_none")]
    pub review: Option<Review>,
}

/// Questions that belong together: either `usar`, or `titulo` and `campos`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// The `id` of a section of `common.yaml`, taken whole.
    #[serde(rename = "usar", default, skip_serializing_if = "Option::is_none")]
    pub reuse: Option<String>,
    /// Its heading.
    #[serde(rename = "titulo", default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// A paragraph under the heading.
    #[serde(rename = "ayuda", default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// When the questions are asked once for each of several things.
    #[serde(rename = "repite", default, skip_serializing_if = "Option::is_none")]
    pub repeats: Option<Rows>,
    /// Its questions.
    #[serde(rename = "campos", default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Field>,
}

/// A section whose questions repeat in rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Rows {
    /// The name of the rows in what is sent: `cuentas`.
    #[serde(rename = "id")]
    pub id: String,
    /// How many at most; 1 is always the least.
    #[serde(rename = "maximo")]
    pub max: u32,
    /// The heading of a row; `{renglon}` is its number: «Cuenta {renglon}».
    #[serde(rename = "etiqueta")]
    pub label: String,
    /// The button that adds one: «Agregar otra cuenta».
    #[serde(rename = "agregar")]
    pub add: String,
    /// The button that removes one: «Quitar la cuenta {renglon}».
    #[serde(rename = "quitar")]
    pub remove: String,
    /// One and several, for «1 cuenta» and «3 cuentas».
    #[serde(rename = "uno")]
    pub one: String,
    /// See `uno`.
    #[serde(rename = "varios")]
    pub many: String,
    /// `falta` (no row) and `maximo` (too many; `{maximo}`).
    #[serde(rename = "mensajes")]
    pub messages: BTreeMap<String, String>,
    /// When rows can be pasted as a table.
    #[serde(rename = "pegar", default, skip_serializing_if = "Option::is_none")]
    pub paste: Option<Paste>,
}

/// A question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its name in what is sent: letters, digits and `_`.
    #[serde(rename = "id")]
    pub id: String,
    /// What kind of answer it takes; see [`crate::form::model::Kind`].
    #[serde(rename = "tipo")]
    pub kind: String,
    /// The question itself.
    #[serde(rename = "etiqueta")]
    pub label: String,
    /// What helps to answer it.
    #[serde(rename = "ayuda", default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// `true` when it may be left without an answer.
    #[serde(rename = "opcional", default, skip_serializing_if = "is_false")]
    pub optional: bool,
    /// `true` when it is shown folded, with the section's other optional questions.
    #[serde(rename = "plegado", default, skip_serializing_if = "is_false")]
    pub folded: bool,
    /// When it is asked at all.
    #[serde(rename = "cuando", default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// Least length in characters, least value of a whole number, or least count of lines.
    #[serde(rename = "minimo", default, skip_serializing_if = "Option::is_none")]
    pub min: Option<u32>,
    /// Greatest length in characters, greatest value, or greatest count of lines.
    #[serde(rename = "maximo", default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u32>,
    /// Characters that it must not have, as `<>`.
    #[serde(rename = "sin", default, skip_serializing_if = "Option::is_none")]
    pub without: Option<String>,
    /// The mail system whose rule a user name follows: `cpanel`, `google` or `microsoft`.
    #[serde(rename = "regla", default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// The field that holds the domain to which these addresses belong.
    #[serde(rename = "dominio", default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// How many addresses of a list may lie outside `dominio`.
    #[serde(rename = "externos", default, skip_serializing_if = "Option::is_none")]
    pub external: Option<u32>,
    /// Fields (of the same row, or `filas.campo`) from whose answers this one must differ.
    #[serde(rename = "distinto_de", default, skip_serializing_if = "Vec::is_empty")]
    pub differs_from: Vec<String>,
    /// The field whose address has the domain that this one must have too.
    #[serde(rename = "mismo_dominio_que", default, skip_serializing_if = "Option::is_none")]
    pub same_domain_as: Option<String>,
    /// `true` when no two rows of a request may have the same answer.
    #[serde(rename = "unico", default, skip_serializing_if = "is_false")]
    pub unique: bool,
    /// The choices.
    #[serde(rename = "opciones", default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    /// The list of `lists.yaml` (or `servicios`, the services) that has the choices.
    #[serde(rename = "opciones_de", default, skip_serializing_if = "Option::is_none")]
    pub choices_from: Option<String>,
    /// The choice that is made until the visitor makes another.
    #[serde(rename = "predeterminado", default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// How many days ahead a date may be; 0 is today.
    #[serde(rename = "dias_adelante", default, skip_serializing_if = "Option::is_none")]
    pub days_ahead: Option<u32>,
    /// How many days back a date may be; 0 is today.
    #[serde(rename = "dias_atras", default, skip_serializing_if = "Option::is_none")]
    pub days_back: Option<u32>,
    /// Headings of a pasted table, beside the `id` and the `etiqueta`, that mean this field; what stands in brackets,
    /// accents, capitals and signs make no difference.
    #[serde(rename = "columnas", default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// What a browser may fill in of itself (`name`, `email`, `tel`, `organization`).
    #[serde(rename = "autocompletar", default, skip_serializing_if = "Option::is_none")]
    pub autocomplete: Option<String>,
    /// What the visitor is told, by code.
    #[serde(rename = "mensajes", default, skip_serializing_if = "BTreeMap::is_empty")]
    pub messages: BTreeMap<String, String>,
}

/// A field is asked only when another has one of these answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The field: of the same row, or of the request.
    #[serde(rename = "campo")]
    pub field: String,
    /// One of its choices.
    #[serde(rename = "es")]
    pub is: Vec<String>,
}

/// Something that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What is sent: `buzon`.
    #[serde(rename = "id")]
    pub id: String,
    /// What is read: «Buzón».
    #[serde(rename = "etiqueta")]
    pub label: String,
    /// What choosing it means.
    #[serde(rename = "ayuda", default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// Choices of the same field that cannot be made together with it.
    #[serde(rename = "excluye", default, skip_serializing_if = "Vec::is_empty")]
    pub excludes: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_false(value: &bool) -> bool {
    !*value
}
