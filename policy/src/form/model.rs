//! What a visitor is asked, and what satisfies it.
//!
//! One [`Field`] is the question that a page shows and the rule that refuses a wrong answer.

pub(crate) mod field;
pub(crate) mod kind;
pub(crate) mod paste;
pub(crate) mod review;

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;

pub(crate) use crate::form::build::shared::Shared;
pub use crate::form::model::field::{Condition, Field};
pub use crate::form::model::kind::{Choice, Kind};
pub use crate::form::model::paste::Paste;
pub use crate::form::model::review::{ConfirmationRules, ConfirmationSummary, SummarySection};
pub use crate::form::paste::PasteResult;

/// The kinds of ticket, by the policy's own names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TicketKind {
    /// Something new: an account, a mailbox.
    Alta,
    /// Something that ends.
    Baja,
    /// Something that is to be otherwise.
    Cambio,
    /// Something that does not work.
    Falla,
}

impl TicketKind {
    /// Every kind, as the policy lists them.
    pub const ALL: [Self; 4] = [Self::Alta, Self::Baja, Self::Cambio, Self::Falla];

    /// Returns the policy's name of this kind.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Alta => "Alta",
            Self::Baja => "Baja",
            Self::Cambio => "Cambio",
            Self::Falla => "Falla",
        }
    }
}

impl fmt::Display for TicketKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A text that names no kind of ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseTicketKindError;

impl FromStr for TicketKind {
    type Err = ParseTicketKindError;

    fn from_str(text: &str) -> Result<Self, ParseTicketKindError> {
        Self::ALL.into_iter().find(|kind| kind.name() == text).ok_or(ParseTicketKindError)
    }
}

/// A form: the operations that can be asked of one service.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Form {
    /// The part of the address, as `gsuite`.
    pub id: String,
    /// «Google Workspace».
    pub title: String,
    /// The `id` of the service that it is about.
    pub service: Option<String>,
    /// Its pages, in order.
    pub operations: Vec<Operation>,
}

/// One page of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// The part of the address, as `alta`.
    pub id: String,
    /// The kind of the tickets that it makes.
    pub kind: TicketKind,
    /// «Alta de cuentas de Google Workspace».
    pub title: String,
    /// What it is for, in one sentence.
    pub summary: String,
    /// Paragraphs above the form, in Markdown.
    pub introduction: Option<String>,
    /// The words of the button that sends.
    pub send: String,
    /// When its words were last changed.
    pub modified: NaiveDate,
    /// What it asks, in order.
    pub sections: Vec<Section>,
    /// What must be confirmed before something is deleted; none when it deletes nothing.
    pub review: Option<ConfirmationRules>,
    pub(crate) unknown: String,
    pub(crate) repeated: String,
}

/// Questions that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Section {
    /// Its heading.
    pub title: Option<String>,
    /// A paragraph under the heading.
    pub hint: Option<String>,
    /// When its questions are asked once for each of several things.
    pub rows: Option<Rows>,
    /// Its questions.
    pub fields: Vec<Field>,
}

/// How the questions of a section repeat.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rows {
    /// The name in what is sent, as `cuentas`.
    pub id: String,
    /// How many at most; one at least.
    pub max: usize,
    /// The heading of a row; `{renglon}` stands for its number.
    pub label: String,
    /// The words of the button that adds one.
    pub add: String,
    /// The words of the button that removes one; `{renglon}` stands for its number.
    pub remove: String,
    /// «cuenta».
    pub one: String,
    /// «cuentas».
    pub many: String,
    /// When they can be pasted as a table.
    pub paste: Option<Paste>,
    pub(crate) missing: String,
    pub(crate) too_many: String,
}

impl Rows {
    /// Returns what is said of the rows as a whole, by the code of each rule.
    pub fn messages(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [("falta", &*self.missing), ("maximo", &*self.too_many)].into_iter()
    }

    /// Returns how many there are, in words: «1 cuenta», «3 cuentas».
    #[must_use]
    pub fn count(&self, count: usize) -> String {
        format!("{count} {}", if count == 1 { &self.one } else { &self.many })
    }
}

impl Form {
    /// Returns the operation with this `id`.
    #[must_use]
    pub fn operation(&self, id: &str) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.id == id)
    }

    /// Returns the address of an operation's page: `/gsuite/alta/`, or `/falla/` for a form that has no other.
    #[must_use]
    pub fn address(&self, operation: &Operation) -> String {
        if self.is_single() { format!("/{}/", self.id) } else { format!("/{}/{}/", self.id, operation.id) }
    }

    /// Returns whether the form is one page: its single operation has the form's own `id`.
    #[must_use]
    pub fn is_single(&self) -> bool {
        matches!(&self.operations[..], [only] if only.id == self.id)
    }
}

impl Operation {
    /// Returns what is said of names that came twice, or that it does not ask for, by the code of each rule.
    pub fn messages(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [("repetida", &*self.repeated), ("desconocido", &*self.unknown)].into_iter()
    }

    /// Returns the section whose questions repeat under the name `rows`.
    #[must_use]
    pub fn rows(&self, rows: &str) -> Option<(&Section, &Rows)> {
        self.sections.iter().find_map(|section| {
            let found = section.rows.as_ref().filter(|found| found.id == rows)?;
            Some((section, found))
        })
    }

    /// Returns every field with the name of the rows that it repeats in.
    pub fn fields(&self) -> impl Iterator<Item = (Option<&Rows>, &Field)> {
        self.sections
            .iter()
            .flat_map(|section| section.fields.iter().map(move |field| (section.rows.as_ref(), field)))
    }
}

pub(crate) fn find<'a>(fields: &'a [Field], id: &str) -> Option<&'a Field> {
    fields.iter().find(|field| field.id == id)
}
