//! The page of one operation, as its template sees it.

use policy::contract::ROW_PLACEHOLDER;
use policy::form::model;
use policy::form::model::{Form, Operation};
use policy::text::spanish;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::render::view::field::{Field, Scope};
use crate::render::view::fill;
use crate::render::view::frame::OperationLink;
use crate::schema::FormWords;

/// An operation, under `form`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Sheet {
    /// The form's own title.
    pub(crate) title: String,
    /// Where the visitor chooses another operation.
    pub(crate) up: String,
    /// Every operation of the form; empty when there is no other.
    pub(crate) others: Vec<OperationLink>,
    pub(crate) summary: String,
    /// Already HTML.
    pub(crate) introduction: Option<String>,
    /// Where the answers go.
    pub(crate) action: String,
    pub(crate) send: String,
    /// The kind of the tickets, a class of the style sheet.
    pub(crate) tone: String,
    /// Eight hexadecimal digits that differ when what is asked does.
    pub(crate) digest: String,
    pub(crate) sections: Vec<Section>,
    /// Whether something must be confirmed before it is deleted.
    reviewed: bool,
}

/// Questions that belong together.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Section {
    id: String,
    title: Option<String>,
    hint: Option<String>,
    rows: Option<Rows>,
    questions: Questions,
}

/// Questions in sight, and those that are folded.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Questions {
    fields: Vec<Field>,
    folded: Option<Folded>,
}

/// Questions that are shown when asked for.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Folded {
    /// Their names in what is sent, with spaces between them.
    names: String,
    /// What opens them.
    summary: String,
    fields: Vec<Field>,
}

/// A section that repeats.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Rows {
    id: String,
    max: usize,
    add: String,
    first: Row,
    /// The pattern of every other row.
    template: Row,
    paste: Option<Paste>,
}

/// A box for a table of many rows.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Paste {
    title: String,
    label: String,
    hint: String,
    button: String,
}

/// One of the rows.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Row {
    /// `cuentas.1`.
    name: String,
    /// `cuentas-1`.
    id: String,
    label: String,
    remove: String,
    /// Whether it is the only row, which cannot be removed.
    only: bool,
    questions: Questions,
}

impl Sheet {
    /// Returns the page of `operation`; `introduction` is its Markdown, rendered.
    pub(crate) fn new(
        form: &Form,
        operation: &Operation,
        introduction: Option<&str>,
        words: &FormWords,
    ) -> Self {
        let others = form.operations.iter().map(|other| OperationLink::new(form, other));
        let numbered = operation.sections.iter().enumerate();
        let sections = numbered.map(|(i, section)| Section::new(i + 1, section, operation, words));
        let sheet = Self {
            title: form.title.clone(),
            up: format!("/{}/", form.id),
            others: if form.is_single() { Vec::new() } else { others.collect() },
            summary: operation.summary.clone(),
            introduction: introduction.map(str::to_owned),
            action: format!("/api/tickets/{}/{}", form.id, operation.id),
            send: operation.send.clone(),
            tone: operation.kind.name().to_lowercase(),
            digest: String::new(),
            sections: sections.collect(),
            reviewed: operation.review.is_some(),
        };
        Self { digest: digest(&sheet), ..sheet }
    }
}

/// Eight hexadecimal digits of what `sheet` asks.
fn digest(sheet: &Sheet) -> String {
    // A sheet is texts and numbers, which JSON always takes.
    let text = serde_json::to_vec(sheet).unwrap_or_default();
    let [a, b, c, d, ..]: [u8; 32] = Sha256::digest(text).into();
    format!("{a:02x}{b:02x}{c:02x}{d:02x}")
}

impl Section {
    fn new(number: usize, section: &model::Section, operation: &Operation, words: &FormWords) -> Self {
        let rows = section.rows.as_ref().map(|rows| Rows::new(rows, section, operation, words));
        let asked_once = rows.is_none().then(|| Questions::new(section, Scope::Request, operation, words));
        Self {
            // Two hyphens: no name of a field or of rows can bring about the same `id`.
            id: format!("seccion--{number}"),
            title: section.title.clone(),
            hint: section.hint.clone(),
            rows,
            questions: asked_once.unwrap_or_default(),
        }
    }
}

impl Questions {
    fn new(section: &model::Section, scope: Scope<'_>, operation: &Operation, words: &FormWords) -> Self {
        let (folded, fields): (Vec<_>, Vec<_>) = section.fields.iter().partition(|field| field.folded);
        let view = |field: &model::Field| Field::new(field, scope, operation, words);
        let folded: Vec<Field> = folded.into_iter().map(view).collect();
        Self {
            fields: fields.into_iter().map(view).collect(),
            folded: (!folded.is_empty()).then(|| Folded::new(folded, words)),
        }
    }
}

impl Folded {
    fn new(fields: Vec<Field>, words: &FormWords) -> Self {
        let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
        let labels: Vec<&str> = fields.iter().map(|field| field.label.as_str()).collect();
        Self {
            names: names.join(" "),
            summary: fill(&words.folded, &[("preguntas", &spanish::list(&labels))]),
            fields,
        }
    }
}

impl Rows {
    fn new(rows: &model::Rows, section: &model::Section, operation: &Operation, words: &FormWords) -> Self {
        let row = |number: &str| {
            let name = format!("{}.{number}", rows.id);
            let numbered = |pattern: &str| fill(pattern, &[("renglon", number)]);
            let scope = Scope::Row { row: &name, section };
            Row {
                id: name.replace('.', "-"),
                label: numbered(&rows.label),
                remove: numbered(&rows.remove),
                only: number != ROW_PLACEHOLDER,
                questions: Questions::new(section, scope, operation, words),
                name,
            }
        };
        Self {
            id: rows.id.clone(),
            max: rows.max,
            add: rows.add.clone(),
            first: row("1"),
            template: row(ROW_PLACEHOLDER),
            paste: rows.paste.as_ref().map(Paste::new),
        }
    }
}

impl Paste {
    fn new(paste: &model::Paste) -> Self {
        Self {
            title: paste.title.clone(),
            label: paste.label.clone(),
            hint: paste.hint.clone(),
            button: paste.button.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::view::field::When;
    use crate::testing::example;

    fn sheet() -> Sheet {
        let site = example::site();
        let form = site.policy.form("buzon").unwrap();
        Sheet::new(form, form.operation("alta").unwrap(), None, &site.words.form)
    }

    fn names(questions: &Questions) -> Vec<&str> {
        questions.fields.iter().map(|field| field.name.as_str()).collect()
    }

    #[test]
    fn a_question_of_a_row_has_the_rows_name_and_number_in_its_own() {
        let sheet = sheet();
        let rows = sheet.sections[1].rows.as_ref().unwrap();
        assert_eq!(names(&rows.first.questions), ["cuentas.1.tipo", "cuentas.1.destinos"]);
        assert_eq!(names(&rows.template.questions), ["cuentas.__row__.tipo", "cuentas.__row__.destinos"]);
        assert_eq!(names(&sheet.sections[0].questions), ["empresa", "dominio"]);
    }

    #[test]
    fn a_condition_is_told_in_words_and_to_the_script() {
        let sheet = sheet();
        let destinations = &sheet.sections[1].rows.as_ref().unwrap().first.questions.fields[1];
        let when = When {
            field: "cuentas.1.tipo".to_owned(),
            is: "buzon alias".to_owned(),
            sentence: "Solo si en «Tipo» eligió «Buzón» o «Alias».".to_owned(),
        };
        assert_eq!(destinations.when, Some(when));
        assert!(!destinations.required);
        assert_eq!(destinations.described_by, "cuentas-1-destinos-when cuentas-1-destinos-fault");
    }

    #[test]
    fn folded_questions_are_named_together() {
        let sheet = sheet();
        let folded = sheet.sections[1].rows.as_ref().unwrap().first.questions.folded.as_ref().unwrap();
        assert_eq!((folded.names.as_str(), folded.summary.as_str()), ("cuentas.1.nota", "Más: Nota"));
    }

    #[test]
    fn only_a_question_about_the_visitor_may_be_filled_by_the_browser() {
        let sheet = sheet();
        let rows = sheet.sections[1].rows.as_ref().unwrap();
        assert_eq!(sheet.sections[0].questions.fields[0].autocomplete.as_deref(), Some("organization"));
        assert_eq!(rows.first.questions.fields[1].autocomplete.as_deref(), Some("off"));
    }

    #[test]
    fn the_digest_changes_with_what_is_asked() {
        let one = sheet();
        let mut other = Sheet { digest: String::new(), ..one.clone() };
        assert_eq!(one.digest, digest(&other));
        other.send.push('.');
        assert_ne!(one.digest, digest(&other));
        assert_eq!(one.digest.len(), 8);
    }
}
