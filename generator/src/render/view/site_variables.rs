//! The variables that editors can use in pages, under `sitio`.

use serde::Serialize;
use serde_json::{Value, json};

use crate::model::Site;
use crate::render::view::site_context::version_text;

/// The values of `site.yaml`, under its keys.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct SiteVariables(Value);

impl SiteVariables {
    /// The names of all variables.
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
        Self(json!({
            "organizacion": settings.organization,
            "titulo": settings.title,
            "direccion": settings.address,
            "idioma": settings.language,
            "version": version_text(site),
            "telefono": {"nombre": phone.name, "numero": phone.number, "texto": phone.text},
            "portal": {"nombre": portal.name, "direccion": portal.address},
        }))
    }
}
