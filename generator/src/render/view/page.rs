//! A page.

use policy::text::spanish;
use policy::{Form, Operation};
use serde::Serialize;

use crate::markdown::PageBody;
use crate::model;
use crate::model::Site;
use crate::render::view::interpolate;
use crate::render::view::version::version_title;

/// The kind of a page of content.
pub(crate) const DEFAULT_KIND: &str = "article";

/// A page, under `page`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PageView<'a> {
    /// Its address from the root; empty for a page that the API serves at any address.
    pub(crate) path: String,
    /// CSS classes for the kind of page.
    pub(crate) kind: &'static str,
    /// Its heading.
    pub(crate) title: String,
    /// The text of `<title>`.
    pub(crate) title_tag: String,
    pub(crate) description: String,
    pub(crate) canonical: Option<String>,
    /// The date of its last change as a text.
    pub(crate) modified: Option<String>,
    /// Whether search engines must not list it.
    pub(crate) hidden: bool,
    /// Its body as HTML, under `body`.
    #[serde(skip)]
    pub(crate) html: &'a str,
    /// The items of its table of contents as HTML, under `toc`; empty when it shows none.
    #[serde(skip)]
    pub(crate) toc: &'a str,
}

impl<'a> PageView<'a> {
    /// Returns a page of content.
    pub(crate) fn new(site: &Site, page: &model::Page, body: &PageBody<'a>) -> Self {
        let hidden = page.id == "404";
        Self {
            path: page.address.clone(),
            kind: kind(page, hidden),
            canonical: (!hidden).then(|| format!("{}{}", site.settings.address, page.address)),
            modified: Some(spanish::format_date(page.modified)),
            hidden,
            html: body.html,
            toc: body.toc,
            ..Self::unaddressed(site, &page.title, &page.description)
        }
    }

    /// Returns the page of a form's operation.
    pub(crate) fn from_operation(site: &Site, form: &Form, operation: &Operation) -> Self {
        let path = form.address(operation);
        Self {
            kind: "form",
            canonical: Some(format!("{}{path}", site.settings.address)),
            path,
            modified: Some(spanish::format_date(operation.modified)),
            hidden: false,
            ..Self::unaddressed(site, &operation.title, &operation.summary)
        }
    }

    /// Returns the page of a version of the policy. It is hidden, so that search engines list the current policy only.
    pub(crate) fn from_version(site: &Site, version: &model::Version) -> Self {
        let date = spanish::format_date(version.date);
        let path = version.address();
        Self {
            kind: DEFAULT_KIND,
            canonical: Some(format!("{}{path}", site.settings.address)),
            path,
            modified: Some(date.clone()),
            ..Self::unaddressed(
                site,
                &version_title(site, version),
                &interpolate(site.texts.get("historial.descripcion"), &[("fecha", &date)]),
            )
        }
    }

    /// Returns a page without an address, which only the API serves.
    pub(crate) fn unaddressed(site: &Site, title: &str, description: &str) -> Self {
        let names = [
            ("titulo", title),
            ("sitio", &*site.settings.title),
            ("organizacion", &*site.settings.organization),
        ];
        Self {
            path: String::new(),
            kind: "answer",
            title: title.to_owned(),
            title_tag: interpolate(site.texts.get("marco.pagina"), &names),
            description: description.to_owned(),
            canonical: None,
            modified: None,
            hidden: true,
            html: "",
            toc: "",
        }
    }
}

/// Returns the CSS classes of a page of content.
fn kind(page: &model::Page, is_missing: bool) -> &'static str {
    match (page.address.as_str(), is_missing) {
        ("/", _) => "hero home",
        (_, true) => "hero missing",
        _ => DEFAULT_KIND,
    }
}
