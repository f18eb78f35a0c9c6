//! Collects the errors of a policy while it is parsed, each with its position.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt;

use crate::error::{EntityKind, Path, PathSegment, PolicyError, PolicyErrorKind, ValueFormat};

/// The errors so far. They are added through a [`Location`].
#[derive(Debug, Default)]
pub(crate) struct ErrorCollector(RefCell<Vec<PolicyError>>);

impl ErrorCollector {
    /// Returns the location of the whole policy.
    pub(crate) fn root(&self) -> Location<'_> {
        Location { errors: &self.0, position: Position::Root }
    }

    /// Returns the errors without repetitions: several forms can include the same shared section.
    pub(crate) fn into_deduplicated(self) -> Vec<PolicyError> {
        let mut unique: Vec<PolicyError> = Vec::new();
        for error in self.0.into_inner() {
            if !unique.contains(&error) && !unique.iter_mut().any(|other| other.merge(&error)) {
                unique.push(error);
            }
        }
        unique
    }

    /// Returns the value that `parse` returns, or the errors that it adds.
    pub(crate) fn collect<T>(parse: impl FnOnce(&Location) -> Option<T>) -> Result<T, Vec<PolicyError>> {
        let errors = Self::default();
        let value = parse(&errors.root());
        value.filter(|_| errors.0.borrow().is_empty()).ok_or_else(|| errors.into_deduplicated())
    }
}

/// The position that is being read. The owned [`Path`] is built only for errors, which are rare.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Location<'a> {
    errors: &'a RefCell<Vec<PolicyError>>,
    position: Position<'a>,
}

#[derive(Clone, Copy, Debug)]
enum Position<'a> {
    Root,
    Key(&'a Location<'a>, &'a str),
    Index(&'a Location<'a>, usize),
}

impl<'a> Location<'a> {
    /// Returns the location of the value of `key`.
    pub(crate) fn key(&'a self, key: &'a str) -> Self {
        Self { errors: self.errors, position: Position::Key(self, key) }
    }

    /// Returns the location of the element at `index`.
    pub(crate) fn index(&'a self, index: usize) -> Self {
        Self { errors: self.errors, position: Position::Index(self, index) }
    }

    fn path(&self) -> Path {
        let (parent, segment) = match self.position {
            Position::Root => return Path::default(),
            Position::Key(parent, key) => (parent, PathSegment::Key(key.to_owned())),
            Position::Index(parent, index) => (parent, PathSegment::Index(index)),
        };
        let mut path = parent.path();
        path.0.push(segment);
        path
    }

    /// Returns the number of errors so far, at any location.
    pub(crate) fn error_count(&self) -> usize {
        self.errors.borrow().len()
    }

    /// Adds an error at this location.
    pub(crate) fn add(&self, kind: PolicyErrorKind) {
        self.errors.borrow_mut().push(PolicyError { path: self.path(), kind });
    }

    /// Adds an error that only this check reports.
    pub(crate) fn add_invalid(
        &self,
        code: &'static str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.add(PolicyErrorKind::Invalid { code, message: message.into(), help: help.into() });
    }

    /// Adds an error in the value of `key`, which has no effect for `reason`.
    pub(crate) fn add_unused_key(&self, key: &str, reason: impl fmt::Display, help: impl Into<String>) {
        let message = format!("`{key}` {reason}");
        self.key(key).add(PolicyErrorKind::Unused { code: "clave-sin-efecto", message, help: help.into() });
    }

    /// Adds an error: `found` is a duplicate.
    pub(crate) fn add_duplicate(&self, entity: EntityKind, found: &str) {
        self.add(PolicyErrorKind::Duplicate { entity, found: found.to_owned() });
    }

    /// Adds an error: `key` is missing, which is required for `reason`.
    pub(crate) fn add_missing(&self, key: &'static str, reason: &'static str) {
        self.add(PolicyErrorKind::Missing { key, reason });
    }

    /// Adds an error: `found` is not one of `known`.
    pub(crate) fn add_unknown<'n>(
        &self,
        entity: EntityKind,
        found: &str,
        known: impl IntoIterator<Item = &'n str>,
    ) {
        let known = known.into_iter().map(str::to_owned).collect();
        self.add(PolicyErrorKind::Unknown { entity, found: found.to_owned(), known, operations: Vec::new() });
    }

    /// Adds an error unless `found` is one of `known`.
    pub(crate) fn check_known<'n>(
        &self,
        entity: EntityKind,
        found: &str,
        known: impl IntoIterator<Item = &'n str> + Clone,
    ) {
        if known.clone().into_iter().all(|name| name != found) {
            self.add_unknown(entity, found, known);
        }
    }

    /// Adds an error: `found` does not have the format `expected`.
    pub(crate) fn add_invalid_format(&self, found: &str, expected: ValueFormat) {
        self.add(PolicyErrorKind::InvalidFormat { found: found.to_owned(), expected });
    }

    /// Adds an error for each element of this list whose `id` is a duplicate or has an invalid format.
    pub(crate) fn check_ids<'n>(&self, entity: EntityKind, ids: impl Iterator<Item = &'n str> + Clone) {
        self.check_duplicates(entity, "id", ids.clone());
        for (i, id) in ids.enumerate() {
            let is_valid = id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
            if id.is_empty() || !is_valid {
                self.index(i).key("id").add_invalid_format(id, ValueFormat::Id);
            }
        }
    }

    /// Adds an error for each element of this list whose `key` has the value of an earlier element.
    pub(crate) fn check_duplicates<'n>(
        &self,
        entity: EntityKind,
        key: &str,
        values: impl Iterator<Item = &'n str>,
    ) {
        let mut seen = BTreeSet::new();
        for (i, value) in values.enumerate() {
            if !seen.insert(value) {
                self.index(i).key(key).add_duplicate(entity, value);
            }
        }
    }

    /// Attributes the errors from the one at `start` on, which are in a shared section, to the `operation` that includes
    /// the section at this location, after the questions `before`.
    pub(crate) fn attribute_to_operation(&self, start: usize, operation: &str, before: &[&str]) {
        for error in &mut self.errors.borrow_mut()[start..] {
            match &mut error.kind {
                PolicyErrorKind::Unknown { entity: EntityKind::Field, operations, .. } => {
                    operations.push(operation.to_owned());
                }
                PolicyErrorKind::Duplicate { entity: EntityKind::Field, found }
                    if before.contains(&found.as_str()) =>
                {
                    error.path = self.path();
                }
                _ => {}
            }
        }
    }
}

impl PolicyError {
    /// Merges `other` into this error if both report the same unknown field at the same position.
    fn merge(&mut self, other: &Self) -> bool {
        let (
            PolicyErrorKind::Unknown { found, known, operations, .. },
            PolicyErrorKind::Unknown { found: same, known: others, operations: more, .. },
        ) = (&mut self.kind, &other.kind)
        else {
            return false;
        };
        if self.path != other.path || found != same || more.is_empty() {
            return false;
        }
        known.retain(|name| others.contains(name));
        operations.extend_from_slice(more);
        true
    }
}
