//! Builds the rules of the confirmation of a deletion.

use std::collections::BTreeMap;

use crate::error::{EntityKind, Location, PolicyErrorKind};
use crate::form::build::context::Context;
use crate::form::build::reference::{EarlierFields, parse_condition};
use crate::form::model::review::{ConfirmationRules, Consequence, PasswordDetector};
use crate::form::model::{Condition, Kind};
use crate::schema;
use crate::text::normalize;
use crate::text::template::placeholders;

impl ConfirmationRules {
    /// Returns the rules of an operation with `fields`, or `None` on an error.
    pub(crate) fn parse(
        schema: &schema::Review,
        fields: &EarlierFields,
        context: &Context,
        at: &Location,
    ) -> Option<Self> {
        let list = at.key("consecuencias");
        if schema.consequences.is_empty() {
            list.add(PolicyErrorKind::Empty(EntityKind::Consequence));
        }
        if let Some(date) = &schema.date {
            fields.check(date, &at.key("fecha"));
            if let Some(field) = fields.find(date).filter(|field| !matches!(field.kind, Kind::Date { .. })) {
                let kind = field.kind.name();
                let message = format!("«{date}» es de tipo «{kind}», y aquí va un campo de tipo «fecha»");
                at.key("fecha").add_invalid("valor-equivocado", message, "nombre un campo de tipo «fecha»");
            }
        }
        let Some(passwords) = &context.common.passwords else {
            at.add_missing("contrasenas", "antes de enviar se avisa de lo que parece una contraseña");
            return None;
        };
        let parse = |(i, consequence)| Consequence::parse(consequence, fields, &list.index(i));
        Some(Self {
            date: schema.date.clone(),
            consequences: schema.consequences.iter().enumerate().map(parse).collect(),
            passwords: PasswordDetector {
                words: passwords.words.iter().map(|word| normalize::fold_accents(word)).collect(),
                warning: passwords.warning.clone(),
            },
        })
    }
}

impl Consequence {
    fn parse(schema: &schema::Consequence, fields: &EarlierFields, at: &Location) -> Self {
        let list = at.key("cuando");
        if schema.when.is_empty() {
            list.add(PolicyErrorKind::Empty(EntityKind::Condition));
        }
        let conditions = schema.when.iter().enumerate();
        let when: Vec<Condition> =
            conditions.filter_map(|(i, when)| parse_condition(when, fields, &list.index(i))).collect();
        check_conditions_compatible(&when, fields, &list);
        let ids = fields.all.iter().map(|(id, _)| *id);
        let known: Vec<&str> = ["fecha", "limite"].into_iter().chain(ids).collect();
        at.key("texto").check_text(&schema.text, &known);
        let names: Vec<&str> = placeholders(&schema.text).collect();
        if names.contains(&"limite") && schema.days.is_none() {
            at.add_missing("dias", "el texto dice `{limite}`");
        }
        let is_used = |id| names.contains(&id) || when.iter().any(|condition| condition.field == id);
        let repeats = fields.all.iter().any(|(id, rows)| rows.is_some() && is_used(id));
        Self { when, days: schema.days, text: schema.text.clone(), repeats }
    }
}

const CONTRADICTION_HELP: &str =
    "quite una de las condiciones; varias respuestas de un mismo campo van juntas: `es: [una, otra]`";

/// Reports a single-choice field that would need two values, because two conditions contradict, or a condition
/// contradicts the condition of another field.
fn check_conditions_compatible(when: &[Condition], fields: &EarlierFields, at: &Location) {
    let mut allowed: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (i, condition) in when.iter().enumerate() {
        let mut next = Some(condition);
        while let Some(Condition { field: id, is }) = next {
            let field = fields.find(id);
            next = field.and_then(|field| field.when.as_ref());
            if !field.is_some_and(|field| matches!(field.kind, Kind::Choice(_) | Kind::Select(_))) {
                continue;
            }
            let left = allowed.entry(id).or_insert_with(|| is.iter().map(String::as_str).collect());
            left.retain(|answer| is.iter().any(|other| other == answer));
            if left.is_empty() && !is.is_empty() {
                let message =
                    format!("la consecuencia nunca se cumple: necesita de «{id}» dos respuestas a la vez");
                at.index(i).add_invalid("condicion-imposible", message, CONTRADICTION_HELP);
                return;
            }
        }
    }
}
