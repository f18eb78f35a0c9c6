//! A small site for tests: everything that a page can show, once, with characters that HTML must escape.

use crate::model::Site;
use crate::read::source::ContentDir;

/// Returns the content of the site.
pub(crate) fn source() -> ContentDir {
    let page = |title: &str| {
        format!("---\ntitulo: {title}\ndescripcion: D.\nmodificado: 2024-05-27\n---\n\nTexto.\n")
    };
    ContentDir::default()
        .with("site.yaml", include_str!("example/site.yaml"))
        .with("hours.yaml", include_str!("example/hours.yaml"))
        .with("levels.yaml", include_str!("example/levels.yaml"))
        .with("services.yaml", include_str!("example/services.yaml"))
        .with("channels.yaml", include_str!("example/channels.yaml"))
        .with("lists.yaml", include_str!("example/lists.yaml"))
        .with("limits.yaml", "proveedores: []")
        .with("common.yaml", include_str!("example/common.yaml"))
        .with("words.yaml", include_str!("example/words.yaml"))
        .with("forms/buzon.yaml", include_str!("example/buzon.yaml"))
        .with("pages/index.md", page("Inicio"))
        .with("pages/horas.md", page("Horas"))
        .with("pages/404.md", page("Nada"))
}

/// Returns the site.
pub(crate) fn site() -> Site {
    crate::load(&source()).unwrap_or_else(|diagnostics| panic!("{diagnostics:?}"))
}
