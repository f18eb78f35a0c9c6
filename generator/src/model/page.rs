//! A page: its front matter, and the range of its Markdown.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use chrono::NaiveDate;
use memchr::memchr_iter;
use policy::error::{PolicyErrorKind, ValueFormat};

use crate::diagnostic::markdown_source::MarkdownSource;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::routes;
use crate::parallel::par_map;
use crate::parse::front_matter::FrontMatter;
use crate::parse::yaml::{Node, Value};
use crate::read::source::{ContentDir, File};
use crate::schema::PageFrontMatter;

/// The required keys.
const KEYS: &str = "`titulo`, `descripcion` y `modificado`";

/// The keys whose texts visitors read.
const TEXT_KEYS: [&str; 3] = ["titulo", "menu", "descripcion"];

/// A page of `pages/`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Page {
    /// The name of its file without the extension: `canales`.
    pub id: String,
    /// Its address: `/canales/`; `/` for `index`, `/404.html` for `404`.
    pub address: String,
    /// Its heading.
    pub title: String,
    /// Its name in the menu.
    pub menu: String,
    /// Its description for search engines.
    pub description: String,
    /// The date of the last change of its text.
    pub modified: NaiveDate,
    /// Whether it shows a table of contents.
    pub has_index: bool,
    /// Whether it includes other pages.
    pub(crate) includes_pages: bool,
    /// The file.
    pub(crate) file: Arc<File>,
    /// The bytes of its Markdown in the file.
    pub(crate) body: Range<usize>,
}

impl Page {
    /// Returns its Markdown.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.file.text()[self.body.clone()]
    }

    /// Returns its Markdown with its position.
    pub(crate) fn markdown(&self) -> MarkdownSource<'_> {
        MarkdownSource::from_file(&self.file, self.body.start, &self.title)
    }

    fn parse(file: &Arc<File>, diagnostics: &mut Diagnostics) -> Option<Self> {
        let id = page_id(file)?;
        if !is_address(id) {
            let message = format!("`{id}`: el nombre del archivo no sirve como dirección");
            let diagnostic = Diagnostic::error(&file.path, "nombre-de-archivo", message);
            diagnostics.push(diagnostic.help("use minúsculas sin acentos, números y guiones"));
        }
        let FrontMatter { front, node, body } =
            FrontMatter::<PageFrontMatter>::parse(file, KEYS, diagnostics)?;
        node.check_texts(file, |key| TEXT_KEYS.contains(&key), diagnostics);
        let modified = read_date(file, &node, diagnostics)?;
        let front = front?;
        Some(Self {
            id: id.to_owned(),
            address: routes::page(id),
            menu: front.menu.unwrap_or_else(|| front.title.clone()),
            title: front.title,
            description: front.description,
            modified,
            has_index: front.index,
            includes_pages: includes_other_pages(&file.text()[body.clone()]),
            file: Arc::clone(file),
            body,
        })
    }
}

/// Returns all pages of `source` in the order of their `id`; those with errors are reported and left out.
///
/// Pages of `known` whose file is the same are not parsed again. Therefore only errors are reported here: a warning
/// would disappear with the next build.
pub(crate) fn parse_all(
    source: &ContentDir,
    known: &[Arc<Page>],
    diagnostics: &mut Diagnostics,
) -> Vec<Arc<Page>> {
    let known: BTreeMap<&str, &Arc<Page>> =
        known.iter().map(|page| (page.file.path.as_str(), page)).collect();
    let same = |file: &Arc<File>| known.get(file.path.as_str()).filter(|page| page.file == *file).copied();
    let files: Vec<_> = source.within("pages/", ".md").filter(|file| file.is_text()).collect();
    let mut pages = Vec::with_capacity(files.len());
    for (page, found) in par_map(&files, |file| {
        let mut found = Diagnostics::default();
        (same(file).cloned().or_else(|| Page::parse(file, &mut found).map(Arc::new)), found)
    }) {
        diagnostics.extend(found);
        pages.extend(page);
    }
    pages.sort_by(|one, other| one.id.cmp(&other.id));
    pages
}

/// Returns whether Markdown includes other pages.
pub(crate) fn includes_other_pages(markdown: &str) -> bool {
    memchr_iter(b'<', markdown.as_bytes()).any(|at| markdown[at..].starts_with("<politica"))
}

fn is_address(id: &str) -> bool {
    id.chars().all(|c| matches!(c, 'a'..='z' | '0'..='9' | '-' | '/'))
}

fn read_date(file: &File, node: &Node, diagnostics: &mut Diagnostics) -> Option<NaiveDate> {
    let text = match node.get("modificado").map(|date| &date.value) {
        Some(Value::Text(text)) => text,
        // The schema reports a value that is not a text.
        Some(Value::List(_) | Value::Map(_)) => return None,
        Some(Value::Nothing) | None => {
            // Front matter without keys, or with a misspelt `modificado`, has another diagnostic.
            if node.value != Value::Nothing && !has_misspelt_date(node) {
                diagnostics.push(missing_date(file, node));
            }
            return None;
        }
    };
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|date| date.to_string() == *text);
    if date.is_none() {
        let kind = PolicyErrorKind::InvalidFormat { found: text.clone(), expected: ValueFormat::Date };
        let error = policy::PolicyError { path: policy::Path::default(), kind };
        let diagnostic = Diagnostic::at(file, node.span_at(&["modificado"]), error.code(), error.to_string());
        diagnostics.push(diagnostic.help(error.help()));
    }
    date
}

fn has_misspelt_date(node: &Node) -> bool {
    const KEYS: [&str; 5] = ["titulo", "menu", "descripcion", "modificado", "indice"];
    let mut unknown =
        node.entries().iter().map(|(key, _)| key.text.as_str()).filter(|key| !KEYS.contains(key));
    unknown.any(|key| policy::text::suggest::closest_match(key, KEYS) == Some("modificado"))
}

fn missing_date(file: &File, node: &Node) -> Diagnostic {
    let span = node.span_at(&["modificado"]);
    let diagnostic = Diagnostic::at(file, span, "pagina-sin-fecha", "la página no dice cuándo se modificó");
    diagnostic.help("agregue `modificado: ` y la fecha, como 2024-05-27")
}

/// Returns the `id` of the page in a file.
pub(crate) fn page_id(file: &File) -> Option<&str> {
    file.path.strip_prefix("pages/")?.strip_suffix(".md")
}

/// Returns the address of the page in a file.
pub(crate) fn page_address(file: &File) -> Option<String> {
    page_id(file).map(routes::page)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Arc<Page>, String> {
        let source = ContentDir::default().with("pages/canales.md", text);
        let mut diagnostics = Diagnostics::default();
        parse_all(&source, &[], &mut diagnostics).pop().ok_or_else(|| diagnostics.to_string())
    }

    #[test]
    fn page_has_front_matter_and_body() {
        let page = parse("---\ntitulo: Canales\ndescripcion: Todos\nmodificado: 2024-05-27\n---\n\nHola.\n")
            .expect("it is right");
        assert_eq!(
            (page.address.as_str(), page.menu.as_str(), page.body()),
            ("/canales/", "Canales", "\nHola.\n")
        );
    }

    #[test]
    fn page_is_rejected_when_front_matter_is_missing() {
        assert_eq!(
            parse("Hola.\n").unwrap_err(),
            "pages/canales.md:1:1: la página no empieza con su encabezado\n"
        );
        assert_eq!(parse("").unwrap_err(), "pages/canales.md:1:1: la página no empieza con su encabezado\n");
    }

    #[test]
    fn page_is_rejected_when_front_matter_is_not_closed() {
        let expected = "pages/canales.md:1:1: el encabezado de la página no se cierra\n";
        assert_eq!(parse("---\ntitulo: Canales\n\nHola.\n").unwrap_err(), expected);
    }

    #[test]
    fn front_matter_error_has_line_in_file() {
        assert_eq!(
            parse("---\ntitulo: Canales\ndescripcion: \"Todos\nmodificado: 2024-05-27\n---\n").unwrap_err(),
            "pages/canales.md:3:14: las comillas que empiezan aquí no se cierran\n"
        );
        assert_eq!(
            parse("---\ntitulo: Canales\ndescripcion: a\n---\n").unwrap_err(),
            "pages/canales.md:2:1: la página no dice cuándo se modificó\n"
        );
    }

    #[test]
    fn page_is_rejected_when_date_does_not_exist() {
        for date in ["2024-02-30", "2024-5-27", "ayer"] {
            let text = format!("---\ntitulo: a\ndescripcion: b\nmodificado: {date}\n---\n");
            let expected = format!("pages/canales.md:4:13: «{date}» no es una fecha del calendario\n");
            assert_eq!(parse(&text).unwrap_err(), expected);
        }
    }

    #[test]
    fn routes_differ_for_home_and_404() {
        assert_eq!(
            [routes::page("index"), routes::page("404"), routes::page("corp")],
            ["/", "/404.html", "/corp/"]
        );
    }
}
