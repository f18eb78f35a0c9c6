//! What an editor may name in a page, under `sitio`.

use serde::Serialize;

use crate::model::Site;
use crate::render::view::frame::version;

/// The facts of `site.yaml`, under the editor's own keys.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Editor {
    #[serde(rename = "organizacion")]
    organization: String,
    #[serde(rename = "titulo")]
    title: String,
    #[serde(rename = "direccion")]
    address: String,
    #[serde(rename = "idioma")]
    language: String,
    /// In words.
    version: String,
    #[serde(rename = "telefono")]
    phone: Phone,
    portal: Portal,
}

/// Where to call.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Phone {
    #[serde(rename = "nombre")]
    name: String,
    #[serde(rename = "numero")]
    number: String,
    #[serde(rename = "texto")]
    text: String,
}

/// Where clients open tickets of themselves.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Portal {
    #[serde(rename = "nombre")]
    name: String,
    #[serde(rename = "direccion")]
    address: String,
}

impl Editor {
    /// What an expression may be, for the message about one that cannot be read.
    pub(crate) const NAMES: [&str; 10] = [
        "sitio.organizacion",
        "sitio.titulo",
        "sitio.direccion",
        "sitio.idioma",
        "sitio.version",
        "sitio.telefono.nombre",
        "sitio.telefono.numero",
        "sitio.telefono.texto",
        "sitio.portal.nombre",
        "sitio.portal.direccion",
    ];

    pub(crate) fn new(site: &Site) -> Self {
        let settings = &site.settings;
        let (phone, portal) = (&settings.phone, &settings.portal);
        Self {
            organization: settings.organization.clone(),
            title: settings.title.clone(),
            address: settings.address.clone(),
            language: settings.language.clone(),
            version: version(site),
            phone: Phone { name: phone.name.clone(), number: phone.number.clone(), text: phone.text.clone() },
            portal: Portal { name: portal.name.clone(), address: portal.address.clone() },
        }
    }
}
