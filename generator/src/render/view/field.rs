//! A question, as a page asks it: its control, its names, and what is said beside it.

use policy::form::model;
use policy::form::model::{Kind, Operation};
use serde::Serialize;

use crate::render::view::choice::Choice;
use crate::render::view::fill;
use crate::schema::Texts;

/// Where a question stands, on which its name depends.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Scope<'a> {
    /// Asked once in the request.
    Request,
    /// Asked in a row of `section`.
    Row {
        /// The row's own name, as `cuentas.2`.
        row: &'a str,
        /// The questions that the row repeats.
        section: &'a model::Section,
    },
}

impl Scope<'_> {
    /// Returns the name in what is sent of the field `id`, when seen from here.
    fn name(self, id: &str) -> String {
        match self {
            Self::Row { row, section } if section.fields.iter().any(|field| field.id == id) => {
                format!("{row}.{id}")
            }
            _ => id.to_owned(),
        }
    }
}

/// A question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) id: String,
    pub(crate) label: String,
    pub(crate) hint: Option<String>,
    pub(crate) optional: bool,
    /// Whether assistive technology is told that an answer is needed; never of a question that has a condition.
    pub(crate) required: bool,
    pub(crate) when: Option<When>,
    /// The `id`s of what is said beside it.
    pub(crate) described_by: String,
    pub(crate) autocomplete: Option<String>,
    pub(crate) choices: Vec<Choice>,
    /// Whether a list needs no empty first line.
    pub(crate) has_default: bool,
    pub(crate) shape: InputAttributes,
}

/// When a question is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct When {
    /// The name in what is sent of the question on which it depends.
    pub(crate) field: String,
    /// The answers, with spaces between them.
    pub(crate) is: String,
    /// The same in words, for those without script.
    pub(crate) sentence: String,
}

/// The control that a kind of question has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct InputAttributes {
    pub(crate) control: Control,
    /// The `type` of an input.
    pub(crate) input: &'static str,
    pub(crate) input_mode: Option<&'static str>,
    pub(crate) max_length: Option<u32>,
    /// Whether what is typed is no prose, and must be neither corrected nor capitalised.
    pub(crate) literal: bool,
    /// Whether the requester's own address may well be the answer.
    pub(crate) mine: bool,
    /// Lines of a text area.
    pub(crate) rows: u32,
    /// A class of the style sheet.
    pub(crate) width: &'static str,
}

/// What a visitor touches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Control {
    /// A line of text.
    #[default]
    Input,
    /// Several lines of text.
    Textarea,
    /// A list from which one is taken.
    Select,
    /// One of a few.
    Radios,
    /// Several of a few.
    Checkboxes,
    /// A box to tick.
    Confirmation,
}

/// The longest address of mail.
const LONGEST_ADDRESS: u32 = 254;

impl InputAttributes {
    fn of(kind: &Kind) -> Self {
        let line = Self { input: "text", ..Self::default() };
        let word = Self { literal: true, ..line };
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
            Kind::Email(_) => Self { input: "email", max_length: Some(LONGEST_ADDRESS), ..word },
            Kind::UserName(_) | Kind::OrgUnit => word,
            Kind::Domain => Self { input_mode: Some("url"), ..word },
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

impl Field {
    pub(crate) fn new(field: &model::Field, scope: Scope<'_>, operation: &Operation, texts: &Texts) -> Self {
        let name = scope.name(&field.id);
        let id = name.replace('.', "-");
        let when = field.when.as_ref().map(|condition| When::new(condition, scope, operation, texts));
        Self {
            label: field.label.clone(),
            hint: field.hint.clone(),
            optional: field.optional,
            required: !field.optional && when.is_none(),
            described_by: described_by(&id, when.as_ref(), field.hint.as_ref()),
            autocomplete: autocomplete(field, scope),
            choices: Choice::all(field, &id),
            has_default: field.default.is_some(),
            shape: InputAttributes { mine: is_of_someone_else(field), ..InputAttributes::of(&field.kind) },
            when,
            name,
            id,
        }
    }
}

/// Rows are about other people: what the browser knows of the visitor is no answer there.
fn autocomplete(field: &model::Field, scope: Scope<'_>) -> Option<String> {
    match (scope, &field.kind) {
        // A box to tick takes no hint of what to fill in.
        (_, Kind::Confirmation) => None,
        (Scope::Request, _) => field.autocomplete.clone(),
        (Scope::Row { .. }, _) => Some("off".to_owned()),
    }
}

/// An address that must differ from an account's, and is to be no account itself: someone who gets what was sent to it.
fn is_of_someone_else(field: &model::Field) -> bool {
    let is_account = field.unique || field.domain.is_some();
    matches!(field.kind, Kind::Email(_)) && !field.differs_from.is_empty() && !is_account
}

fn described_by(id: &str, when: Option<&When>, hint: Option<&String>) -> String {
    let when = when.map(|_| format!("{id}-when"));
    let hint = hint.map(|_| format!("{id}-hint"));
    let ids: Vec<String> = when.into_iter().chain(hint).chain([format!("{id}-fault")]).collect();
    ids.join(" ")
}

impl When {
    fn new(condition: &model::Condition, scope: Scope<'_>, operation: &Operation, texts: &Texts) -> Self {
        let asked = operation.fields().map(|(_, field)| field).find(|field| field.id == condition.field);
        let answer = |is: &String| {
            let choices = asked.map_or(&[][..], |field| field.kind.choices());
            let label = choices.iter().find(|choice| choice.id == *is).map_or(is, |choice| &choice.label);
            fill(texts.get("formulario.respuesta"), &[("respuesta", label)])
        };
        let answers: Vec<String> = condition.is.iter().map(answer).collect();
        let question = asked.map_or(condition.field.as_str(), |field| &field.label);
        let values = [("pregunta", question), ("respuestas", &*answers.join(texts.get("formulario.o")))];
        Self {
            field: scope.name(&condition.field),
            is: condition.is.join(" "),
            sentence: fill(texts.get("formulario.cuando"), &values),
        }
    }
}
