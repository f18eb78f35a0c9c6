//! The addresses of other sites that the content names, and where: what can be asked whether it still answers.
//!
//! Nobody is asked here; a build knows no network. Links of Markdown are what its parser takes for one, so that an
//! address in code is none; in YAML it is whatever begins with `https://`, in or out of a sentence.

use std::ops::Range;

use crate::asset::Assets;
use crate::check::forbidden_text::{addresses, for_each_value};
use crate::check::partial::UNKNOWN;
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::markdown::{Draft, Link, Surroundings};
use crate::model::{CheckContext, Site};
use crate::read::source::File;
use crate::render::Reader;

/// An address outside the site, at one of the places where it stands.
#[derive(Clone, Debug)]
pub struct ExternalLink<'a> {
    address: String,
    file: &'a File,
    place: Span,
    age: LinkOrigin,
}

/// Whether an editor can mend a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkOrigin {
    /// It is what the content says now.
    Current,
    /// It is in a version of the policy, which stays as it was published.
    Past,
}

impl ExternalLink<'_> {
    /// Returns the address as it is written: `https://` or `http://`, and the rest.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Returns whether it can be mended.
    #[must_use]
    pub fn age(&self) -> LinkOrigin {
        self.age
    }

    /// Returns the path within `content/` of the file in which it stands.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file.path
    }

    /// Returns a diagnostic where it stands.
    #[must_use]
    pub fn diagnostic(&self, code: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic::at(self.file, self.place, code, message)
    }
}

/// Returns every address outside `site` that it names, at each place, whether or not it can be built.
///
/// The site's own address is not among them, for it may not be published yet, nor are the domains of examples, such as
/// `ejemplo.com`. A notice that has ended names nothing.
#[must_use]
pub fn external_links(site: &Site) -> Vec<ExternalLink<'_>> {
    let mut links = written_links(site);
    for document in site.documents.iter() {
        let file = &*document.file;
        for_each_value(document, |value| {
            for range in in_value(value.text) {
                let address = value.text[range.clone()].to_owned();
                links.push(ExternalLink {
                    address,
                    file,
                    place: value.span(range),
                    age: LinkOrigin::Current,
                });
            }
        });
    }
    links.retain(|link| is_outside(&link.address, &site.settings.address));
    links
}

/// Returns the links of all Markdown.
fn written_links(site: &Site) -> Vec<ExternalLink<'_>> {
    // That our own templates cannot be read is told when the site is built.
    let Ok(reader) = Reader::new(CheckContext::new(site).policy) else { return Vec::new() };
    let assets = Assets::new(&site.source);
    // What an expression stands for comes from YAML, where it is found.
    let expression = |source: &str| reader.check(source).map(|()| UNKNOWN.to_string());
    let around = Surroundings { expression: &expression, anchor: "", assets: &assets };
    let pages = site.pages.iter().map(|page| (page.markdown(), LinkOrigin::Current));
    let notices = site.notices.iter().map(|notice| (notice.markdown(), LinkOrigin::Current));
    let versions = site.versions.iter().map(|version| (version.markdown(&version.summary), LinkOrigin::Past));
    let mut links = Vec::new();
    for (passage, age) in pages.chain(notices).chain(versions) {
        let written = Draft::new(passage, around, &mut Diagnostics::default()).links;
        let known = written.into_iter().filter(|link| !link.address.contains(UNKNOWN));
        links.extend(known.map(|link| {
            let Link { address, range, .. } = link;
            ExternalLink { address, file: passage.file, place: passage.span(range), age }
        }));
    }
    links
}

/// Returns where in a value of YAML there are addresses; what stands in backticks is shown, not linked.
fn in_value(text: &str) -> Vec<Range<usize>> {
    if is_address(text) && !text.contains(char::is_whitespace) {
        return std::iter::once(0..text.len()).collect();
    }
    let found = ["https://", "http://"].into_iter().flat_map(|scheme| addresses(text, scheme));
    found.filter(|range| !text[..range.start].ends_with('`')).collect()
}

fn is_address(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

fn is_outside(address: &str, own: &str) -> bool {
    let is_own =
        address.strip_prefix(own).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']));
    let host = host(address);
    is_address(address) && !host.is_empty() && !is_own && !is_example(host)
}

fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or("", |(_, rest)| rest);
    rest.split(['/', '?', '#', ':']).next().unwrap_or_default()
}

/// Examples are of domains that are reserved for them, or of those that forms use.
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

    /// Checks which links the smallest content names in `path`, when that file is `text`: line, column, address.
    #[track_caller]
    fn names(path: &str, text: impl Into<Vec<u8>>, expected: &[&str]) {
        let site =
            load(&fixture::source().with(path, text)).unwrap_or_else(|diagnostics| panic!("{diagnostics}"));
        let links = external_links(&site);
        let told = links.iter().filter(|link| link.file() == path);
        let told: Vec<_> = told
            .map(|link| format!("{}:{} {}", link.place.line, link.place.column, link.address()))
            .collect();
        assert_eq!(told, expected);
    }

    fn text(path: &str) -> String {
        let source: ContentDir = fixture::source();
        source.file(path).expect("a file of the smallest content").text().to_owned()
    }

    #[test]
    fn links_of_markdown_are_named_at_each_of_their_places() {
        let body = "Vea [a](https://a.mx/x#y) y <https://a.mx/x>.\n\n![b](https://b.mx/b.png)\n";
        names(
            "pages/canales.md",
            fixture::page("Canales", body),
            &["6:9 https://a.mx/x#y", "6:30 https://a.mx/x", "8:6 https://b.mx/b.png"],
        );
    }

    #[test]
    fn what_is_no_link_in_markdown_is_not_named() {
        let body = "https://a.mx, `https://b.mx` y [c](/canales/) {{ <portal /> }}\n\n    https://d.mx\n";
        names("pages/canales.md", fixture::page("Canales", body), &[]);
    }

    #[test]
    fn values_of_yaml_are_named_whole_or_within_a_sentence() {
        let services = "estado: [{nombre: E, direccion: \"https://e.mx/(a)#/b\"}]}]";
        let services = text("services.yaml")
            .replace("departamento: correo}]", &format!("departamento: correo, {services}"));
        names("services.yaml", services, &["2:98 https://e.mx/(a)#/b"]);
        let form = text("forms/falla.yaml")
            .replace("resumen: Para avisar.", "resumen: \"Avise, o [vea](https://f.mx/a).\"");
        names("forms/falla.yaml", form, &["7:30 https://f.mx/a"]);
    }

    #[test]
    fn notices_and_versions_are_read_too() {
        let notice = "---\ntitulo: A\ntipo: cierre\ndesde: 2026-12-24 17:30\nhasta: 2026-12-26 08:30\n---\n[g](https://g.mx)\n";
        names("notices/a.md", notice, &["7:5 https://g.mx"]);
        let version = "---\nresumen: La primera.\nhuellas: {}\n---\n[h](https://h.mx)\n";
        let site = load(&fixture::source().with("history/2024-05-27.md", version)).expect("it is right");
        let ages: Vec<_> =
            external_links(&site).iter().map(|link| (link.address().to_owned(), link.age())).collect();
        assert_eq!(
            ages,
            [
                ("https://h.mx".to_owned(), LinkOrigin::Past),
                ("https://clientes.ejemplo.mx".to_owned(), LinkOrigin::Current)
            ]
        );
    }

    #[test]
    fn the_sites_own_address_and_examples_are_not_outside() {
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
            assert_eq!(is_outside(address, "https://ejemplo.mx"), expected, "{address}");
        }
    }

    #[test]
    fn what_stands_in_backticks_is_shown_and_not_linked() {
        let found =
            |text: &str| in_value(text).into_iter().map(|range| text[range].to_owned()).collect::<Vec<_>>();
        assert_eq!(found("escriba `https://` o `https://a.mx`, no http://b.mx."), ["http://b.mx"]);
    }
}
