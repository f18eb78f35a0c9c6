//! What a field says of others: all of them must stand before it.

use crate::error::{EntityKind, ErrorCollector, Location, PolicyErrorKind};
use crate::form::model::Section;
use crate::form::model::field::{Condition, Field};
use crate::schema;

/// The fields of an operation, as the one at hand may refer to them.
pub(crate) struct Others<'a> {
    /// The sections before its own, and the fields before it in that one: those in which nothing is wrong.
    pub(crate) read: (&'a [Section], &'a [Field]),
    /// Every field, in order: its name, and that of the rows in which it is asked.
    pub(crate) all: &'a [(&'a str, Option<&'a str>)],
    /// How many of them stand before the one at hand.
    pub(crate) before: usize,
}

impl Others<'_> {
    /// Tells a name that no earlier field has. A field in which something is wrong has been told already.
    pub(crate) fn check(&self, name: &str, at: &Location<'_>, faults: &mut ErrorCollector) {
        let (before, after) = self.all.split_at(self.before);
        let has = |fields: &[(&str, Option<&str>)]| fields.iter().any(|(id, _)| *id == name);
        if after.first().is_some_and(|(own, _)| *own == name) && !has(before) {
            faults.add(at, PolicyErrorKind::Itself { found: name.to_owned() });
        } else if has(after) && !has(before) {
            faults.add(at, PolicyErrorKind::Later { found: name.to_owned() });
        } else if !has(before) {
            faults.unknown(at, EntityKind::Field, name, before.iter().map(|(id, _)| *id));
        }
    }

    /// The field `name`, when nothing is wrong in it.
    pub(crate) fn find(&self, name: &str) -> Option<&Field> {
        let (sections, fields) = self.read;
        let mut all = sections.iter().flat_map(|section| &section.fields).chain(fields);
        all.find(|field| field.id == name)
    }

    /// The rows in which the field `name` is asked, when they are not those of the one at hand.
    fn other_rows(&self, name: &str) -> Option<&str> {
        let (_, rows) = self.all.iter().find(|(id, _)| *id == name)?;
        let (_, own) = self.all.get(self.before)?;
        rows.filter(|rows| *own != Some(rows))
    }
}

pub(crate) fn read_condition(
    written: Option<&schema::Condition>,
    others: &Others<'_>,
    at: &Location<'_>,
    faults: &mut ErrorCollector,
) -> Option<Condition> {
    let written = written?;
    let name = &written.field;
    others.check(name, &at.key("campo"), faults);
    let field = others.find(name)?;
    if field.kind.choices().is_empty() {
        let kind = PolicyErrorKind::NoChoices { field: name.clone(), kind: field.kind.name() };
        faults.add(&at.key("campo"), kind);
        return None;
    }
    if let Some(rows) = others.other_rows(name) {
        let kind = PolicyErrorKind::OtherRows { field: name.clone(), rows: rows.to_owned() };
        faults.add(&at.key("campo"), kind);
    }
    if written.is.is_empty() {
        faults.add(&at.key("es"), PolicyErrorKind::Empty { what: EntityKind::Choice });
    }
    for (i, choice) in written.is.iter().enumerate() {
        if field.kind.choices().iter().all(|known| known.id != *choice) {
            let known = field.kind.choices().iter().map(|known| known.id.as_str());
            faults.unknown(&at.key("es").index(i), EntityKind::Choice, choice, known);
        }
    }
    Some(Condition { field: name.clone(), is: written.is.clone() })
}

pub(crate) fn check_references(
    written: &schema::Field,
    others: &Others<'_>,
    at: &Location<'_>,
    faults: &mut ErrorCollector,
) {
    let mut check = |name: &str, at: &Location<'_>| {
        others.check(name.split_once('.').map_or(name, |(_, field)| field), at, faults);
    };
    for (key, name) in [("dominio", &written.domain), ("mismo_dominio_que", &written.same_domain_as)] {
        if let Some(name) = name {
            check(name, &at.key(key));
        }
    }
    let differs = at.key("distinto_de");
    for (i, name) in written.differs_from.iter().enumerate() {
        check(name, &differs.index(i));
    }
}
