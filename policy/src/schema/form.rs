//! The shapes of `common.yaml` and `forms/*.yaml`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::schema::{Condition, Passwords, Paste, PasteMessages, Review};

/// The parts that forms share: `common.yaml`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Common {
    /// Messages by code, for fields without their own.
    #[serde(rename = "mensajes")]
    pub messages: BTreeMap<String, String>,
    /// Sections that a form includes with `usar: ID`.
    #[serde(rename = "secciones")]
    pub sections: BTreeMap<String, Section>,
    /// The `id` of the field with the address of the person who sends the request.
    #[serde(rename = "correo_de_quien_pide", default, skip_serializing_if = "Option::is_none")]
    pub requester: Option<String>,
    /// Texts about pasted tables; required if some rows can be pasted.
    #[serde(rename = "pegado", default, skip_serializing_if = "Option::is_none")]
    pub pasting: Option<PasteMessages>,
    /// How passwords are detected; required with `pegar` and with `revision`.
    #[serde(rename = "contrasenas", default, skip_serializing_if = "Option::is_none")]
    pub passwords: Option<Passwords>,
}

/// A form: `forms/ID.yaml`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// The segment of the URL path: `gsuite`.
    pub id: String,
    /// «Google Workspace».
    #[serde(rename = "titulo")]
    pub title: String,
    /// The `id` of its service.
    #[serde(rename = "servicio", default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// Its operations. A single operation with the `id` of the form has its page at `/ID/`.
    #[serde(rename = "operaciones")]
    pub operations: Vec<Operation>,
}

/// One page of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Operation {
    /// The segment of the URL path: `alta`.
    pub id: String,
    /// `Alta`, `Baja`, `Cambio` or `Falla`.
    #[serde(rename = "tipo")]
    pub kind: String,
    /// «Alta de cuentas de Google Workspace».
    #[serde(rename = "titulo")]
    pub title: String,
    /// One sentence about its purpose.
    #[serde(rename = "resumen")]
    pub summary: String,
    /// Paragraphs above the form, in Markdown.
    #[serde(rename = "introduccion", default, skip_serializing_if = "Option::is_none")]
    pub introduction: Option<String>,
    /// The text of the button that sends: «Enviar la solicitud de alta».
    #[serde(rename = "enviar")]
    pub send: String,
    /// The date of the last change of its text, as `2024-05-27`.
    #[serde(rename = "modificado")]
    pub modified: String,
    /// Its sections, in order.
    #[serde(rename = "secciones")]
    pub sections: Vec<Section>,
    /// The consequences that must be confirmed.
    #[serde(rename = "revision", default, skip_serializing_if = "Option::is_none")]
    pub review: Option<Review>,
}

/// A section of questions: either `usar`, or `titulo` and `campos`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// The `id` of the section of `common.yaml` to include.
    #[serde(rename = "usar", default, skip_serializing_if = "Option::is_none")]
    pub reuse: Option<String>,
    /// Its heading.
    #[serde(rename = "titulo", default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// A paragraph under the heading.
    #[serde(rename = "ayuda", default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// Set if the questions repeat in rows.
    #[serde(rename = "repite", default, skip_serializing_if = "Option::is_none")]
    pub repeats: Option<Rows>,
    /// Its questions.
    #[serde(rename = "campos", default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Field>,
}

/// The rows of a section whose questions repeat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Rows {
    /// The name of the rows in a request: `cuentas`.
    pub id: String,
    /// The maximum number; the minimum is 1.
    #[serde(rename = "maximo")]
    pub max: u32,
    /// The heading of a row, with the placeholder `{renglon}`: «Cuenta {renglon}».
    #[serde(rename = "etiqueta")]
    pub label: String,
    /// The text of the button that adds a row: «Agregar otra cuenta».
    #[serde(rename = "agregar")]
    pub add: String,
    /// The text of the button that removes a row: «Quitar la cuenta {renglon}».
    #[serde(rename = "quitar")]
    pub remove: String,
    /// The singular noun, for «1 cuenta».
    #[serde(rename = "uno")]
    pub one: String,
    /// The plural noun, for «3 cuentas».
    #[serde(rename = "varios")]
    pub many: String,
    /// The messages `falta` (no row) and `maximo` (too many rows; `{maximo}`).
    #[serde(rename = "mensajes")]
    pub messages: BTreeMap<String, String>,
    /// Set if rows can be pasted as a table.
    #[serde(rename = "pegar", default, skip_serializing_if = "Option::is_none")]
    pub paste: Option<Paste>,
}

/// A question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its name in a request: lower case letters, digits and `_`.
    pub id: String,
    /// The kind of its answer.
    #[serde(rename = "tipo")]
    pub kind: String,
    /// The text of the question.
    #[serde(rename = "etiqueta")]
    pub label: String,
    /// A hint on how to answer it.
    #[serde(rename = "ayuda", default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// `true` if the answer is optional.
    #[serde(rename = "opcional", default, skip_serializing_if = "is_false")]
    pub optional: bool,
    /// `true` if the page folds it with the other folded questions of the section.
    #[serde(rename = "plegado", default, skip_serializing_if = "is_false")]
    pub folded: bool,
    /// The condition under which it applies.
    #[serde(rename = "cuando", default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// The minimum length in characters, value, or number of lines.
    #[serde(rename = "minimo", default, skip_serializing_if = "Option::is_none")]
    pub min: Option<u32>,
    /// The maximum length in characters, value, or number of lines.
    #[serde(rename = "maximo", default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u32>,
    /// The characters that are not allowed, as `<>`.
    #[serde(rename = "sin", default, skip_serializing_if = "Option::is_none")]
    pub without: Option<String>,
    /// The mail system whose rules a user name follows: `cpanel`, `google` or `microsoft`.
    #[serde(rename = "regla", default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// The field with the domain of these addresses.
    #[serde(rename = "dominio", default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// The maximum number of addresses in a list that are outside `dominio`.
    #[serde(rename = "externos", default, skip_serializing_if = "Option::is_none")]
    pub external: Option<u32>,
    /// The fields (of the same row, or `filas.campo`) whose answers this one must differ from.
    #[serde(rename = "distinto_de", default, skip_serializing_if = "Vec::is_empty")]
    pub differs_from: Vec<String>,
    /// The field whose address must have the same domain.
    #[serde(rename = "mismo_dominio_que", default, skip_serializing_if = "Option::is_none")]
    pub same_domain_as: Option<String>,
    /// `true` if the answer must be unique among the rows.
    #[serde(rename = "unico", default, skip_serializing_if = "is_false")]
    pub unique: bool,
    /// The choices.
    #[serde(rename = "opciones", default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    /// The list of `lists.yaml` with the choices, or `servicios`.
    #[serde(rename = "opciones_de", default, skip_serializing_if = "Option::is_none")]
    pub choices_from: Option<String>,
    /// The choice that is selected initially.
    #[serde(rename = "predeterminado", default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// The maximum number of days after today.
    #[serde(rename = "dias_adelante", default, skip_serializing_if = "Option::is_none")]
    pub days_ahead: Option<u32>,
    /// The maximum number of days before today.
    #[serde(rename = "dias_atras", default, skip_serializing_if = "Option::is_none")]
    pub days_back: Option<u32>,
    /// Headings of a pasted table that name this field, beside the `id` and the `etiqueta`. Text in brackets, accents,
    /// capitals and signs are ignored.
    #[serde(rename = "columnas", default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// The value of the HTML attribute `autocomplete` (`name`, `email`, `tel`, `organization`).
    #[serde(rename = "autocompletar", default, skip_serializing_if = "Option::is_none")]
    pub autocomplete: Option<String>,
    /// The error messages by code.
    #[serde(rename = "mensajes", default, skip_serializing_if = "BTreeMap::is_empty")]
    pub messages: BTreeMap<String, String>,
}

/// A choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Its name in a request: `buzon`.
    pub id: String,
    /// The text for people: «Buzón».
    #[serde(rename = "etiqueta")]
    pub label: String,
    /// A hint on its meaning.
    #[serde(rename = "ayuda", default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// The choices of the same field that it excludes.
    #[serde(rename = "excluye", default, skip_serializing_if = "Vec::is_empty")]
    pub excludes: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_false(value: &bool) -> bool {
    !*value
}
