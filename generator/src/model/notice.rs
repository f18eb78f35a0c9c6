//! A notice, which every page shows between two times: `notices/NAME.md`.

use std::ops::Range;
use std::sync::Arc;

use chrono::{DateTime, NaiveDateTime, TimeZone};
use chrono_tz::Tz;

use crate::diagnostic::markdown_source::MarkdownSource;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::parse::front_matter::FrontMatter;
use crate::read::source::{ContentDir, File};
use crate::schema;

/// The folder of the notices.
pub(crate) const FOLDER: &str = "notices/";

/// A message that every page shows between two times.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Notice {
    /// Its kind.
    pub kind: NoticeKind,
    /// Its heading.
    pub title: String,
    /// When it starts.
    pub from: DateTime<Tz>,
    /// When it ends.
    pub until: DateTime<Tz>,
    /// The file.
    pub(crate) file: Arc<File>,
    body: Range<usize>,
}

/// The kind of a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    /// Maintenance of a service.
    Maintenance,
    /// Support is closed.
    Closing,
}

impl NoticeKind {
    const ALL: [(&str, Self); 2] = [("mantenimiento", Self::Maintenance), ("cierre", Self::Closing)];
}

impl Notice {
    /// Returns its Markdown with its position.
    pub(crate) fn markdown(&self) -> MarkdownSource<'_> {
        MarkdownSource::from_file(&self.file, self.body.start, &self.title)
    }

    fn parse(file: &Arc<File>, zone: Tz, diagnostics: &mut Diagnostics) -> Option<Self> {
        const KEYS: &str = "`titulo`, `tipo`, `desde` y `hasta`";
        let FrontMatter { front, node, body } =
            FrontMatter::<schema::NoticeFrontMatter>::parse(file, KEYS, diagnostics)?;
        let front = front?;
        let diagnostic_at =
            |key: &str, code, message: String| Diagnostic::at(file, node.span_at(&[key]), code, message);
        let kind = NoticeKind::ALL.into_iter().find(|(name, _)| *name == front.kind);
        if kind.is_none() {
            let diagnostic =
                diagnostic_at("tipo", "tipo-de-aviso", format!("tipo de aviso «{}»: no existe", front.kind));
            diagnostics.push(diagnostic.suggest(&front.kind, NoticeKind::ALL.map(|(name, _)| name)));
        }
        let mut parse = |key, written: &str| {
            let time = parse_time(written, zone);
            if time.is_none() {
                let message = format!("`{key}` es «{written}»: no es un momento que exista");
                let diagnostic = diagnostic_at(key, "momento", message);
                diagnostics
                    .push(diagnostic.help("escriba fecha y hora de la política, como 2026-12-24 17:30"));
            }
            time
        };
        let (from, until) = (parse("desde", &front.from), parse("hasta", &front.until));
        let (from, until) = (from?, until?);
        if until <= from {
            let message = format!("`hasta` es {}: no es después de `desde`", front.until);
            diagnostics.push(
                diagnostic_at("hasta", "aviso-sin-tiempo", message).help("escriba un momento posterior"),
            );
        }
        Some(Self { kind: kind?.1, title: front.title, from, until, file: Arc::clone(file), body })
    }
}

/// Returns the time at which a clock in `zone` shows `written`, if there is exactly one.
fn parse_time(written: &str, zone: Tz) -> Option<DateTime<Tz>> {
    let local = NaiveDateTime::parse_from_str(written, "%Y-%m-%d %H:%M").ok()?;
    zone.from_local_datetime(&local).single()
}

/// Returns all notices of `source` in the order of their start; those with errors are reported and left out.
pub(crate) fn parse_all(source: &ContentDir, zone: Tz, diagnostics: &mut Diagnostics) -> Vec<Notice> {
    let files = source.within(FOLDER, ".md");
    let mut notices: Vec<_> = files.filter_map(|file| Notice::parse(file, zone, diagnostics)).collect();
    notices.sort_by_key(|notice| notice.from);
    notices
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(head: &str) -> Result<Notice, String> {
        let text = format!("---\n{head}---\n\nEl portal no abre.\n");
        let source = ContentDir::default().with("notices/portal.md", text);
        let mut diagnostics = Diagnostics::default();
        let mut notices = parse_all(&source, Tz::America__Mexico_City, &mut diagnostics);
        notices.pop().filter(|_| diagnostics.is_empty()).ok_or_else(|| diagnostics.to_string())
    }

    #[test]
    fn notice_times_use_the_policy_zone() {
        let notice =
            parse("titulo: Portal\ntipo: mantenimiento\ndesde: 2026-12-24 17:30\nhasta: 2026-12-26 08:30\n")
                .unwrap();
        assert_eq!(
            [notice.from, notice.until].map(|at| at.to_rfc3339()),
            ["2026-12-24T17:30:00-06:00", "2026-12-26T08:30:00-06:00"]
        );
        assert_eq!(notice.markdown().text, "\nEl portal no abre.\n");
    }

    #[test]
    fn notice_errors_have_their_line() {
        for (head, expected) in [
            (
                "titulo: A\ntipo: mantenimento\ndesde: 2026-12-24 17:30\nhasta: 2026-12-26 08:30\n",
                "3:7: tipo de aviso «mantenimento»: no existe",
            ),
            (
                "titulo: A\ntipo: cierre\ndesde: 2026-02-30 17:30\nhasta: 2026-12-26 08:30\n",
                "4:8: `desde` es «2026-02-30 17:30»: no es un momento que exista",
            ),
            (
                "titulo: A\ntipo: cierre\ndesde: 2026-12-24 17:30\nhasta: 2026-12-24\n",
                "5:8: `hasta` es «2026-12-24»: no es un momento que exista",
            ),
            (
                "titulo: A\ntipo: cierre\ndesde: 2026-12-24 17:30\nhasta: 2026-12-24 17:30\n",
                "5:8: `hasta` es 2026-12-24 17:30: no es después de `desde`",
            ),
        ] {
            assert_eq!(parse(head).unwrap_err(), format!("notices/portal.md:{expected}\n"));
        }
    }
}
