//! What a visitor is asked, and what satisfies it.
//!
//! One [`Field`] is the question that a page shows and the rule that refuses a wrong answer.

mod accept;
mod cross;
mod field;
mod kind;
mod read;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;

use crate::fault::{FaultKind, Faults, Path};
use crate::service::Service;
use crate::written;

pub use self::field::{Condition, Field};
pub use self::kind::{Choice, Kind};

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
pub struct NotTicketKind;

impl FromStr for TicketKind {
    type Err = NotTicketKind;

    fn from_str(text: &str) -> Result<Self, NotTicketKind> {
        Self::ALL.into_iter().find(|kind| kind.name() == text).ok_or(NotTicketKind)
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
    unknown: String,
    repeated: String,
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
    missing: String,
    too_many: String,
}

impl Rows {
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
        self.sections.iter().flat_map(|section| {
            section.fields.iter().map(move |field| (section.rows.as_ref(), field))
        })
    }
}

/// What the forms draw upon.
pub(crate) struct Shared<'a> {
    pub(crate) common: &'a written::Common,
    pub(crate) lists: &'a written::Lists,
    pub(crate) services: &'a [Service],
}

impl Shared<'_> {
    /// Returns the words for `code`, which `common.yaml` must have.
    fn message(&self, code: &'static str, at: &Path, faults: &mut Faults) -> String {
        self.common.messages.get(code).cloned().unwrap_or_else(|| {
            faults.add(at, FaultKind::NoMessage { code });
            String::new()
        })
    }
}

impl Form {
    pub(crate) fn read(
        written: &written::Form,
        shared: &Shared<'_>,
        at: &Path,
        faults: &mut Faults,
    ) -> Option<Self> {
        check_slug(&written.id, &at.key("id"), faults);
        let list = at.key("operaciones");
        if written.operations.is_empty() {
            faults.add(&list, FaultKind::Empty { what: "una operación" });
        }
        if let Some(service) = &written.service
            && shared.services.iter().all(|known| known.id != *service)
        {
            let known = shared.services.iter().map(|service| service.id.as_str());
            faults.unknown(&at.key("servicio"), "servicio", service, known);
        }
        let ids = written.operations.iter().enumerate();
        faults.repeated("operación", ids.map(|(i, one)| (list.index(i).key("id"), one.id.as_str())));
        let mut operations = Vec::new();
        for (i, operation) in written.operations.iter().enumerate() {
            operations.extend(Operation::read(operation, shared, &list.index(i), faults));
        }
        Some(Self {
            id: written.id.clone(),
            title: written.title.clone(),
            service: written.service.clone(),
            operations,
        })
    }
}

impl Operation {
    fn read(
        written: &written::Operation,
        shared: &Shared<'_>,
        at: &Path,
        faults: &mut Faults,
    ) -> Option<Self> {
        check_slug(&written.id, &at.key("id"), faults);
        let kind = written.kind.parse::<TicketKind>().ok();
        if kind.is_none() {
            let known = TicketKind::ALL.map(TicketKind::name);
            faults.unknown(&at.key("tipo"), "tipo de ticket", &written.kind, known);
        }
        let modified = crate::calendar::read_date(&written.modified, &at.key("modificado"), faults);
        let sections = read_sections(&written.sections, shared, &at.key("secciones"), faults);
        Some(Self {
            id: written.id.clone(),
            kind: kind?,
            title: written.title.clone(),
            summary: written.summary.clone(),
            introduction: written.introduction.clone(),
            send: written.send.clone(),
            modified: modified?,
            sections,
            unknown: shared.message("desconocido", at, faults),
            repeated: shared.message("repetida", at, faults),
        })
    }
}

fn read_sections(
    written: &[written::Section],
    shared: &Shared<'_>,
    at: &Path,
    faults: &mut Faults,
) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for (i, section) in written.iter().enumerate() {
        let here = at.index(i);
        let (section, place) = match &section.reuse {
            None => (section, here),
            Some(name) => match shared.common.sections.get(name) {
                Some(common) => (common, Path::default().key("comunes").key("secciones").key(name)),
                None => {
                    let known = shared.common.sections.keys().map(String::as_str);
                    faults.unknown(&here.key("usar"), "sección", name, known);
                    continue;
                }
            },
        };
        let read = Section::read(section, &sections, shared, &place, faults);
        sections.push(read);
    }
    sections
}

impl Section {
    fn read(
        written: &written::Section,
        before: &[Self],
        shared: &Shared<'_>,
        at: &Path,
        faults: &mut Faults,
    ) -> Self {
        let rows = written.repeats.as_ref().map(|rows| Rows::read(rows, &at.key("repite"), faults));
        let mut section = Self {
            title: written.title.clone(),
            hint: written.hint.clone(),
            rows,
            fields: Vec::new(),
        };
        if written.fields.is_empty() {
            faults.add(at, FaultKind::Empty { what: "un campo en `campos`" });
        }
        for (i, field) in written.fields.iter().enumerate() {
            let at = at.key("campos").index(i);
            check_name(&field.id, &at.key("id"), faults);
            let others = before.iter().flat_map(|section| &section.fields).chain(&section.fields);
            if others.clone().any(|other| other.id == field.id) {
                let found = field.id.clone();
                faults.add(&at.key("id"), FaultKind::Repeated { what: "campo", found });
            }
            let known: BTreeMap<&str, &Field> = others.map(|other| (other.id.as_str(), other)).collect();
            let field = Field::read(field, &known, shared, &at, faults);
            section.fields.extend(field);
        }
        section
    }
}

impl Rows {
    fn read(written: &written::Rows, at: &Path, faults: &mut Faults) -> Self {
        check_name(&written.id, &at.key("id"), faults);
        let mut message = |code: &'static str| {
            let words = written.messages.get(code).cloned().unwrap_or_else(|| {
                faults.add(&at.key("mensajes"), FaultKind::NoMessage { code });
                String::new()
            });
            words.replace("{maximo}", &crate::spanish::number(u64::from(written.max)))
        };
        let (missing, too_many) = (message("falta"), message("maximo"));
        if !(1..=500).contains(&written.max) {
            let kind = FaultKind::TooGreat { found: written.max, limit: 500, whose: "una solicitud (de 1 a 500)" };
            faults.add(&at.key("maximo"), kind);
        }
        Self {
            id: written.id.clone(),
            max: written.max as usize,
            label: written.label.clone(),
            add: written.add.clone(),
            remove: written.remove.clone(),
            one: written.one.clone(),
            many: written.many.clone(),
            missing,
            too_many,
        }
    }
}

/// Names that pages send for themselves.
const RESERVED: [&str; 5] = ["accion", "token_envio", "version_formulario", "pagina_vista_en", "trampa"];

fn check_name(name: &str, at: &Path, faults: &mut Faults) {
    let fits = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if name.is_empty() || !fits || RESERVED.contains(&name) {
        faults.unreadable(at, name, "un nombre de letras minúsculas sin acento, números y guiones bajos, como «correo_nuevo»");
    }
}

fn check_slug(slug: &str, at: &Path, faults: &mut Faults) {
    let fits = slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if slug.is_empty() || !fits {
        faults.unreadable(at, slug, "letras minúsculas sin acento, números y guiones, como «office365»");
    }
}

#[cfg(test)]
mod tests;
