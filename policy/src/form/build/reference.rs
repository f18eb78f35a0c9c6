//! References from a field to earlier fields.

use crate::error::{EntityKind, Location, PolicyErrorKind};
use crate::form::model::{Condition, Field, Section};
use crate::schema;

/// The diagnostic code of a condition that never holds.
const IMPOSSIBLE: &str = "condicion-imposible";

/// The fields of an operation, as the current field can refer to them.
pub(crate) struct EarlierFields<'a> {
    /// The valid sections before that of the current field.
    pub(crate) sections: &'a [Section],
    /// The valid fields before it in its section.
    pub(crate) fields: &'a [Field],
    /// Every field in order: its name, and that of its rows.
    pub(crate) all: &'a [(&'a str, Option<&'a str>)],
    /// The index of the current field in `all`.
    pub(crate) current: usize,
}

impl EarlierFields<'_> {
    /// Checks that `name` is an earlier field. An invalid field counts: its error is already reported.
    pub(crate) fn check(&self, name: &str, at: &Location) {
        let (before, after) = self.all.split_at(self.current);
        let has = |fields: &[(&str, Option<&str>)]| fields.iter().any(|(id, _)| *id == name);
        if has(before) {
        } else if after.first().is_some_and(|(own, _)| *own == name) {
            let message = format!("el campo «{name}» depende de sí mismo");
            at.add_invalid("campo-posterior", message, "nombre otro campo, que esté antes de este");
        } else if has(after) {
            let message =
                format!("el campo «{name}» no está antes de este, y solo se puede usar uno anterior");
            let help = format!("ponga `{name}` antes de este campo, o quite la referencia");
            at.add_invalid("campo-posterior", message, help);
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
    schema: &Condition,
    fields: &EarlierFields,
    at: &Location,
) -> Option<Condition> {
    let name = &schema.field;
    let (at_field, choices) = (at.key("campo"), at.key("es"));
    fields.check(name, &at_field);
    let field = fields.find(name)?;
    if field.kind.choices().is_empty() {
        let reason = format!("«{name}» es de tipo «{}» y no tiene opciones", field.kind.name());
        let help = "use un campo de tipo «opcion», «seleccion» u «opciones»";
        at_field.add_invalid(IMPOSSIBLE, format!("la condición nunca se cumple: {reason}"), help);
        return None;
    }
    if let Some(rows) = fields.other_rows(name) {
        let reason = format!("«{name}» se pregunta en cada renglón de «{rows}»");
        let help = format!(
            "pase este campo a la sección que repite `{rows}`, o use una pregunta que se haga una vez"
        );
        at_field.add_invalid(IMPOSSIBLE, format!("la condición nunca se cumple: {reason}"), help);
    }
    if schema.is.is_empty() {
        choices.add(PolicyErrorKind::Empty(EntityKind::Choice));
    }
    for (i, choice) in schema.is.iter().enumerate() {
        choices.index(i).check_known(EntityKind::Choice, choice, field.kind.choice_ids());
    }
    Some(schema.clone())
}

pub(crate) fn check_references(schema: &schema::Field, fields: &EarlierFields, at: &Location) {
    let check = |name: &str, at: &Location| {
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
