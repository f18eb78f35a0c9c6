//! Builds the choices of a field, from the field or from a shared list.

use crate::error::{EntityKind, Location};
use crate::form::build::context::Context;
use crate::form::model::{Choice, Kind};
use crate::schema;

pub(crate) fn parse_choices(schema: &schema::Field, context: &Context, at: &Location) -> Vec<Choice> {
    let Some(list) = schema.choices_from.as_deref() else {
        check_choices(&schema.choices, &at.key("opciones"));
        if schema.choices.is_empty() {
            let reason = "una pregunta de opciones necesita `opciones` u `opciones_de`";
            at.key("id").add_missing("opciones", reason);
        }
        return schema.choices.clone();
    };
    if !schema.choices.is_empty() {
        let reason = "no tiene efecto: las opciones son las de `opciones_de`";
        at.add_unused_key("opciones", reason, "quite `opciones` o `opciones_de`");
    }
    if list == "servicios" {
        let choice = |service: &schema::Service| Choice {
            id: service.id.clone(),
            label: service.name.clone(),
            hint: None,
            excludes: Vec::new(),
        };
        return context.services.iter().map(choice).collect();
    }
    let lists = &context.lists.lists;
    if !lists.contains_key(list) {
        let known = lists.keys().map(String::as_str).chain(["servicios"]);
        at.key("opciones_de").add_unknown(EntityKind::List, list, known);
    }
    lists.get(list).cloned().unwrap_or_default()
}

/// Checks the choices at `at`: those of a field, or those of a list.
pub(crate) fn check_choices(choices: &[Choice], at: &Location) {
    let ids = choices.iter().map(|choice| choice.id.as_str());
    at.check_ids(EntityKind::Choice, ids.clone());
    at.check_duplicates(EntityKind::Label, "etiqueta", choices.iter().map(|choice| choice.label.trim()));
    for (i, choice) in choices.iter().enumerate() {
        let at = at.index(i);
        at.check_plain("etiqueta", &choice.label);
        at.check_plain("ayuda", choice.hint.as_ref());
        for (i, other) in choice.excludes.iter().enumerate() {
            at.key("excluye").index(i).check_known(EntityKind::Choice, other, ids.clone());
        }
    }
}

pub(crate) fn parse_default(default: Option<&String>, kind: &Kind, at: &Location) -> Option<String> {
    at.check_known(EntityKind::Choice, default?, kind.choice_ids());
    default.cloned()
}
