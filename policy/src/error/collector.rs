//! All that is wrong, as far as it was found.

use crate::error::{At, Fault, FaultKind, Shape, Thing};

/// Collects faults while a written value is parsed.
#[derive(Debug, Default)]
pub(crate) struct Faults(pub(crate) Vec<Fault>);

impl Faults {
    pub(crate) fn add(&mut self, at: &At<'_>, kind: FaultKind) {
        self.0.push(Fault { at: at.path(), kind });
    }

    /// Reports that `found` is none of `known`.
    pub(crate) fn unknown<'a>(
        &mut self,
        at: &At<'_>,
        what: Thing,
        found: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) {
        let known = known.into_iter().map(str::to_owned).collect();
        self.add(at, FaultKind::Unknown { what, found: found.to_owned(), known });
    }

    /// Makes the faults from the one at `start` on, which were found in a shared section, say who took it: `operation`,
    /// by the name at `taken`, which asked the questions `before` already.
    pub(crate) fn of_shared(&mut self, start: usize, operation: &str, taken: &At<'_>, before: &[&str]) {
        for fault in &mut self.0[start..] {
            match &fault.kind {
                FaultKind::Unknown { what: Thing::Field, found, known } => {
                    let operations = vec![operation.to_owned()];
                    fault.kind =
                        FaultKind::MissingIn { found: found.clone(), known: known.clone(), operations };
                }
                FaultKind::Repeated { what: Thing::Field, found } if before.contains(&found.as_str()) => {
                    fault.at = taken.path();
                }
                _ => {}
            }
        }
    }

    /// Returns them, each told once, whoever takes the shared section in which it stands.
    pub(crate) fn once_each(self) -> Vec<Fault> {
        let mut once: Vec<Fault> = Vec::new();
        for fault in self.0 {
            if !once.contains(&fault) && !once.iter_mut().any(|other| other.joins(&fault)) {
                once.push(fault);
            }
        }
        once
    }

    /// Reports that `found` does not read as `expected`.
    pub(crate) fn unreadable(&mut self, at: &At<'_>, found: &str, expected: Shape) {
        self.add(at, FaultKind::Unreadable { found: found.to_owned(), expected });
    }

    /// Reports every element of the list at `list` whose `id`, of `ids` in order, stood before or is none: what is sent
    /// and stored.
    pub(crate) fn ids<'a>(&mut self, what: Thing, list: &At<'_>, ids: impl Iterator<Item = &'a str> + Clone) {
        self.repeated(what, list, "id", ids.clone());
        for (i, id) in ids.enumerate() {
            let fits = id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
            if id.is_empty() || !fits {
                self.unreadable(&list.index(i).key("id"), id, Shape::Id);
            }
        }
    }

    /// Reports every element of the list at `list` whose `key` has a value that stood before.
    pub(crate) fn repeated<'a>(
        &mut self,
        what: Thing,
        list: &At<'_>,
        key: &str,
        values: impl Iterator<Item = &'a str>,
    ) {
        let mut seen = std::collections::BTreeSet::new();
        for (i, value) in values.enumerate() {
            if !seen.insert(value) {
                self.add(&list.index(i).key(key), FaultKind::Repeated { what, found: value.to_owned() });
            }
        }
    }
}

impl Fault {
    /// Takes in what `other` says, when both say that the same field is missing in the same place.
    fn joins(&mut self, other: &Self) -> bool {
        let is_same_place = self.at == other.at;
        match (&mut self.kind, &other.kind) {
            (
                FaultKind::MissingIn { found, known, operations },
                FaultKind::MissingIn { found: same, known: others, operations: more },
            ) if is_same_place && found == same => {
                known.retain(|name| others.contains(name));
                operations.extend(more.iter().cloned());
                true
            }
            _ => false,
        }
    }
}
