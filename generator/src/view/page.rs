//! A page, as its template sees it.

use policy::spanish;
use policy::{Form, Operation};
use serde::Serialize;

use super::fill;
use super::version::title;
use crate::markdown::{Heading, Rendered};
use crate::site::{self, Site};

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
    pub(crate) toc: Vec<TocEntry>,
}

/// A heading in the table of contents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct TocEntry {
    pub(crate) id: String,
    pub(crate) text: String,
    pub(crate) children: Vec<TocEntry>,
}

impl<'a> Page<'a> {
    /// Returns a page of content.
    pub(crate) fn new(site: &Site, page: &site::Page, rendered: &'a Rendered) -> Self {
        let hidden = page.id == "404";
        Self {
            path: page.address.clone(),
            kind: kind(page, hidden),
            canonical: (!hidden).then(|| format!("{}{}", site.settings.address, page.address)),
            modified: Some(spanish::date(page.modified)),
            hidden,
            html: &rendered.html,
            toc: toc(&rendered.toc),
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
            modified: Some(spanish::date(operation.modified)),
            hidden: false,
            ..Self::bare(site, &operation.title, &operation.summary)
        }
    }

    /// Returns the page of a version of the policy. Search engines are to find the policy in force alone.
    pub(crate) fn of_version(site: &Site, version: &site::Version) -> Self {
        let date = spanish::date(version.date);
        let path = version.address();
        Self {
            kind: "article",
            canonical: Some(format!("{}{path}", site.settings.address)),
            path,
            modified: Some(date.clone()),
            ..Self::bare(
                site,
                &title(site, version),
                &fill(&site.words.history.description, &[("fecha", &date)]),
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
            title_tag: fill(&site.words.frame.title, &names),
            description: description.to_owned(),
            canonical: None,
            modified: None,
            hidden: true,
            html: "",
            toc: Vec::new(),
        }
    }
}

/// Home, and what is shown in place of a page that is missing, begin alike.
fn kind(page: &site::Page, is_missing: bool) -> &'static str {
    match (page.address.as_str(), is_missing) {
        ("/", _) => "hero home",
        (_, true) => "hero missing",
        _ => "article",
    }
}

/// The headings of the second level, each with those of the third under it.
fn toc(headings: &[Heading]) -> Vec<TocEntry> {
    let mut entries: Vec<TocEntry> = Vec::new();
    for heading in headings.iter().filter(|heading| heading.level <= 3) {
        let entry = TocEntry { id: heading.id.clone(), text: heading.text.clone(), children: Vec::new() };
        match entries.last_mut() {
            Some(parent) if heading.level == 3 => parent.children.push(entry),
            _ => entries.push(entry),
        }
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_of_the_third_level_stands_under_the_last_of_the_second() {
        let heading = |level, id: &str| Heading { level, id: id.to_owned(), text: id.to_owned() };
        let entry = |id: &str, children| TocEntry { id: id.to_owned(), text: id.to_owned(), children };
        let found =
            toc(&[heading(3, "a"), heading(2, "b"), heading(3, "c"), heading(4, "d"), heading(2, "e")]);
        assert_eq!(found, [entry("a", vec![]), entry("b", vec![entry("c", vec![])]), entry("e", vec![])]);
    }
}
