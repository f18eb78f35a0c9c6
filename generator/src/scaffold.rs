//! New files of the content, valid from the start.

use chrono::{DateTime, TimeDelta};
use chrono_tz::Tz;

use crate::read::content_file::ContentFile;
use crate::render::view::interpolate;

/// The kind of a new file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scaffold {
    /// `pages/NAME.md`.
    Page,
    /// `forms/NAME.yaml`, with one operation and one question.
    Form,
    /// `notices/NAME.md`, for two hours of tomorrow.
    Notice,
}

/// Why a file cannot be created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScaffoldError {
    /// The name is not valid for this kind: lower-case letters without accents, digits and hyphens, and `/` for a
    /// page.
    Name,
    /// The title is blank or has the braces of an expression.
    Title,
}

/// Returns whether `text` can be a title or a summary: it is not blank and has no braces of an expression.
#[must_use]
pub fn is_valid_title(text: &str) -> bool {
    !text.trim().is_empty() && !text.contains("{{") && !text.contains("{%")
}

impl Scaffold {
    /// Returns the file `name`, titled `title`, created at `now` in the policy's time zone.
    ///
    /// # Errors
    ///
    /// The name or the title is not valid.
    pub fn file(self, name: &str, title: &str, now: DateTime<Tz>) -> Result<ContentFile, ScaffoldError> {
        let (text, description) = match self {
            Self::Page => (include_str!("../scaffold/page.md"), "Diga en una frase qué hay en esta página."),
            Self::Form => (include_str!("../scaffold/form.yaml"), "Diga en una frase para qué es."),
            Self::Notice => (include_str!("../scaffold/notice.md"), ""),
        };
        let is_part =
            |part: &str| !part.is_empty() && part.chars().all(|c| matches!(c, 'a'..='z' | '0'..='9' | '-'));
        let is_name = is_part(name) || self == Self::Page && name.split('/').all(is_part);
        if !is_name {
            return Err(ScaffoldError::Name);
        }
        if !is_valid_title(title) {
            return Err(ScaffoldError::Title);
        }
        // A JSON string is a YAML string.
        let title = serde_json::Value::from(title).to_string();
        let tomorrow = (now + TimeDelta::days(1)).date_naive();
        let values = [
            ("id", name),
            ("titulo", &title),
            ("descripcion", description),
            ("fecha", &now.date_naive().to_string()),
            ("desde", &format!("{tomorrow} 20:00")),
            ("hasta", &format!("{tomorrow} 22:00")),
        ];
        Ok(ContentFile { path: self.path(name), text: interpolate(text, &values) })
    }

    fn path(self, name: &str) -> String {
        match self {
            Self::Page => format!("pages/{name}.md"),
            Self::Form => format!("forms/{name}.yaml"),
            Self::Notice => format!("notices/{name}.md"),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;
    use crate::testing::fixture;

    fn now() -> DateTime<Tz> {
        Tz::America__Mexico_City.with_ymd_and_hms(2026, 11, 23, 19, 30, 0).unwrap()
    }

    #[test]
    fn scaffold_file_is_valid() {
        for scaffold in [Scaffold::Page, Scaffold::Form, Scaffold::Notice] {
            let file = scaffold.file("cambio-de-plan", "Cambio de «plan»: \"ya\"", now()).unwrap();
            let site = fixture::site(&fixture::source().with(&file.path, file.text)).unwrap();
            let built = crate::build(&site).map(|_| ()).map_err(|diagnostics| diagnostics.to_string());
            assert_eq!(built, Ok(()), "{}", file.path);
        }
    }

    #[test]
    fn scaffold_rejects_invalid_titles() {
        for title in ["", " ", "{{ sitio.titulo }}", "Alta {% x %}"] {
            assert_eq!(Scaffold::Page.file("a", title, now()), Err(ScaffoldError::Title), "{title}");
        }
    }

    #[test]
    fn scaffold_rejects_invalid_names() {
        let is_name =
            |scaffold: Scaffold, name: &str| scaffold.file(name, "A", now()) != Err(ScaffoldError::Name);
        for name in ["", "Mi-pagina", "página", "a b", "../a", "/a", "a/", "a.md"] {
            assert!(!is_name(Scaffold::Page, name), "{name}");
        }
        assert!(is_name(Scaffold::Page, "guias/correo") && !is_name(Scaffold::Form, "guias/correo"));
    }
}
