//! What a field says of others: all of them must stand before it.

use std::collections::BTreeMap;

use super::{Condition, Field};
use crate::fault::{FaultKind, Faults, Path};
use crate::written;

pub(in crate::form) fn read_condition(
    written: Option<&written::Condition>,
    known: &BTreeMap<&str, &Field>,
    at: &Path,
    faults: &mut Faults,
) -> Option<Condition> {
    let written = written?;
    let Some(field) = known.get(written.field.as_str()) else {
        faults.unknown(&at.key("campo"), "campo anterior", &written.field, known.keys().copied());
        return None;
    };
    if written.is.is_empty() {
        faults.add(&at.key("es"), FaultKind::Empty { what: "una opción" });
    }
    for (i, choice) in written.is.iter().enumerate() {
        if field.kind.choices().iter().all(|known| known.id != *choice) {
            let known = field.kind.choices().iter().map(|known| known.id.as_str());
            faults.unknown(&at.key("es").index(i), "opción", choice, known);
        }
    }
    Some(Condition { field: written.field.clone(), is: written.is.clone() })
}

pub(super) fn check_references(
    written: &written::Field,
    known: &BTreeMap<&str, &Field>,
    at: &Path,
    faults: &mut Faults,
) {
    let one = |key: &'static str, name: &Option<String>| name.clone().map(|name| (at.key(key), name));
    let others = written.differs_from.iter().enumerate();
    let others = others.map(|(i, name)| (at.key("distinto_de").index(i), name.clone()));
    let named = one("dominio", &written.domain).into_iter();
    let named = named.chain(one("mismo_dominio_que", &written.same_domain_as)).chain(others);
    for (at, name) in named {
        let field = name.split_once('.').map_or(name.as_str(), |(_, field)| field);
        if !known.contains_key(field) {
            faults.unknown(&at, "campo anterior", &name, known.keys().copied());
        }
    }
}
