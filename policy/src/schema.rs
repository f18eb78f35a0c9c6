//! The shapes of the policy: the YAML of editors, and the JSON that is compiled for the API.
//!
//! Keys are Spanish, because support staff write them. Only the shape is checked here; [`crate::Policy::parse`]
//! validates the values.

pub(crate) mod form;
pub(crate) mod paste;
pub(crate) mod review;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use crate::schema::form::{Choice, Common, Field, Form, Operation, Rows, Section};
pub use crate::schema::paste::{Paste, PasteMessages};
pub use crate::schema::review::{Condition, Consequence, Passwords, Review};

/// Messages by code.
pub(crate) type Messages = BTreeMap<String, String>;

/// The whole policy; `dist/api/policy.json` is its JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// The date of the policy, as `2024-05-27`, which is stored in every ticket.
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

/// The business hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// A time zone of the IANA database, as `America/Mexico_City`.
    #[serde(rename = "zona")]
    pub zone: String,
    /// The name of the zone for people, as «hora de México».
    #[serde(rename = "nombre_de_zona")]
    pub zone_name: String,
    /// The open hours of the week.
    #[serde(rename = "abierto")]
    pub open: Vec<OpenHours>,
    /// The days without service.
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
    /// The name, as «Día de la Independencia».
    #[serde(rename = "nombre")]
    pub name: String,
}

/// The service levels, and the level of every new ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Levels {
    /// The `id` of the level of every new ticket.
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
    pub id: String,
    /// «Estándar».
    #[serde(rename = "nombre")]
    pub name: String,
    /// «Bajo».
    #[serde(rename = "prioridad")]
    pub priority: String,
    /// The tickets that this level is for.
    #[serde(rename = "aplica")]
    pub applies: String,
    /// The time within which support responds.
    #[serde(rename = "respuesta")]
    pub response: Response,
}

/// The time within which support responds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Response {
    /// A whole number and its unit, as `4 h` or `15 min`.
    #[serde(rename = "tiempo")]
    pub time: String,
    /// `horario`: only minutes in business hours count; `corrido`: every minute counts.
    #[serde(rename = "cuenta")]
    pub counts: String,
    /// The time for tickets received outside business hours, if it differs; every minute counts.
    #[serde(rename = "fuera_de_horario", default, skip_serializing_if = "Option::is_none")]
    pub out_of_hours: Option<String>,
}

/// The departments and the services that they support.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Services {
    /// The departments.
    #[serde(rename = "departamentos")]
    pub departments: Vec<Department>,
    /// The services.
    #[serde(rename = "servicios")]
    pub services: Vec<Service>,
}

/// A department that supports services.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Department {
    /// `correo-hospedaje`.
    pub id: String,
    /// «Soporte de Correo y Hospedaje».
    #[serde(rename = "nombre")]
    pub name: String,
    /// The things that it supports.
    #[serde(rename = "atiende")]
    pub attends: Vec<String>,
}

/// A supported service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// `google-workspace`.
    pub id: String,
    /// «Google Workspace».
    #[serde(rename = "nombre")]
    pub name: String,
    /// The `id` of its department.
    #[serde(rename = "departamento", default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// The status pages of its provider.
    #[serde(rename = "estado", default, skip_serializing_if = "Vec::is_empty")]
    pub status: Vec<StatusPage>,
}

/// A status page of a service.
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
    /// Who has access to it, if not everybody.
    #[serde(rename = "nota", default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The lists of choices that several fields share (licences, countries).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Lists {
    /// The lists by `id`, each with its choices in order.
    #[serde(rename = "listas")]
    pub lists: BTreeMap<String, Vec<Choice>>,
}
