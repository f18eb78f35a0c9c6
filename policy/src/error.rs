//! What is wrong in a written policy, and where.
//!
//! A [`PolicyError`] carries facts; its words, which an editor reads, stand once in its `Display` and in [`PolicyError::help`].

pub(crate) mod collector;
pub(crate) mod help;
pub(crate) mod message;
pub(crate) mod subject;

pub(crate) use crate::error::collector::ErrorCollector;
pub use crate::error::subject::{EntityKind, ValueFormat};

/// A step from a written value to one within it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathSegment {
    /// Into the value of this key.
    Key(String),
    /// Into the element at this index, from 0.
    Index(usize),
}

/// The way from the written policy's root to a value.
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

/// Where a policy is being read. It becomes a [`Path`] in a fault alone, since nearly all that is read is right.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Location<'a> {
    Root,
    Key(&'a Self, &'a str),
    Index(&'a Self, usize),
}

impl<'a> Location<'a> {
    /// Returns the place of the value of `key` within this one.
    pub(crate) fn key(&'a self, key: &'a str) -> Self {
        Self::Key(self, key)
    }

    /// Returns the place of the element at `index` within this one.
    pub(crate) fn index(&'a self, index: usize) -> Self {
        Self::Index(self, index)
    }

    fn path(&self) -> Path {
        match self {
            Self::Root => Path::default(),
            Self::Key(before, key) => before.path().key(key),
            Self::Index(before, index) => before.path().index(*index),
        }
    }
}

/// Something that an editor must mend before the policy can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyError {
    /// Where it stands, in the written shape.
    pub at: Path,
    /// What is wrong.
    pub kind: PolicyErrorKind,
}

/// The ways in which a written policy can be wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PolicyErrorKind {
    /// A value that is none of those that are known.
    Unknown {
        /// What it names.
        what: EntityKind,
        /// What was found.
        found: String,
        /// What there is.
        known: Vec<String>,
    },
    /// A field that a shared section refers to, and that some who take the section do not have.
    MissingIn {
        /// Its name.
        found: String,
        /// The fields that all of those have.
        known: Vec<String>,
        /// Those operations, each with its form.
        operations: Vec<String>,
    },
    /// A value that cannot be read as what it should be.
    Unreadable {
        /// What was found.
        found: String,
        /// What it should look like.
        expected: ValueFormat,
    },
    /// The same thing stands twice.
    Repeated {
        /// What it is.
        what: EntityKind,
        /// Which one.
        found: String,
    },
    /// A key that is needed here is missing.
    Missing {
        /// The key.
        key: &'static str,
        /// Why it is needed.
        because: &'static str,
    },
    /// A key that means nothing for this kind of field.
    NotForKind {
        /// The key.
        key: &'static str,
        /// The field's kind.
        kind: String,
    },
    /// A rule of the field has no words for the visitor.
    NoMessage {
        /// The code of the message.
        code: &'static str,
    },
    /// A name in braces that nothing fills.
    Unfilled {
        /// What was found, with its braces.
        found: String,
        /// The names that are filled there.
        known: Vec<String>,
    },
    /// A message for something that this field never says.
    IdleMessage {
        /// The code of the message.
        code: String,
        /// The code that was probably meant.
        nearest: Option<String>,
    },
    /// Hours that end before they start, or at once.
    EndsBeforeStart {
        /// The start.
        from: String,
        /// The end.
        to: String,
    },
    /// Hours of one day that overlap.
    Overlaps {
        /// The day.
        day: &'static str,
    },
    /// A calendar without one open minute.
    NeverOpen,
    /// A least value above the greatest.
    MinAboveMax {
        /// The least.
        min: u32,
        /// The greatest.
        max: u32,
    },
    /// A limit above what is possible.
    TooGreat {
        /// What was found.
        found: u32,
        /// The greatest that is possible.
        limit: u32,
        /// What cannot hold more.
        whose: &'static str,
    },
    /// A text with nothing in it.
    Blank,
    /// A message for something that nothing says.
    UnknownMessage {
        /// The code of the message.
        code: String,
        /// The code that was probably meant.
        nearest: Option<String>,
    },
    /// Two keys of which one makes the other senseless.
    AtOdds {
        /// The one that is told.
        key: &'static str,
        /// What is wrong with it.
        because: &'static str,
        /// What to do.
        help: &'static str,
    },
    /// A field of another kind than is needed.
    WrongKind {
        /// The field.
        field: String,
        /// Its kind.
        kind: &'static str,
        /// The kind that is needed.
        wanted: &'static str,
    },
    /// Conditions that no answers satisfy together.
    Contradiction {
        /// The field that would need two answers at once.
        field: String,
    },
    /// A form, a section or a condition without anything in it.
    Empty {
        /// What is needed.
        what: EntityKind,
    },
    /// A field that stands after the one that refers to it.
    Later {
        /// Which one.
        found: String,
    },
    /// A field that refers to itself.
    Itself {
        /// Which one.
        found: String,
    },
    /// A condition upon a field that has no choices.
    NoChoices {
        /// The field.
        field: String,
        /// Its kind.
        kind: &'static str,
    },
    /// A condition, outside rows, upon a field that is asked in each row.
    OtherRows {
        /// The field.
        field: String,
        /// The rows.
        rows: String,
    },
    /// A name that pages send for themselves.
    Reserved {
        /// Which one.
        found: String,
    },
    /// An address that is not `https://`.
    NotHttps {
        /// What was found.
        found: String,
    },
}
