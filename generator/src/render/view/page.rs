//! A page, as its template sees it.

use policy::text::spanish;
use policy::{Form, Operation};
use serde::Serialize;

use crate::markdown::Rendered;
use crate::model;
use crate::model::Site;
use crate::render::view::fill;
use crate::render::view::version::title;

/// The kind of most pages.
pub(crate) const ORDINARY: &str = "article";

/// A page, under `page`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Page<'a> {
    /// Its address from the root; empty for a page that the API gives at any address.
    pub(crate) path: String,
    /// The kind of page: classes of the style sheet.
    pub(crate) kind: &'static str,
    /// Its heading.
    pub(crate) title: String,
    /// The text of `<title>`.
    pub(crate) title_tag: String,
    pub(crate) description: String,
    pub(crate) canonical: Option<String>,
    /// The date of its last change, in words.
    pub(crate) modified: Option<String>,
    /// Whether search engines are asked to leave it out.
    pub(crate) hidden: bool,
    /// Its body, already HTML.
    pub(crate) html: &'a str,
    /// Its table of contents, already HTML; empty when it shows none.
    pub(crate) index: &'a str,
}

impl<'a> Page<'a> {
    /// Returns a page of content.
    pub(crate) fn new(site: &Site, page: &model::Page, rendered: &Rendered<'a>) -> Self {
        let hidden = page.id == "404";
        Self {
            path: page.address.clone(),
            kind: kind(page, hidden),
            canonical: (!hidden).then(|| format!("{}{}", site.settings.address, page.address)),
            modified: Some(spanish::format_date(page.modified)),
            hidden,
            html: rendered.html,
            index: rendered.index,
            ..Self::bare(site, &page.title, &page.description)
        }
    }

    /// Returns the page of a form's operation.
    pub(crate) fn of_form(site: &Site, form: &Form, operation: &Operation) -> Self {
        let path = form.address(operation);
        Self {
            kind: "form",
            canonical: Some(format!("{}{path}", site.settings.address)),
            path,
            modified: Some(spanish::format_date(operation.modified)),
            hidden: false,
            ..Self::bare(site, &operation.title, &operation.summary)
        }
    }

    /// Returns the page of a version of the policy. Search engines are to find the policy in force alone.
    pub(crate) fn of_version(site: &Site, version: &model::Version) -> Self {
        let date = spanish::format_date(version.date);
        let path = version.address();
        Self {
            kind: ORDINARY,
            canonical: Some(format!("{}{path}", site.settings.address)),
            path,
            modified: Some(date.clone()),
            ..Self::bare(
                site,
                &title(site, version),
                &fill(site.texts.get("historial.descripcion"), &[("fecha", &date)]),
            )
        }
    }

    /// Returns a page that the API gives, and that is found nowhere.
    pub(crate) fn bare(site: &Site, title: &str, description: &str) -> Self {
        let names = [
            ("titulo", title),
            ("sitio", &*site.settings.title),
            ("organizacion", &*site.settings.organization),
        ];
        Self {
            path: String::new(),
            kind: "answer",
            title: title.to_owned(),
            title_tag: fill(site.texts.get("marco.pagina"), &names),
            description: description.to_owned(),
            canonical: None,
            modified: None,
            hidden: true,
            html: "",
            index: "",
        }
    }
}

/// Home, and what is shown in place of a page that is missing, begin alike.
fn kind(page: &model::Page, is_missing: bool) -> &'static str {
    match (page.address.as_str(), is_missing) {
        ("/", _) => "hero home",
        (_, true) => "hero missing",
        _ => ORDINARY,
    }
}
