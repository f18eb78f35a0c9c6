//! References from a field to earlier fields.

use crate::error::{EntityKind, Location, PolicyErrorKind};
use crate::form::model::{Condition, Field, Section};
use crate::schema;

/// The fields of an operation, as the current field can refer to them.
pub(crate) struct PrecedingFields<'a> {
    /// The valid sections before that of the current field.
    pub(crate) sections: &'a [Section],
    /// The valid fields before it in its section.
    pub(crate) fields: &'a [Field],
    /// Every field in order: its name, and that of its rows.
    pub(crate) all: &'a [(&'a str, Option<&'a str>)],
    /// The index of the current field in `all`.
    pub(crate) current: usize,
}

impl PrecedingFields<'_> {
    /// Checks that `name` is an earlier field. An invalid field counts: its error is already reported.
    pub(crate) fn check(&self, name: &str, at: &Location<'_>) {
        let (before, after) = self.all.split_at(self.current);
        let has = |fields: &[(&str, Option<&str>)]| fields.iter().any(|(id, _)| *id == name);
        let found = name.to_owned();
        if has(before) {
        } else if after.first().is_some_and(|(own, _)| *own == name) {
            at.add(PolicyErrorKind::SelfReference(found));
        } else if has(after) {
            at.add(PolicyErrorKind::ForwardReference(found));
        } else {
            at.add_unknown(EntityKind::Field, name, before.iter().map(|(id, _)| *id));
        }
    }

    /// Returns the earlier field `name` if it is valid.
    pub(crate) fn find(&self, name: &str) -> Option<&Field> {
        let mut all = self.sections.iter().flat_map(|section| &section.fields).chain(self.fields);
        all.find(|field| field.id == name)
    }

    /// Returns the rows of the field `name` if they are not those of the current field.
    fn other_rows(&self, name: &str) -> Option<&str> {
        let (_, rows) = self.all.iter().find(|(id, _)| *id == name)?;
        let (_, own) = self.all.get(self.current)?;
        rows.filter(|rows| *own != Some(rows))
    }
}

pub(crate) fn parse_condition(
    schema: &schema::Condition,
    fields: &PrecedingFields<'_>,
    at: &Location<'_>,
) -> Option<Condition> {
    let name = &schema.field;
    let (at_field, choices) = (at.key("campo"), at.key("es"));
    fields.check(name, &at_field);
    let field = fields.find(name)?;
    if field.kind.choices().is_empty() {
        at_field.add(PolicyErrorKind::NotAChoiceField { field: name.clone(), kind: field.kind.name() });
        return None;
    }
    if let Some(rows) = fields.other_rows(name) {
        let (field, rows) = (name.clone(), rows.to_owned());
        at_field.add(PolicyErrorKind::RepeatedFieldReference { field, rows });
    }
    if schema.is.is_empty() {
        choices.add(PolicyErrorKind::Empty(EntityKind::Choice));
    }
    for (i, choice) in schema.is.iter().enumerate() {
        choices.index(i).check_known(EntityKind::Choice, choice, field.kind.choice_ids());
    }
    Some(Condition { field: name.clone(), is: schema.is.clone() })
}

pub(crate) fn check_references(schema: &schema::Field, fields: &PrecedingFields<'_>, at: &Location<'_>) {
    let check = |name: &str, at: &Location<'_>| {
        fields.check(name.split_once('.').map_or(name, |(_, field)| field), at);
    };
    for (key, name) in [("dominio", &schema.domain), ("mismo_dominio_que", &schema.same_domain_as)] {
        if let Some(name) = name {
            check(name, &at.key(key));
        }
    }
    for (i, name) in schema.differs_from.iter().enumerate() {
        check(name, &at.key("distinto_de").index(i));
    }
}
