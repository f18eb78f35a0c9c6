//! Answers: unvalidated, valid, and the errors between.

pub mod answers;
pub mod validation_errors;

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::value::{Account, Domain, Email, Phone};

/// The valid answers to every question that applies. Only
/// [`Operation::validate`](crate::form::model::Operation::validate) returns one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Submission {
    /// The answers outside rows by field, in the order of the page.
    pub answers: Vec<(String, Answer)>,
    /// The rows: their name, and the answers of each row.
    pub rows: Vec<(String, Vec<RowAnswers>)>,
}

impl Submission {
    /// Returns whether a domain in the answers can be confused with another one; see [`Domain::is_confusable`].
    #[must_use]
    pub fn has_confusable_domain(&self) -> bool {
        let rows = self.rows.iter().flat_map(|(_, rows)| rows.iter().flatten());
        self.answers
            .iter()
            .chain(rows)
            .any(|(_, answer)| answer.domains().into_iter().any(Domain::is_confusable))
    }
}

/// The answers of one row, by field.
pub type RowAnswers = Vec<(String, Answer)>;

/// One valid answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Text, a user name, one choice or a time (`17:30`).
    Text(String),
    /// An e-mail address.
    Email(Email),
    /// A domain.
    Domain(Domain),
    /// A date.
    Date(NaiveDate),
    /// A telephone number.
    Phone(Phone),
    /// A whole number.
    Number(i64),
    /// A confirmation.
    Yes,
    /// Several choices or the lines of a list.
    List(Vec<String>),
    /// E-mail addresses.
    Emails(Vec<Email>),
    /// User names or e-mail addresses.
    Accounts(Vec<Account>),
}

impl Answer {
    /// Returns the texts of this answer, as they are stored and compared; none for a number or a confirmation.
    #[must_use]
    pub fn texts(&self) -> Vec<Cow<'_, str>> {
        match self {
            Self::Text(text) => vec![text.into()],
            Self::Email(email) => vec![email.as_str().into()],
            Self::Domain(domain) => vec![domain.as_str().into()],
            Self::Date(date) => vec![date.to_string().into()],
            Self::Phone(phone) => vec![phone.e164().into()],
            Self::Number(_) | Self::Yes => Vec::new(),
            Self::List(items) => items.iter().map(Into::into).collect(),
            Self::Emails(emails) => emails.iter().map(|email| email.as_str().into()).collect(),
            Self::Accounts(accounts) => accounts.iter().map(|account| account.as_str().into()).collect(),
        }
    }

    /// Returns whether this answer is a list, even if it has one item.
    #[must_use]
    pub fn is_list(&self) -> bool {
        matches!(self, Self::List(_) | Self::Emails(_) | Self::Accounts(_))
    }

    /// Returns the e-mail addresses in this answer.
    pub(crate) fn emails(&self) -> Vec<&Email> {
        match self {
            Self::Email(email) => vec![email],
            Self::Emails(emails) => emails.iter().collect(),
            Self::Accounts(accounts) => accounts.iter().filter_map(Account::email).collect(),
            _ => Vec::new(),
        }
    }

    /// Returns the domain in this answer, and those of its e-mail addresses.
    pub(crate) fn domains(&self) -> Vec<&Domain> {
        match self {
            Self::Domain(domain) => vec![domain],
            _ => self.emails().into_iter().map(Email::domain).collect(),
        }
    }
}

/// The answers of one row, or outside rows, while they are validated.
pub(crate) type ParsedAnswers = BTreeMap<String, Answer>;
