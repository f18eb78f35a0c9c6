//! The serde types of the files in `content/`, except those of the policy, which are in [`policy::schema`].
//!
//! Keys are Spanish, because editors write them. These types check nothing but the shape.

pub mod json_schema;
pub(crate) mod texts;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

pub use crate::schema::texts::Texts;

/// `site.yaml`: the settings of the whole site.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The organisation: «IPAXES».
    #[serde(rename = "organizacion")]
    pub organization: String,
    /// The name of the site; in `<title>` it follows the name of the page.
    #[serde(rename = "titulo")]
    pub title: String,
    /// The description of the home page for search engines.
    #[serde(rename = "descripcion")]
    pub description: String,
    /// The address of the site: `https://` and a host, without a slash at the end.
    #[serde(rename = "direccion")]
    pub address: String,
    /// The language tag of the site, such as `es-MX`.
    #[serde(rename = "idioma")]
    pub language: String,
    /// The date of the policy, such as `2024-05-27`; every ticket records it.
    pub version: String,
    /// The telephone of support.
    #[serde(rename = "telefono")]
    pub phone: Phone,
    /// The portal in which clients open tickets.
    pub portal: Portal,
    /// The `id` of each page in the menu, in order.
    pub menu: Vec<String>,
    /// The `id` of each page that the whole policy includes, in order.
    #[serde(rename = "politica")]
    pub policy: Vec<String>,
    /// The `id` of each page whose text changes only with a new version of the policy.
    #[serde(rename = "alcance", default)]
    pub scope: Vec<String>,
}

/// A telephone.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Phone {
    /// The name of the team that answers: «Helpdesk en México».
    #[serde(rename = "nombre")]
    pub name: String,
    /// The number to dial, such as `+528115225000`.
    #[serde(rename = "numero")]
    pub number: String,
    /// The number as visitors read it: «+52 81 1522 5000».
    #[serde(rename = "texto")]
    pub text: String,
}

/// The portal in which clients open tickets.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Portal {
    /// Its name: «Portal de clientes».
    #[serde(rename = "nombre")]
    pub name: String,
    /// Its `https://` address.
    #[serde(rename = "direccion")]
    pub address: String,
}

/// `channels.yaml`: the contact channels.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Channels {
    /// The channels, in order.
    #[serde(rename = "canales")]
    pub channels: Vec<Channel>,
}

/// A contact channel.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// Its identifier, such as `helpdesk`; also the anchor of its section.
    pub id: String,
    /// Its name: «Helpdesk».
    #[serde(rename = "nombre")]
    pub name: String,
    /// Its purpose, in one sentence.
    #[serde(rename = "resumen")]
    pub summary: String,
    /// When it is available.
    #[serde(rename = "disponible")]
    pub available: String,
    /// Whether it is the portal of `site.yaml`.
    #[serde(default)]
    pub portal: bool,
    /// Whether it is the telephone of `site.yaml`.
    #[serde(rename = "telefono", default)]
    pub phone: bool,
}

/// `limits.yaml`: the limits that no form may exceed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// The vendors, in any order.
    #[serde(rename = "proveedores")]
    pub vendors: Vec<Vendor>,
}

/// The vendor of a service that a form requests.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Vendor {
    /// Its name: «Google Workspace».
    #[serde(rename = "nombre")]
    pub name: String,
    /// The `id` of the form.
    #[serde(rename = "formulario")]
    pub form: String,
    /// Its limits.
    #[serde(rename = "limites")]
    pub limits: Vec<Limit>,
}

/// A limit of one or more fields.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// The `id` of each field, or of rows.
    #[serde(rename = "campos")]
    pub fields: Vec<String>,
    /// The `id` of the only operation to which it applies; without one it applies to all.
    #[serde(rename = "operacion", default)]
    pub operation: Option<String>,
    /// The greatest allowed `maximo`.
    #[serde(rename = "maximo", default)]
    pub max: Option<u32>,
    /// The greatest allowed `externos`.
    #[serde(rename = "externos", default)]
    pub external: Option<u32>,
    /// The address of the vendor's documentation.
    #[serde(rename = "fuente")]
    pub source: String,
}

/// The front matter of a page.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageFrontMatter {
    /// The heading of the page, and its name in `<title>`.
    #[serde(rename = "titulo")]
    pub title: String,
    /// Its name in the menu, if it differs from the title.
    pub menu: Option<String>,
    /// Its description for search engines.
    #[serde(rename = "descripcion")]
    pub description: String,
    /// The date of the last change of its text, such as `2024-05-27`; a separate check requires it.
    #[serde(rename = "modificado")]
    pub modified: Option<String>,
    /// Whether the page shows a table of contents.
    #[serde(rename = "indice", default)]
    pub index: bool,
}

/// The front matter of a version of the policy, `history/DATE.md`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VersionFrontMatter {
    /// What changed, in one or two sentences.
    #[serde(rename = "resumen")]
    pub summary: String,
    /// The fingerprint of each file that is part of the promise.
    #[serde(rename = "huellas")]
    pub fingerprints: BTreeMap<String, String>,
}

/// The front matter of a notice, `notices/NAME.md`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeFrontMatter {
    /// Its heading.
    #[serde(rename = "titulo")]
    pub title: String,
    /// `mantenimiento` or `cierre`.
    #[serde(rename = "tipo")]
    pub kind: String,
    /// When it starts, in the policy's time zone, as `2026-12-24 17:30`.
    #[serde(rename = "desde")]
    pub from: String,
    /// When it ends, in the same format.
    #[serde(rename = "hasta")]
    pub until: String,
}
