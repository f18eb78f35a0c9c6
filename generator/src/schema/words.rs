//! The shape of `words.yaml`: every word of the interface that is in no page and in no form.
//!
//! Words go to the templates as they stand here, under the editor's own keys: what a template calls
//! `palabras.marco.saltar` is found in the file under `marco`, `saltar`. What stands in braces, as `{fecha}`, is filled.

pub(crate) mod answer;
pub(crate) mod form;
pub(crate) mod history;
pub(crate) mod home;
pub(crate) mod notice;
pub(crate) mod script;
pub(crate) mod tables;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use crate::schema::words::answer::*;
pub use crate::schema::words::form::*;
pub use crate::schema::words::history::*;
pub use crate::schema::words::home::*;
pub use crate::schema::words::notice::*;
pub use crate::schema::words::script::*;
pub use crate::schema::words::tables::*;

/// `words.yaml`: every word of the interface that is in no page and in no form.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// The name of the link beside a heading, before the heading itself.
    #[serde(rename = "ancla")]
    pub anchor: String,
    /// What stands around every page.
    #[serde(rename = "marco")]
    pub frame: Frame,
    /// The home page's cards.
    #[serde(rename = "inicio")]
    pub home: Home,
    /// The captions and headings of the tables.
    #[serde(rename = "tablas")]
    pub tables: Tables,
    /// How the open hours are said.
    #[serde(rename = "horario")]
    pub hours: HoursWords,
    /// How a response time is said.
    #[serde(rename = "niveles")]
    pub levels: LevelsWords,
    /// The choice of an operation.
    #[serde(rename = "operaciones")]
    pub operations: OperationsWords,
    /// What every form says.
    #[serde(rename = "formulario")]
    pub form: FormWords,
    /// The notices above every page.
    #[serde(rename = "avisos")]
    pub notices: NoticeWords,
    /// The versions of the policy.
    #[serde(rename = "historial")]
    pub history: HistoryWords,
    /// What is shown after sending.
    #[serde(rename = "confirmacion")]
    pub confirmation: Confirmation,
    /// The page that shows a problem.
    #[serde(rename = "problema")]
    pub problem: ProblemPage,
    /// What the API may have to say, by code.
    #[serde(rename = "problemas")]
    pub problems: BTreeMap<String, Problem>,
}

/// What stands around every page.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Frame {
    /// A page's `<title>`, of `{titulo}` and `{organizacion}`.
    #[serde(rename = "pagina")]
    pub title: String,
    /// The link that leads past the header.
    #[serde(rename = "saltar")]
    pub skip: String,
    /// The button that opens the menu on a small screen.
    pub menu: String,
    /// The name of the menu.
    #[serde(rename = "secciones")]
    pub sections: String,
    /// The link to the request forms.
    #[serde(rename = "solicitudes")]
    pub requests: String,
    /// The button that leads to the report of a failure.
    #[serde(rename = "falla")]
    pub failure: String,
    /// Heading of the footer's contact part.
    #[serde(rename = "contacto")]
    pub contact: String,
    /// Heading of the footer's hours.
    #[serde(rename = "horario")]
    pub hours: String,
    /// Heading of the footer's dates.
    #[serde(rename = "politica")]
    pub policy: String,
    /// When the page was last changed, of `{fecha}`.
    #[serde(rename = "modificado")]
    pub modified: String,
    /// The date of the policy, of `{fecha}`.
    pub version: String,
    /// Heading of a page's table of contents.
    #[serde(rename = "indice")]
    pub toc: String,
    /// The search over the policy.
    #[serde(rename = "buscar")]
    pub search: SearchWords,
}

/// How the open hours are said.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct HoursWords {
    /// Days that follow one another, of `{primero}` and `{ultimo}`.
    #[serde(rename = "dias")]
    pub days: String,
    /// A segment of a day, of `{de}` and `{a}`.
    #[serde(rename = "horas")]
    pub hours: String,
    /// Days with their hours, of `{dias}` and `{horas}`.
    #[serde(rename = "tramo")]
    pub span: String,
    /// All of them with their zone, of `{horario}` and `{zona}`.
    #[serde(rename = "zona")]
    pub zone: String,
    /// Whether support is open at this moment.
    #[serde(rename = "ahora")]
    pub now: NowWords,
}

/// How a response time is said.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct LevelsWords {
    /// The time for what is received while support is closed, of `{tiempo}`.
    #[serde(rename = "fuera")]
    pub outside: String,
}
