//! The shapes in which the rest of `content/` is written; the policy's own are in [`policy::schema`].
//!
//! Keys are Spanish, since support writes them. Nothing here is checked beyond its shape.

pub mod json_schema;
pub(crate) mod limits;
pub(crate) mod texts;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

pub use crate::schema::limits::*;
pub use crate::schema::texts::Texts;

/// `site.yaml`: what is true of every page.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Whose policy it is: «IPAXES».
    #[serde(rename = "organizacion")]
    pub organization: String,
    /// The name of the site, after the page's own in `<title>`.
    #[serde(rename = "titulo")]
    pub title: String,
    /// What a search engine shows of the home page.
    #[serde(rename = "descripcion")]
    pub description: String,
    /// Where the site is published: `https://` and a host, with no slash at the end.
    #[serde(rename = "direccion")]
    pub address: String,
    /// The language of the site, as `es-MX`.
    #[serde(rename = "idioma")]
    pub language: String,
    /// The date of the policy, as `2024-05-27`; every ticket keeps it.
    #[serde(rename = "version")]
    pub version: String,
    /// Where to call.
    #[serde(rename = "telefono")]
    pub phone: Phone,
    /// Where clients open tickets of themselves.
    #[serde(rename = "portal")]
    pub portal: Portal,
    /// The `id` of each page in the menu, in order.
    #[serde(rename = "menu")]
    pub menu: Vec<String>,
    /// The `id` of each page that the whole policy joins, in order.
    #[serde(rename = "politica")]
    pub policy: Vec<String>,
    /// The `id` of each page whose words are promises: they change only with a new version of the policy.
    #[serde(rename = "alcance", default)]
    pub scope: Vec<String>,
}

/// Where to call.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Phone {
    /// Who answers: «Helpdesk en México».
    #[serde(rename = "nombre")]
    pub name: String,
    /// What is dialled, as `+528115225000`.
    #[serde(rename = "numero")]
    pub number: String,
    /// What is read: «+52 81 1522 5000».
    #[serde(rename = "texto")]
    pub text: String,
}

/// Where clients open tickets of themselves.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Portal {
    /// «Portal de clientes».
    #[serde(rename = "nombre")]
    pub name: String,
    /// Its `https://` address.
    #[serde(rename = "direccion")]
    pub address: String,
}

/// `channels.yaml`: the ways to reach support.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Channels {
    /// In the order in which they are offered.
    #[serde(rename = "canales")]
    pub channels: Vec<Channel>,
}

/// A way to reach support.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// `helpdesk`; also the anchor of its section.
    #[serde(rename = "id")]
    pub id: String,
    /// «Helpdesk».
    #[serde(rename = "nombre")]
    pub name: String,
    /// One sentence: what it is for.
    #[serde(rename = "resumen")]
    pub summary: String,
    /// When it attends.
    #[serde(rename = "disponible")]
    pub available: String,
    /// `true` when it is the portal of `site.yaml`.
    #[serde(rename = "portal", default)]
    pub portal: bool,
    /// `true` when it is the telephone of `site.yaml`.
    #[serde(rename = "telefono", default)]
    pub phone: bool,
}

/// What stands between the `---` lines at the head of a page.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageFrontMatter {
    /// The page's heading, and its name in `<title>`.
    #[serde(rename = "titulo")]
    pub title: String,
    /// Its name in the menu, when that is shorter.
    #[serde(rename = "menu", default)]
    pub menu: Option<String>,
    /// What a search engine shows of it.
    #[serde(rename = "descripcion")]
    pub description: String,
    /// The date on which its words were last changed, as `2024-05-27`; a page without one is told by a check of its own.
    #[serde(rename = "modificado")]
    pub modified: Option<String>,
    /// `true` when the page shows a list of its headings.
    #[serde(rename = "indice", default)]
    pub index: bool,
}

/// What stands between the `---` lines at the head of a version of the policy, `history/DATE.md`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VersionFrontMatter {
    /// What changed, in one or two sentences.
    #[serde(rename = "resumen")]
    pub summary: String,
    /// The fingerprint of each file that promises something.
    #[serde(rename = "huellas")]
    pub fingerprints: BTreeMap<String, String>,
}

/// What stands between the `---` lines at the head of a notice, `notices/NAME.md`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeFrontMatter {
    /// Its heading.
    #[serde(rename = "titulo")]
    pub title: String,
    /// `mantenimiento` or `cierre`.
    #[serde(rename = "tipo")]
    pub kind: String,
    /// When it begins to be shown, in the policy's zone, as `2026-12-24 17:30`.
    #[serde(rename = "desde")]
    pub from: String,
    /// When it is shown no more, in the same way.
    #[serde(rename = "hasta")]
    pub until: String,
}
