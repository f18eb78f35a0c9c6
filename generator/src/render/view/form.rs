//! The page of an operation.

use policy::contract::ROW_PLACEHOLDER;
use policy::form::model;
use policy::form::model::{Form, Operation};
use policy::text::spanish;
use serde::Serialize;

use crate::model::fingerprint::short_digest;
use crate::render::view::field::{FieldScope, FieldView};
use crate::render::view::interpolate;
use crate::render::view::site_context::OperationLink;
use crate::schema::Texts;

/// The operation, under `form`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct FormView {
    /// The title of the form.
    pub(crate) title: String,
    /// The address of the page with all operations of the form.
    pub(crate) up: String,
    /// All operations of the form; empty when it has only one.
    pub(crate) others: Vec<OperationLink>,
    pub(crate) summary: String,
    /// HTML.
    pub(crate) introduction: Option<String>,
    /// The address to which the form is submitted.
    pub(crate) action: String,
    pub(crate) send: String,
    /// The CSS class of the kind of ticket.
    pub(crate) tone: String,
    /// A digest of this view in eight hexadecimal digits.
    pub(crate) digest: String,
    pub(crate) sections: Vec<SectionView>,
    /// Whether a deletion must be confirmed.
    reviewed: bool,
}

/// A section of the form.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct SectionView {
    id: String,
    title: Option<String>,
    hint: Option<String>,
    rows: Option<RowsView>,
    questions: FieldGroup,
}

/// The fields of a section or row.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct FieldGroup {
    fields: Vec<FieldView>,
    folded: Option<FoldedFields>,
}

/// Fields in a closed `details` element.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct FoldedFields {
    /// Their submitted names, separated by spaces.
    names: String,
    /// The text that opens them.
    summary: String,
    fields: Vec<FieldView>,
}

/// The rows of a repeated section.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct RowsView {
    id: String,
    max: usize,
    add: String,
    first: RowView,
    /// The template of the other rows.
    template: RowView,
    paste: Option<PasteView>,
}

/// A text box to paste a table.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PasteView {
    title: String,
    label: String,
    hint: String,
    button: String,
}

/// A row.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct RowView {
    /// `cuentas.1`.
    name: String,
    /// `cuentas-1`.
    id: String,
    label: String,
    remove: String,
    /// Whether it is the only row; it cannot be removed.
    only: bool,
    questions: FieldGroup,
}

impl FormView {
    /// Returns the view of `operation`; `introduction` is HTML.
    pub(crate) fn new(form: &Form, operation: &Operation, introduction: Option<&str>, texts: &Texts) -> Self {
        let others = form.operations.iter().map(|other| OperationLink::new(form, other));
        let numbered = operation.sections.iter().enumerate();
        let sections = numbered.map(|(i, section)| SectionView::new(i + 1, section, operation, texts));
        let view = Self {
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
        Self { digest: digest(&view), ..view }
    }
}

fn digest(view: &FormView) -> String {
    // Texts and numbers can always be written as JSON.
    short_digest(serde_json::to_vec(view).unwrap_or_default(), 4)
}

impl SectionView {
    fn new(number: usize, section: &model::Section, operation: &Operation, texts: &Texts) -> Self {
        let rows = section.rows.as_ref().map(|rows| RowsView::new(rows, section, operation, texts));
        let questions =
            rows.is_none().then(|| FieldGroup::new(section, FieldScope::Request, operation, texts));
        Self {
            // The two hyphens prevent a conflict with the ids of fields and rows.
            id: format!("seccion--{number}"),
            title: section.title.clone(),
            hint: section.hint.clone(),
            rows,
            questions: questions.unwrap_or_default(),
        }
    }
}

impl FieldGroup {
    fn new(section: &model::Section, scope: FieldScope<'_>, operation: &Operation, texts: &Texts) -> Self {
        let (folded, fields): (Vec<_>, Vec<_>) = section.fields.iter().partition(|field| field.folded);
        let view = |field: &model::Field| FieldView::new(field, scope, operation, texts);
        let folded: Vec<FieldView> = folded.into_iter().map(view).collect();
        Self {
            fields: fields.into_iter().map(view).collect(),
            folded: (!folded.is_empty()).then(|| FoldedFields::new(folded, texts)),
        }
    }
}

impl FoldedFields {
    fn new(fields: Vec<FieldView>, texts: &Texts) -> Self {
        let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
        let labels: Vec<&str> = fields.iter().map(|field| field.label.as_str()).collect();
        let questions = [("preguntas", &*spanish::format_list(&labels))];
        let summary = interpolate(texts.get("formulario.plegado"), &questions);
        Self { names: names.join(" "), summary, fields }
    }
}

impl RowsView {
    fn new(rows: &model::Rows, section: &model::Section, operation: &Operation, texts: &Texts) -> Self {
        let row = |number: &str| {
            let name = format!("{}.{number}", rows.id);
            let numbered = |pattern: &str| interpolate(pattern, &[("renglon", number)]);
            let scope = FieldScope::Row { row: &name, section };
            RowView {
                id: name.replace('.', "-"),
                label: numbered(&rows.label),
                remove: numbered(&rows.remove),
                only: number != ROW_PLACEHOLDER,
                questions: FieldGroup::new(section, scope, operation, texts),
                name,
            }
        };
        Self {
            id: rows.id.clone(),
            max: rows.max,
            add: rows.add.clone(),
            first: row("1"),
            template: row(ROW_PLACEHOLDER),
            paste: rows.paste.as_ref().map(PasteView::new),
        }
    }
}

impl PasteView {
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
    use crate::render::view::field::ConditionView;
    use crate::testing::example;

    fn view() -> FormView {
        let site = example::site();
        let form = site.policy.form("buzon").unwrap();
        FormView::new(form, form.operation("alta").unwrap(), None, &site.texts)
    }

    fn names(fields: &FieldGroup) -> Vec<&str> {
        fields.fields.iter().map(|field| field.name.as_str()).collect()
    }

    #[test]
    fn field_name_in_a_row_has_row_id_and_number() {
        let view = view();
        let rows = view.sections[1].rows.as_ref().unwrap();
        assert_eq!(names(&rows.first.questions), ["cuentas.1.tipo", "cuentas.1.destinos"]);
        assert_eq!(names(&rows.template.questions), ["cuentas.__row__.tipo", "cuentas.__row__.destinos"]);
        assert_eq!(names(&view.sections[0].questions), ["empresa", "dominio"]);
    }

    #[test]
    fn condition_has_a_sentence_and_data_attributes() {
        let view = view();
        let destinations = &view.sections[1].rows.as_ref().unwrap().first.questions.fields[1];
        let when = ConditionView {
            field: "cuentas.1.tipo".to_owned(),
            is: "buzon alias".to_owned(),
            sentence: "Solo si en «Tipo» eligió «Buzón» o «Alias».".to_owned(),
        };
        assert_eq!(destinations.when, Some(when));
        assert!(!destinations.required);
        assert_eq!(destinations.described_by, "cuentas-1-destinos-when cuentas-1-destinos-fault");
    }

    #[test]
    fn folded_fields_share_a_summary() {
        let view = view();
        let folded = view.sections[1].rows.as_ref().unwrap().first.questions.folded.as_ref().unwrap();
        assert_eq!((folded.names.as_str(), folded.summary.as_str()), ("cuentas.1.nota", "Más: Nota"));
    }

    #[test]
    fn autocomplete_is_off_in_rows() {
        let view = view();
        let rows = view.sections[1].rows.as_ref().unwrap();
        assert_eq!(view.sections[0].questions.fields[0].autocomplete.as_deref(), Some("organization"));
        assert_eq!(rows.first.questions.fields[1].autocomplete.as_deref(), Some("off"));
    }

    #[test]
    fn digest_changes_with_the_form() {
        let one = view();
        let mut other = FormView { digest: String::new(), ..one.clone() };
        assert_eq!(one.digest, digest(&other));
        other.send.push('.');
        assert_ne!(one.digest, digest(&other));
        assert_eq!(one.digest.len(), 8);
    }
}
