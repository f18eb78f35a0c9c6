//! Forms: the questions of each page and the rules of their answers.

pub(crate) mod field;
pub(crate) mod kind;
pub(crate) mod message;
pub(crate) mod paste;
pub(crate) mod review;

use std::fmt;

use chrono::NaiveDate;

pub use crate::form::model::field::Field;
pub use crate::form::model::kind::Kind;
pub use crate::form::model::paste::Paste;
pub use crate::form::model::review::ConfirmationRules;
pub use crate::schema::{Choice, Condition};

/// The kinds of ticket, with the policy's own names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TicketKind {
    /// A request for something new: an account, a mailbox.
    Alta,
    /// A request to delete something.
    Baja,
    /// A change request.
    Cambio,
    /// An incident report.
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

    /// Returns the kind with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl fmt::Display for TicketKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A form: the operations that can be requested of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Form {
    /// The segment of the URL path, as `gsuite`.
    pub id: String,
    /// «Google Workspace».
    pub title: String,
    /// The `id` of its service.
    pub service: Option<String>,
    /// Its pages, in order.
    pub operations: Vec<Operation>,
}

/// One page of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// The segment of the URL path, as `alta`.
    pub id: String,
    /// The kind of its tickets.
    pub kind: TicketKind,
    /// «Alta de cuentas de Google Workspace».
    pub title: String,
    /// One sentence about its purpose.
    pub summary: String,
    /// Paragraphs above the form, in Markdown.
    pub introduction: Option<String>,
    /// The text of the button that sends.
    pub send: String,
    /// The date of the last change of its text.
    pub modified: NaiveDate,
    /// Its sections, in order.
    pub sections: Vec<Section>,
    /// The rules of the confirmation of a deletion; `None` if it deletes nothing.
    pub review: Option<ConfirmationRules>,
    pub(crate) unknown_message: String,
    pub(crate) repeated_message: String,
}

/// Questions that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Section {
    /// Its heading.
    pub title: Option<String>,
    /// A paragraph under the heading.
    pub hint: Option<String>,
    /// Set if its questions repeat in rows.
    pub rows: Option<Rows>,
    /// Its questions.
    pub fields: Vec<Field>,
}

/// The rows of a section whose questions repeat.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rows {
    /// Their name in a request, as `cuentas`.
    pub id: String,
    /// The maximum number; the minimum is one.
    pub max: usize,
    /// The heading of a row, with the placeholder `{renglon}`.
    pub label: String,
    /// The text of the button that adds a row.
    pub add: String,
    /// The text of the button that removes a row, with the placeholder `{renglon}`.
    pub remove: String,
    /// «cuenta».
    pub one: String,
    /// «cuentas».
    pub many: String,
    /// Set if they can be pasted as a table.
    pub paste: Option<Paste>,
    pub(crate) missing_message: String,
    pub(crate) maximum_message: String,
}

impl Rows {
    /// Returns the messages about the rows as a whole, by code.
    pub fn messages(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [("falta", &*self.missing_message), ("maximo", &*self.maximum_message)].into_iter()
    }

    /// Returns a number of rows with its noun: «1 cuenta», «3 cuentas».
    #[must_use]
    pub fn format_count(&self, count: usize) -> String {
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

    /// Returns whether the form has one page: its only operation has the `id` of the form.
    #[must_use]
    pub fn is_single(&self) -> bool {
        matches!(&self.operations[..], [only] if only.id == self.id)
    }
}

impl Operation {
    /// Returns the messages about repeated and unknown names in a request, by code.
    pub fn messages(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [("repetida", &*self.repeated_message), ("desconocido", &*self.unknown_message)].into_iter()
    }

    /// Returns the section with the rows of this name.
    #[must_use]
    pub fn rows(&self, rows: &str) -> Option<(&Section, &Rows)> {
        self.sections.iter().find_map(|section| {
            let found = section.rows.as_ref().filter(|found| found.id == rows)?;
            Some((section, found))
        })
    }

    /// Returns the field with this `id`, and its rows if it repeats.
    pub(crate) fn field(&self, id: &str) -> Option<(Option<&Rows>, &Field)> {
        self.fields().find(|(_, field)| field.id == id)
    }

    /// Returns every field, each with its rows if it repeats.
    pub fn fields(&self) -> impl Iterator<Item = (Option<&Rows>, &Field)> {
        self.sections
            .iter()
            .flat_map(|section| section.fields.iter().map(move |field| (section.rows.as_ref(), field)))
    }
}

impl Section {
    /// Returns the field with this `id`.
    pub(crate) fn field(&self, id: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == id)
    }
}
