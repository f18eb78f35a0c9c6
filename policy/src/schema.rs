//! The shapes in which the policy is written: by editors in YAML, and compiled, as JSON, for the API.
//!
//! Keys are Spanish, since support writes them. Nothing here is checked beyond its shape:
//! [`crate::Policy::parse`] is the one way from these shapes to types that cannot be wrong.

pub(crate) mod form;
pub(crate) mod paste;
pub(crate) mod review;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use crate::schema::form::{Choice, Common, Condition, Field, Form, Operation, Rows, Section};
pub use crate::schema::paste::{Paste, PasteMessages};
pub use crate::schema::review::{Consequence, Passwords, Review};

/// All that the API needs to know of the policy; `dist/api/policy.json` is this, as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// The date of the policy, as `2024-05-27`; every ticket keeps it.
    #[serde(rename = "version")]
    pub version: String,
    /// `hours.yaml`.
    #[serde(rename = "horario")]
    pub hours: Hours,
    /// `levels.yaml`.
    #[serde(rename = "niveles")]
    pub levels: Levels,
    /// `services.yaml`.
    #[serde(rename = "servicios")]
    pub services: Services,
    /// `lists.yaml`.
    #[serde(rename = "listas")]
    pub lists: Lists,
    /// `common.yaml`.
    #[serde(rename = "comunes")]
    pub common: Common,
    /// `forms/*.yaml`, in the order of their file names.
    #[serde(rename = "formularios")]
    pub forms: Vec<Form>,
}

/// When support is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// A zone of the IANA database, as `America/Mexico_City`.
    #[serde(rename = "zona")]
    pub zone: String,
    /// What people call that zone's time, as «hora de México».
    #[serde(rename = "nombre_de_zona")]
    pub zone_name: String,
    /// The open hours of the week.
    #[serde(rename = "abierto")]
    pub open: Vec<OpenHours>,
    /// Days on which support is closed.
    #[serde(rename = "festivos", default)]
    pub holidays: Vec<Holiday>,
}

/// The same open hours on some days of the week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OpenHours {
    /// `lunes` to `domingo`.
    #[serde(rename = "dias")]
    pub days: Vec<String>,
    /// The first open minute, as `08:30`.
    #[serde(rename = "de")]
    pub from: String,
    /// The first closed minute, as `17:30`; `24:00` is the end of the day.
    #[serde(rename = "a")]
    pub to: String,
}

/// A day without service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// As `2024-09-16`.
    #[serde(rename = "fecha")]
    pub date: String,
    /// What is celebrated.
    #[serde(rename = "nombre")]
    pub name: String,
}

/// The service levels and the one at which every ticket enters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Levels {
    /// The `id` of the level at which every ticket enters.
    #[serde(rename = "inicial")]
    pub initial: String,
    /// From the lowest to the highest.
    #[serde(rename = "niveles")]
    pub levels: Vec<Level>,
}

/// A service level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// `estandar`.
    #[serde(rename = "id")]
    pub id: String,
    /// «Estándar».
    #[serde(rename = "nombre")]
    pub name: String,
    /// «Bajo».
    #[serde(rename = "prioridad")]
    pub priority: String,
    /// What kind of ticket this level is for.
    #[serde(rename = "aplica")]
    pub applies: String,
    /// How long support may take to respond.
    #[serde(rename = "respuesta")]
    pub response: Response,
}

/// How long support may take to respond.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Response {
    /// A whole number and its unit, as `4 h` or `15 min`.
    #[serde(rename = "tiempo")]
    pub time: String,
    /// `horario`: only open minutes count; `corrido`: all do.
    #[serde(rename = "cuenta")]
    pub counts: String,
    /// Wall-clock time for what is received while support is closed, when it differs.
    #[serde(rename = "fuera_de_horario", default, skip_serializing_if = "Option::is_none")]
    pub out_of_hours: Option<String>,
}

/// The departments and the services that they look after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Services {
    /// Who looks after the services.
    #[serde(rename = "departamentos")]
    pub departments: Vec<Department>,
    /// What is supported.
    #[serde(rename = "servicios")]
    pub services: Vec<Service>,
}

/// Who looks after some services.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Department {
    /// `correo-hospedaje`.
    #[serde(rename = "id")]
    pub id: String,
    /// «Soporte de Correo y Hospedaje».
    #[serde(rename = "nombre")]
    pub name: String,
    /// What it attends, in words, one item a line of the list.
    #[serde(rename = "atiende")]
    pub attends: Vec<String>,
}

/// Something that support attends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// `google-workspace`.
    #[serde(rename = "id")]
    pub id: String,
    /// «Google Workspace».
    #[serde(rename = "nombre")]
    pub name: String,
    /// The `id` of its department.
    #[serde(rename = "departamento", default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// Where its maker says whether it works.
    #[serde(rename = "estado", default, skip_serializing_if = "Vec::is_empty")]
    pub status: Vec<StatusPage>,
}

/// A page that says whether a service works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct StatusPage {
    /// «Estado general».
    #[serde(rename = "nombre")]
    pub name: String,
    /// Its `https://` address.
    #[serde(rename = "direccion")]
    pub address: String,
    /// Who may see it, when not everybody.
    #[serde(rename = "nota", default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Lists of options that several fields share (licences, countries).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Lists {
    /// By their `id`; the options in the order in which they are offered.
    #[serde(rename = "listas")]
    pub lists: BTreeMap<String, Vec<Choice>>,
}
