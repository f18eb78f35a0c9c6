//! Answers that satisfied their form.

pub mod answers;
pub mod validation_errors;

use std::collections::BTreeMap;

use crate::value::domain::{Domain, is_confusable};

/// The answers to every question that applied, normalised. Only
/// [`Operation::accept`](crate::form::model::Operation::accept) makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Submission {
    /// The answers that are asked once, by field, in the order of the page.
    pub answers: Vec<(String, Answer)>,
    /// The rows: their name, and each row's answers.
    pub rows: Vec<(String, Vec<RowAnswers>)>,
}

impl Submission {
    /// Returns whether some domain in the answers could be read as another, see [`is_confusable`].
    #[must_use]
    pub fn has_confusable_domain(&self) -> bool {
        let rows = self.rows.iter().flat_map(|(_, rows)| rows.iter().flatten());
        let mut texts = self.answers.iter().chain(rows).flat_map(|(_, answer)| answer.texts());
        // Whatever is not ASCII in a domain or an address was made so when it was read.
        texts.any(|text| {
            let domain = text.rsplit_once('@').map_or(text, |(_, domain)| domain);
            domain.contains("xn--") && Domain::parse_strict(domain).is_some() && is_confusable(domain)
        })
    }
}

/// The answers of one row, by field.
pub type RowAnswers = Vec<(String, Answer)>;

/// One normalised answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Text, one choice, a date (`2024-05-27`) or an hour (`17:30`).
    Text(String),
    /// Several choices or the lines of a list.
    List(Vec<String>),
    /// A whole number.
    Number(i64),
    /// A telephone number, to dial and as it was written.
    Phone {
        /// In E.164.
        e164: String,
        /// As the visitor wrote it.
        typed: String,
    },
    /// A confirmation that was given.
    Yes,
}

impl Answer {
    /// Returns the texts that this answer holds, for comparison with another's.
    #[must_use]
    pub fn texts(&self) -> Vec<&str> {
        match self {
            Self::Text(text) | Self::Phone { e164: text, .. } => vec![text],
            Self::List(items) => items.iter().map(String::as_str).collect(),
            Self::Number(_) | Self::Yes => Vec::new(),
        }
    }
}

/// The answers of one row, or of the fields outside rows, while they are read.
pub(crate) type ParsedAnswers = BTreeMap<String, Answer>;
