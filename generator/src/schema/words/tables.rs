//! The words of the tables.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The captions and headings of the tables.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Tables {
    /// The channels.
    #[serde(rename = "canales")]
    pub channels: ChannelsTable,
    /// The hours of the week.
    #[serde(rename = "horario")]
    pub hours: HoursTable,
    /// The days without service.
    #[serde(rename = "festivos")]
    pub holidays: HolidaysTable,
    /// The service levels.
    #[serde(rename = "niveles")]
    pub levels: LevelsTable,
}

/// The table of the channels.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ChannelsTable {
    /// Its caption.
    #[serde(rename = "titulo")]
    pub title: String,
    /// Heading of the channels' names.
    #[serde(rename = "canal")]
    pub channel: String,
    /// Heading of what they are for.
    #[serde(rename = "uso")]
    pub purpose: String,
    /// Heading of when they attend.
    #[serde(rename = "disponible")]
    pub available: String,
}

/// The table of the hours.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct HoursTable {
    /// Its caption.
    #[serde(rename = "titulo")]
    pub title: String,
    /// Heading of the days.
    #[serde(rename = "dia")]
    pub day: String,
    /// Heading of the hours.
    #[serde(rename = "horas")]
    pub hours: String,
    /// What is said of a day without open hours.
    #[serde(rename = "cerrado")]
    pub closed: String,
}

/// The table of the days without service.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct HolidaysTable {
    /// Its caption.
    #[serde(rename = "titulo")]
    pub title: String,
    /// Heading of the dates.
    #[serde(rename = "fecha")]
    pub date: String,
    /// Heading of what is celebrated.
    #[serde(rename = "motivo")]
    pub reason: String,
}

/// The table of the service levels.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct LevelsTable {
    /// Its caption.
    #[serde(rename = "titulo")]
    pub title: String,
    /// Heading of the levels' names.
    #[serde(rename = "nivel")]
    pub level: String,
    /// Heading of their priorities.
    #[serde(rename = "prioridad")]
    pub priority: String,
    /// Heading of their response times.
    #[serde(rename = "respuesta")]
    pub response: String,
    /// Heading of when they apply.
    #[serde(rename = "aplica")]
    pub applies: String,
}
