//! All that is wrong, as far as it was found.

use crate::error::{EntityKind, Location, PolicyError, PolicyErrorKind, ValueFormat};

/// Collects faults while a written value is parsed.
#[derive(Debug, Default)]
pub(crate) struct ErrorCollector(pub(crate) Vec<PolicyError>);

impl ErrorCollector {
    pub(crate) fn add(&mut self, at: &Location<'_>, kind: PolicyErrorKind) {
        self.0.push(PolicyError { at: at.path(), kind });
    }

    /// Reports that `found` is none of `known`.
    pub(crate) fn unknown<'a>(
        &mut self,
        at: &Location<'_>,
        what: EntityKind,
        found: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) {
        let known = known.into_iter().map(str::to_owned).collect();
        self.add(at, PolicyErrorKind::Unknown { what, found: found.to_owned(), known });
    }

    /// Makes the faults from the one at `start` on, which were found in a shared section, say who took it: `operation`,
    /// by the name at `taken`, which asked the questions `before` already.
    pub(crate) fn of_shared(&mut self, start: usize, operation: &str, taken: &Location<'_>, before: &[&str]) {
        for fault in &mut self.0[start..] {
            match &fault.kind {
                PolicyErrorKind::Unknown { what: EntityKind::Field, found, known } => {
                    let operations = vec![operation.to_owned()];
                    fault.kind =
                        PolicyErrorKind::MissingIn { found: found.clone(), known: known.clone(), operations };
                }
                PolicyErrorKind::Repeated { what: EntityKind::Field, found }
                    if before.contains(&found.as_str()) =>
                {
                    fault.at = taken.path();
                }
                _ => {}
            }
        }
    }

    /// Returns them, each told once, whoever takes the shared section in which it stands.
    pub(crate) fn once_each(self) -> Vec<PolicyError> {
        let mut once: Vec<PolicyError> = Vec::new();
        for fault in self.0 {
            if !once.contains(&fault) && !once.iter_mut().any(|other| other.joins(&fault)) {
                once.push(fault);
            }
        }
        once
    }

    /// Reports that `found` does not read as `expected`.
    pub(crate) fn unreadable(&mut self, at: &Location<'_>, found: &str, expected: ValueFormat) {
        self.add(at, PolicyErrorKind::Unreadable { found: found.to_owned(), expected });
    }

    /// Reports every element of the list at `list` whose `id`, of `ids` in order, stood before or is none: what is sent
    /// and stored.
    pub(crate) fn ids<'a>(
        &mut self,
        what: EntityKind,
        list: &Location<'_>,
        ids: impl Iterator<Item = &'a str> + Clone,
    ) {
        self.repeated(what, list, "id", ids.clone());
        for (i, id) in ids.enumerate() {
            let fits = id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
            if id.is_empty() || !fits {
                self.unreadable(&list.index(i).key("id"), id, ValueFormat::Id);
            }
        }
    }

    /// Reports every element of the list at `list` whose `key` has a value that stood before.
    pub(crate) fn repeated<'a>(
        &mut self,
        what: EntityKind,
        list: &Location<'_>,
        key: &str,
        values: impl Iterator<Item = &'a str>,
    ) {
        let mut seen = std::collections::BTreeSet::new();
        for (i, value) in values.enumerate() {
            if !seen.insert(value) {
                self.add(
                    &list.index(i).key(key),
                    PolicyErrorKind::Repeated { what, found: value.to_owned() },
                );
            }
        }
    }
}

impl PolicyError {
    /// Takes in what `other` says, when both say that the same field is missing in the same place.
    fn joins(&mut self, other: &Self) -> bool {
        let is_same_place = self.at == other.at;
        match (&mut self.kind, &other.kind) {
            (
                PolicyErrorKind::MissingIn { found, known, operations },
                PolicyErrorKind::MissingIn { found: same, known: others, operations: more },
            ) if is_same_place && found == same => {
                known.retain(|name| others.contains(name));
                operations.extend(more.iter().cloned());
                true
            }
            _ => false,
        }
    }
}
