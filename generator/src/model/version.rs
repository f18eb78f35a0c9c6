//! A published version of the policy: `history/DATE.md`.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::diagnostic::markdown_source::MarkdownSource;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::routes;
use crate::parse::front_matter::FrontMatter;
use crate::read::source::{ContentDir, File};
use crate::schema;

/// The folder of the versions.
pub(crate) const FOLDER: &str = "history/";

/// A published version of the policy.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Version {
    /// The date from which it applied.
    pub date: NaiveDate,
    /// The editor's summary of the changes.
    pub summary: String,
    /// The fingerprint of each file that was part of the promise.
    pub fingerprints: BTreeMap<String, String>,
    /// The file.
    pub(crate) file: Arc<File>,
    body: Range<usize>,
}

impl Version {
    /// Returns the path within `content/` of the version of `date`, as `2024-05-27`.
    #[must_use]
    pub fn path(date: &str) -> String {
        format!("{FOLDER}{date}.md")
    }

    /// Returns its permanent address: `/historial/2024-05-27/`.
    #[must_use]
    pub fn address(&self) -> String {
        routes::version(self.date)
    }

    /// Returns its whole text, as Markdown without expressions.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.file.text()[self.body.clone()]
    }

    /// Returns its text with its position.
    pub(crate) fn markdown<'a>(&'a self, title: &'a str) -> MarkdownSource<'a> {
        MarkdownSource::from_file(&self.file, self.body.start, title)
    }

    fn parse(file: &Arc<File>, diagnostics: &mut Diagnostics) -> Option<Self> {
        let head =
            FrontMatter::<schema::VersionFrontMatter>::parse(file, "`resumen` y `huellas`", diagnostics);
        let name = file.path.strip_prefix(FOLDER)?.strip_suffix(".md")?;
        let Some(date) = name.parse().ok().filter(|date: &NaiveDate| date.to_string() == name) else {
            let message = format!("`{name}`: el nombre del archivo no es la fecha de una versión");
            let diagnostic = Diagnostic::error(&file.path, "nombre-de-archivo", message);
            diagnostics.push(diagnostic.help("use año, mes y día, como `2024-05-27.md`"));
            return None;
        };
        let FrontMatter { front, node, body } = head?;
        let front = front?;
        if front.summary.trim().is_empty() {
            let span = node.span_at(&["resumen"]);
            let diagnostic = Diagnostic::at(file, span, "version-sin-resumen", "`resumen` está vacío");
            diagnostics.push(diagnostic.help("diga en una o dos frases qué cambió para los clientes"));
        }
        let schema::VersionFrontMatter { summary, fingerprints } = front;
        Some(Self { date, summary, fingerprints, file: Arc::clone(file), body })
    }
}

/// Returns all versions of `source`, the oldest first; those with errors are reported and left out.
pub(crate) fn parse_all(source: &ContentDir, diagnostics: &mut Diagnostics) -> Vec<Version> {
    let files = source.within(FOLDER, ".md").filter(|file| file.is_text());
    files.filter_map(|file| Version::parse(file, diagnostics)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(name: &str, head: &str) -> Result<Version, String> {
        let text = format!("---\n{head}---\n\n## Canales\n");
        let source = ContentDir::default().with(&format!("history/{name}.md"), text);
        let mut diagnostics = Diagnostics::default();
        let versions = parse_all(&source, &mut diagnostics);
        versions.into_iter().next().filter(|_| diagnostics.is_empty()).ok_or_else(|| diagnostics.to_string())
    }

    #[test]
    fn version_has_date_summary_and_text() {
        let version = parse("2024-05-27", "resumen: La primera.\nhuellas: {hours.yaml: a1}\n").unwrap();
        assert_eq!(
            (version.address().as_str(), version.summary.as_str(), version.body()),
            ("/historial/2024-05-27/", "La primera.", "\n## Canales\n")
        );
    }

    #[test]
    fn version_is_rejected_when_name_is_not_a_date() {
        for name in ["2024-02-30", "2024-5-27", "nueva"] {
            let expected =
                format!("history/{name}.md: `{name}`: el nombre del archivo no es la fecha de una versión\n");
            assert_eq!(parse(name, "resumen: a\nhuellas: {}\n").unwrap_err(), expected);
        }
    }

    #[test]
    fn version_is_rejected_when_summary_is_blank() {
        let expected = "history/2024-05-27.md:2:10: `resumen` está vacío\n";
        assert_eq!(parse("2024-05-27", "resumen: \"\"\nhuellas: {}\n").unwrap_err(), expected);
    }
}
