//! The errors of a written policy and their positions.
//!
//! A [`PolicyError`] carries facts; its Spanish text is in its `Display` and in [`PolicyError::help`].

pub(crate) mod collector;
pub(crate) mod message;
pub(crate) mod subject;
pub(crate) mod text_checks;

pub(crate) use crate::error::collector::{ErrorCollector, Location};
pub use crate::error::subject::{EntityKind, ValueFormat};

/// A segment of a [`Path`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathSegment {
    /// The value of this key.
    Key(String),
    /// The element at this index, from 0.
    Index(usize),
}

/// The path from the root of the written policy to a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Path(pub Vec<PathSegment>);

impl Path {
    /// Returns the path of the value of `key` within this one.
    #[must_use]
    pub fn key(mut self, key: &str) -> Self {
        self.0.push(PathSegment::Key(key.to_owned()));
        self
    }

    /// Returns the path of the element at `index` within this one.
    #[must_use]
    pub fn index(mut self, index: usize) -> Self {
        self.0.push(PathSegment::Index(index));
        self
    }
}

/// An error that an editor must fix before the policy can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyError {
    /// The position of the value, in the shapes of [`schema`](crate::schema).
    pub path: Path,
    /// The kind of error.
    pub kind: PolicyErrorKind,
}

/// The kinds of error in a written policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PolicyErrorKind {
    /// A name that does not exist.
    Unknown {
        /// The kind of thing that it should name.
        entity: EntityKind,
        /// The value that was found.
        found: String,
        /// The names that exist.
        known: Vec<String>,
        /// For a field that a shared section refers to, the operations without the field, each with its form.
        operations: Vec<String>,
    },
    /// A value of another format.
    InvalidFormat {
        /// The value that was found.
        found: String,
        /// The format that it should have.
        expected: ValueFormat,
    },
    /// The same name twice.
    Duplicate {
        /// The kind of thing.
        entity: EntityKind,
        /// The name.
        found: String,
    },
    /// A required key is missing.
    Missing {
        /// The key.
        key: &'static str,
        /// The reason why it is required.
        reason: &'static str,
    },
    /// A rule without the message with this code.
    MissingMessage(&'static str),
    /// A placeholder that is not replaced.
    UnknownPlaceholder {
        /// The placeholder, with its braces.
        found: String,
        /// The names that are replaced in this text.
        known: Vec<String>,
    },
    /// A minimum above the maximum.
    MinAboveMax {
        /// The minimum.
        min: u32,
        /// The maximum.
        max: u32,
    },
    /// A limit above the maximum.
    AboveMaximum {
        /// The value that was found.
        found: u32,
        /// The maximum.
        limit: u32,
        /// The text that says which maximum it is.
        container: &'static str,
    },
    /// A blank text.
    Blank,
    /// An empty list of these.
    Empty(EntityKind),
    /// A key or message without effect.
    Unused {
        /// The diagnostic code.
        code: &'static str,
        /// The message for the editor.
        message: String,
        /// The next step for the editor.
        help: String,
    },
    /// Another invalid value, which one check reports.
    Invalid {
        /// The diagnostic code.
        code: &'static str,
        /// The message for the editor.
        message: String,
        /// The next step for the editor.
        help: String,
    },
}
