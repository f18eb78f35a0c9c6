//! A field of a form: its control, names and texts.

use policy::form::model;
use policy::form::model::{Kind, Operation};
use serde::Serialize;

use crate::render::view::interpolate;
use crate::schema::Texts;

/// The part of the form that contains a field, which determines the field's name.
#[derive(Clone, Copy, Debug)]
pub(crate) enum FieldScope<'a> {
    /// The request: once.
    Request,
    /// A row of `section`.
    Row {
        /// The name of the row: `cuentas.2`.
        row: &'a str,
        /// The section that the row repeats.
        section: &'a model::Section,
    },
}

impl FieldScope<'_> {
    /// Returns the submitted name of the field `id` of this scope or of the request.
    fn name(self, id: &str) -> String {
        match self {
            Self::Row { row, section } if section.fields.iter().any(|field| field.id == id) => {
                format!("{row}.{id}")
            }
            _ => id.to_owned(),
        }
    }
}

/// A field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct FieldView {
    pub(crate) name: String,
    pub(crate) id: String,
    pub(crate) label: String,
    pub(crate) hint: Option<String>,
    pub(crate) optional: bool,
    /// Whether it has `aria-required`; false for a conditional field.
    pub(crate) required: bool,
    pub(crate) when: Option<ConditionView>,
    /// The ids of its hint, condition and error message.
    pub(crate) described_by: String,
    pub(crate) autocomplete: Option<String>,
    pub(crate) choices: Vec<ChoiceView>,
    /// Whether a list needs no empty first option.
    pub(crate) has_default: bool,
    pub(crate) shape: InputAttributes,
}

/// The condition under which a field is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ConditionView {
    /// The submitted name of the controlling field.
    pub(crate) field: String,
    /// The values of the controlling field, separated by spaces.
    pub(crate) is: String,
    /// The condition as a text, for visitors without script.
    pub(crate) sentence: String,
}

/// The control of a kind of field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct InputAttributes {
    pub(crate) control: Control,
    /// The `type` of an input.
    pub(crate) input: &'static str,
    pub(crate) input_mode: Option<&'static str>,
    pub(crate) max_length: Option<u32>,
    /// Whether the browser must neither correct nor capitalise the text.
    pub(crate) literal: bool,
    /// Whether the address of the requester is a probable value.
    pub(crate) mine: bool,
    /// Lines of a text area.
    pub(crate) rows: u32,
    /// A CSS class.
    pub(crate) width: &'static str,
}

/// An HTML control.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Control {
    /// A line of text.
    #[default]
    Input,
    /// Several lines of text.
    Textarea,
    /// A list with one selection.
    Select,
    /// Radio buttons.
    Radios,
    /// Checkboxes.
    Checkboxes,
    /// One checkbox.
    Confirmation,
}

/// The maximum length of an e-mail address (RFC 5321).
const MAX_EMAIL_LEN: u32 = 254;

impl InputAttributes {
    fn new(kind: &Kind) -> Self {
        let line = Self { input: "text", ..Self::default() };
        let literal = Self { literal: true, ..line };
        let figures = Self { input_mode: Some("numeric"), width: "short", ..line };
        let lines = Self { control: Control::Textarea, rows: 4, ..Self::default() };
        let of = |control| Self { control, ..Self::default() };
        match kind {
            Kind::Text { max, .. } => Self { max_length: Some(*max), ..line },
            Kind::Paragraph { max, .. } => {
                Self { max_length: Some(*max), rows: if *max > 1_000 { 7 } else { 3 }, ..lines }
            }
            Kind::Verbatim { max } => {
                Self { max_length: Some(*max), rows: 7, literal: true, width: "mono", ..lines }
            }
            Kind::Email(_) => Self { input: "email", max_length: Some(MAX_EMAIL_LEN), ..literal },
            Kind::UserName(_) | Kind::OrgUnit => literal,
            Kind::Domain => Self { input_mode: Some("url"), ..literal },
            Kind::Phone => Self { input: "tel", width: "short", ..line },
            Kind::Digits { max } => Self { max_length: Some(*max), ..figures },
            Kind::Integer { .. } => figures,
            Kind::Date { .. } | Kind::Time => Self { width: "short", ..line },
            Kind::Emails { .. } | Kind::UserNames { .. } => Self { literal: true, ..lines },
            Kind::Lines { .. } => lines,
            Kind::Choice(_) => of(Control::Radios),
            Kind::Select(_) => of(Control::Select),
            Kind::Choices(_) => of(Control::Checkboxes),
            Kind::Confirmation => of(Control::Confirmation),
        }
    }
}

impl FieldView {
    pub(crate) fn new(
        field: &model::Field,
        scope: FieldScope<'_>,
        operation: &Operation,
        texts: &Texts,
    ) -> Self {
        let name = scope.name(&field.id);
        let id = name.replace('.', "-");
        let when =
            field.when.as_ref().map(|condition| ConditionView::new(condition, scope, operation, texts));
        Self {
            label: field.label.clone(),
            hint: field.hint.clone(),
            optional: field.optional,
            required: !field.optional && when.is_none(),
            described_by: described_by(&id, when.as_ref(), field.hint.as_ref()),
            autocomplete: autocomplete(field, scope),
            choices: ChoiceView::all(field, &id),
            has_default: field.default.is_some(),
            shape: InputAttributes { mine: can_be_requester(field), ..InputAttributes::new(&field.kind) },
            when,
            name,
            id,
        }
    }
}

/// Returns the `autocomplete` attribute: `off` in rows, which are about other people than the visitor.
fn autocomplete(field: &model::Field, scope: FieldScope<'_>) -> Option<String> {
    match (scope, &field.kind) {
        // A checkbox has no `autocomplete`.
        (_, Kind::Confirmation) => None,
        (FieldScope::Request, _) => field.autocomplete.clone(),
        (FieldScope::Row { .. }, _) => Some("off".to_owned()),
    }
}

/// Returns whether the field is an address, other than that of an account, to which something is sent.
fn can_be_requester(field: &model::Field) -> bool {
    let is_account = field.unique || field.domain.is_some();
    matches!(field.kind, Kind::Email(_)) && !field.differs_from.is_empty() && !is_account
}

fn described_by(id: &str, when: Option<&ConditionView>, hint: Option<&String>) -> String {
    let when = when.map(|_| format!("{id}-when"));
    let hint = hint.map(|_| format!("{id}-hint"));
    let ids: Vec<String> = when.into_iter().chain(hint).chain([format!("{id}-fault")]).collect();
    ids.join(" ")
}

impl ConditionView {
    fn new(
        condition: &model::Condition,
        scope: FieldScope<'_>,
        operation: &Operation,
        texts: &Texts,
    ) -> Self {
        let controlling =
            operation.fields().map(|(_, field)| field).find(|field| field.id == condition.field);
        let answer = |is: &String| {
            let choices = controlling.map_or(&[][..], |field| field.kind.choices());
            let label = choices.iter().find(|choice| choice.id == *is).map_or(is, |choice| &choice.label);
            interpolate(texts.get("formulario.respuesta"), &[("respuesta", label)])
        };
        let answers: Vec<String> = condition.is.iter().map(answer).collect();
        let question = controlling.map_or(condition.field.as_str(), |field| &field.label);
        let values = [("pregunta", question), ("respuestas", &*answers.join(texts.get("formulario.o")))];
        Self {
            field: scope.name(&condition.field),
            is: condition.is.join(" "),
            sentence: interpolate(texts.get("formulario.cuando"), &values),
        }
    }
}

/// A choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ChoiceView {
    /// The `id` of its control.
    pub(crate) id: String,
    /// The submitted value.
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) hint: Option<String>,
    pub(crate) hint_id: String,
    /// Whether it is selected by default.
    pub(crate) chosen: bool,
}

impl ChoiceView {
    /// Returns the choices of `field`, whose control has this `id`.
    ///
    /// The first choice has the same `id`, so that the error summary can link to it. Those of the others contain two
    /// hyphens, which no field name contains.
    pub(crate) fn all(field: &model::Field, id: &str) -> Vec<Self> {
        let choice = |(i, choice): (usize, &model::Choice)| {
            let suffixed = format!("{id}--{}", choice.id);
            Self {
                id: if i == 0 { id.to_owned() } else { suffixed.clone() },
                value: choice.id.clone(),
                label: choice.label.clone(),
                hint: choice.hint.clone(),
                hint_id: format!("{suffixed}-hint"),
                chosen: field.default.as_deref() == Some(&choice.id),
            }
        };
        field.kind.choices().iter().enumerate().map(choice).collect()
    }
}
