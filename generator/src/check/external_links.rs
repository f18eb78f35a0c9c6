//! Lists the external links of the content with their positions, for the link checker.
//!
//! This module makes no request. In Markdown a link is what the parser recognises, so an address in code is not one;
//! in YAML it is any `https://` address.

use std::ops::Range;

use crate::asset::Assets;
use crate::check::forbidden_text::{find_addresses, for_each_value};
use crate::check::partial::UNKNOWN;
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::markdown::{Link, MarkdownContext, RenderedMarkdown};
use crate::model::{CheckContext, Site};
use crate::read::source::File;
use crate::render::templates::load_components;

/// An external link at one of its positions.
#[derive(Clone, Debug)]
pub struct ExternalLink<'a> {
    address: String,
    file: &'a File,
    span: Span,
    origin: LinkOrigin,
}

/// Whether an editor can correct a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkOrigin {
    /// A link of the current content.
    Current,
    /// A link of a published version, which does not change.
    Past,
}

impl ExternalLink<'_> {
    /// Returns the address as it is written, with `https://` or `http://`.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Returns whether it can be corrected.
    #[must_use]
    pub fn origin(&self) -> LinkOrigin {
        self.origin
    }

    /// Returns the path of its file within `content/`.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file.path
    }

    /// Returns a diagnostic at its position.
    #[must_use]
    pub fn diagnostic(&self, code: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic::at(self.file, self.span, code, message)
    }
}

/// Returns every external link of `site` at each of its positions, even if the site cannot be built.
///
/// Excludes the site's own address, which may not be published yet, the domains of examples, such as `ejemplo.com`,
/// and notices that have ended.
#[must_use]
pub fn external_links(site: &Site) -> Vec<ExternalLink<'_>> {
    let mut links = markdown_links(site);
    for_each_value(CheckContext::new(site), |value| {
        links.extend(find_in_value(value.text).into_iter().map(|range| {
            let address = value.text[range.clone()].to_owned();
            ExternalLink { address, file: value.file, span: value.span(range), origin: LinkOrigin::Current }
        }));
    });
    links.retain(|link| is_external(&link.address, &site.settings.address));
    links
}

/// Returns the links of all Markdown.
fn markdown_links(site: &Site) -> Vec<ExternalLink<'_>> {
    // The build reports an error in our own templates.
    let Ok(components) = load_components(Some(&site.policy)) else { return Vec::new() };
    let assets = Assets::new(&site.source);
    // The value of an expression comes from YAML, where its links are found.
    let expression = |source: &str| components.check(source).map(|()| UNKNOWN.to_string());
    let around = MarkdownContext { expression: &expression, anchor: "", assets: &assets };
    let pages = site.pages.iter().map(|page| (page.markdown(), LinkOrigin::Current));
    let notices = site.notices.iter().map(|notice| (notice.markdown(), LinkOrigin::Current));
    let versions = site.versions.iter().map(|version| (version.markdown(&version.summary), LinkOrigin::Past));
    let mut links = Vec::new();
    for (markdown, origin) in pages.chain(notices).chain(versions) {
        let links_of_source = RenderedMarkdown::new(markdown, around, &mut Diagnostics::default()).links;
        let known = links_of_source.into_iter().filter(|link| !link.address.contains(UNKNOWN));
        links.extend(known.map(|link| {
            let Link { address, range, .. } = link;
            ExternalLink { address, file: markdown.file, span: markdown.span(range), origin }
        }));
    }
    links
}

/// Returns the ranges of the addresses in a YAML value; an address in backticks is an example.
fn find_in_value(text: &str) -> Vec<Range<usize>> {
    if is_address(text) && !text.contains(char::is_whitespace) {
        return std::iter::once(0..text.len()).collect();
    }
    let found = ["https://", "http://"].into_iter().flat_map(|scheme| find_addresses(text, scheme));
    found.filter(|range| !text[..range.start].ends_with('`')).collect()
}

fn is_address(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

fn is_external(address: &str, own: &str) -> bool {
    let is_own =
        address.strip_prefix(own).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']));
    let host = host(address);
    is_address(address) && !host.is_empty() && !is_own && !is_example(host)
}

fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or("", |(_, rest)| rest);
    rest.split(['/', '?', '#', ':']).next().unwrap_or_default()
}

/// Domains that are reserved for examples, or that the forms use in examples.
fn is_example(host: &str) -> bool {
    const DOMAINS: [&str; 8] = [
        "ejemplo.com",
        "suempresa.com",
        "example.com",
        "example.net",
        "example.org",
        "example",
        "test",
        "invalid",
    ];
    let is_within =
        |domain| host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    DOMAINS.into_iter().any(is_within)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load;
    use crate::read::source::ContentDir;
    use crate::testing::fixture;

    /// Checks the links of `path` in the minimal content, when that file is `text`: line, column, address.
    #[track_caller]
    fn names(path: &str, text: impl Into<Vec<u8>>, expected: &[&str]) {
        let site =
            load(&fixture::source().with(path, text)).unwrap_or_else(|diagnostics| panic!("{diagnostics}"));
        let links = external_links(&site);
        let found = links.iter().filter(|link| link.file() == path);
        let found: Vec<_> =
            found.map(|link| format!("{}:{} {}", link.span.line, link.span.column, link.address())).collect();
        assert_eq!(found, expected);
    }

    fn text(path: &str) -> String {
        let source: ContentDir = fixture::source();
        source.file(path).expect("a file of the smallest content").text().to_owned()
    }

    #[test]
    fn external_links_lists_markdown_links_with_spans() {
        let body = "Vea [a](https://a.mx/x#y) y <https://a.mx/x>.\n\n![b](https://b.mx/b.png)\n";
        names(
            "pages/canales.md",
            fixture::page("Canales", body),
            &["6:9 https://a.mx/x#y", "6:30 https://a.mx/x", "8:6 https://b.mx/b.png"],
        );
    }

    #[test]
    fn external_links_skips_text_that_is_no_link() {
        let body = "https://a.mx, `https://b.mx` y [c](/canales/) {{ <portal /> }}\n\n    https://d.mx\n";
        names("pages/canales.md", fixture::page("Canales", body), &[]);
    }

    #[test]
    fn external_links_finds_addresses_in_yaml() {
        let services = "estado: [{nombre: E, direccion: \"https://e.mx/(a)#/b\"}]}]";
        let services = text("services.yaml")
            .replace("departamento: correo}]", &format!("departamento: correo, {services}"));
        names("services.yaml", services, &["2:98 https://e.mx/(a)#/b"]);
        let form = text("forms/falla.yaml")
            .replace("resumen: Para avisar.", "resumen: \"Avise, o [vea](https://f.mx/a).\"");
        names("forms/falla.yaml", form, &["7:30 https://f.mx/a"]);
    }

    #[test]
    fn external_links_includes_notices_and_versions() {
        let notice = "---\ntitulo: A\ntipo: cierre\ndesde: 2026-12-24 17:30\nhasta: 2026-12-26 08:30\n---\n[g](https://g.mx)\n";
        names("notices/a.md", notice, &["7:5 https://g.mx"]);
        let version = "---\nresumen: La primera.\nhuellas: {}\n---\n[h](https://h.mx)\n";
        let site = load(&fixture::source().with("history/2024-05-27.md", version)).expect("it is right");
        let origins: Vec<_> =
            external_links(&site).iter().map(|link| (link.address().to_owned(), link.origin())).collect();
        assert_eq!(
            origins,
            [
                ("https://h.mx".to_owned(), LinkOrigin::Past),
                ("https://clientes.ejemplo.mx".to_owned(), LinkOrigin::Current)
            ]
        );
    }

    #[test]
    fn own_address_and_examples_are_not_external() {
        for (address, expected) in [
            ("https://ejemplo.mx", false),
            ("https://ejemplo.mx/canales/", false),
            ("https://ejemplo.mx.otro.mx/", true),
            ("https://clientes.ejemplo.mx", true),
            ("https://suempresa.com/a", false),
            ("https://www.example.org:8080", false),
            ("https://miejemplo.com", true),
            ("https://", false),
            ("tel:+52", false),
            ("http://a.mx", true),
        ] {
            assert_eq!(is_external(address, "https://ejemplo.mx"), expected, "{address}");
        }
    }

    #[test]
    fn address_in_backticks_is_no_link() {
        let found = |text: &str| {
            find_in_value(text).into_iter().map(|range| text[range].to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(found("escriba `https://` o `https://a.mx`, no http://b.mx."), ["http://b.mx"]);
    }
}
