//! What can be chosen, from the field itself or from a list that several share.

use crate::error::{EntityKind, ErrorCollector, Location, PolicyErrorKind};
use crate::form::model::Shared;
use crate::form::model::kind::{Choice, Kind};
use crate::schema;
use crate::text::template::check_plain;

pub(crate) fn read_choices(
    written: &schema::Field,
    shared: &Shared<'_>,
    at: &Location<'_>,
    faults: &mut ErrorCollector,
) -> Vec<Choice> {
    if !written.choices.is_empty() && written.choices_from.is_some() {
        let because = "no tiene efecto: las opciones son las de `opciones_de`";
        let help = "quite `opciones` o `opciones_de`";
        faults.add(&at.key("opciones"), PolicyErrorKind::AtOdds { key: "opciones", because, help });
    }
    let choices = match written.choices_from.as_deref() {
        None => {
            check_choices(&written.choices, &at.key("opciones"), faults);
            written.choices.clone()
        }
        Some("servicios") => {
            let choice = |service: &crate::Service| schema::Choice {
                id: service.id.clone(),
                label: service.name.clone(),
                hint: None,
                excludes: Vec::new(),
            };
            shared.services.iter().map(choice).collect()
        }
        Some(name) => shared.lists.lists.get(name).cloned().unwrap_or_else(|| {
            let known = shared.lists.lists.keys().map(String::as_str).chain(["servicios"]);
            faults.unknown(&at.key("opciones_de"), EntityKind::List, name, known);
            Vec::new()
        }),
    };
    if choices.is_empty() && written.choices_from.is_none() {
        let because = "una pregunta de opciones necesita `opciones` u `opciones_de`";
        faults.add(&at.key("id"), PolicyErrorKind::Missing { key: "opciones", because });
    }
    let choice = |choice: schema::Choice| Choice {
        id: choice.id,
        label: choice.label,
        hint: choice.hint,
        excludes: choice.excludes,
    };
    choices.into_iter().map(choice).collect()
}

/// Tells what is wrong in choices; those of a list are told there, whatever fields offer them.
pub(crate) fn check_choices(choices: &[schema::Choice], at: &Location<'_>, faults: &mut ErrorCollector) {
    faults.ids(EntityKind::Choice, at, choices.iter().map(|choice| choice.id.as_str()));
    faults.repeated(EntityKind::Label, at, "etiqueta", choices.iter().map(|choice| choice.label.trim()));
    for (i, choice) in choices.iter().enumerate() {
        check_plain(Some(&choice.label), &at.index(i).key("etiqueta"), faults);
        check_plain(choice.hint.as_ref(), &at.index(i).key("ayuda"), faults);
        for (j, other) in choice.excludes.iter().enumerate() {
            if choices.iter().all(|known| known.id != *other) {
                let known = choices.iter().map(|known| known.id.as_str());
                faults.unknown(&at.index(i).key("excluye").index(j), EntityKind::Choice, other, known);
            }
        }
    }
}

pub(crate) fn read_default(
    written: Option<&String>,
    kind: &Kind,
    at: &Location<'_>,
    faults: &mut ErrorCollector,
) -> Option<String> {
    let found = written?;
    if kind.choices().iter().all(|choice| choice.id != *found) {
        let known = kind.choices().iter().map(|choice| choice.id.as_str());
        faults.unknown(&at.key("predeterminado"), EntityKind::Choice, found, known);
    }
    Some(found.clone())
}
