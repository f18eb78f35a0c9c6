//! Rules between an answer and other answers.

use std::collections::BTreeMap;

use crate::form::model::{Field, Kind};
use crate::form::validate::RuleViolation;
use crate::submission::{Answer, ParsedAnswers};
use crate::value::{Account, Email};

/// An answer for comparison: the text before the `@`, and the domain, if it has one.
type Address<'a> = (&'a str, Option<&'a str>);

/// The index of the first row with each answer of a unique field.
pub(crate) type FirstRowByValue<'a> = BTreeMap<(&'a str, Vec<Address<'a>>), usize>;

/// The answers of a request, and the position of the field that is checked.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    /// The answers outside rows.
    pub(crate) once: &'a ParsedAnswers,
    /// The rows, by name.
    pub(crate) rows: &'a [(String, Vec<ParsedAnswers>)],
    /// The index of the rows and of the row, if the field repeats.
    pub(crate) row: Option<(usize, usize)>,
    /// Every field, by name.
    pub(crate) fields: &'a BTreeMap<&'a str, &'a Field>,
}

impl<'a> Scope<'a> {
    /// Checks the rules between `field` and other fields; returns the first violation.
    pub(crate) fn check(&self, field: &'a Field, answer: &'a Answer) -> Result<(), RuleViolation> {
        self.check_domain(field, answer)?;
        self.check_same_domain(field, answer)?;
        self.check_differs(field, answer)
    }

    fn check_domain(&self, field: &'a Field, answer: &Answer) -> Result<(), RuleViolation> {
        let Some(domain) = self.domain_of(field) else { return Ok(()) };
        let outside = answer.emails().into_iter().filter(|email| is_outside(email, domain)).count();
        match (answer, field.external) {
            _ if outside == 0 => Ok(()),
            (Answer::Emails(_), Some(max)) if outside > max as usize => Err("externos".into()),
            (Answer::Emails(_), Some(_)) => Ok(()),
            (Answer::Accounts(accounts), _) => {
                let is_outside =
                    |account: &Account| account.email().is_some_and(|email| is_outside(email, domain));
                let line = accounts.iter().position(is_outside).map_or(1, |i| i + 1);
                Err(RuleViolation::from("formato").with("linea", line.to_string()))
            }
            _ => Err(RuleViolation::from("otro_dominio").with("dominio", domain)),
        }
    }

    fn check_same_domain(&self, field: &'a Field, answer: &Answer) -> Result<(), RuleViolation> {
        let Some(other) = &field.same_domain_as else { return Ok(()) };
        let addresses = self.addresses_of(other);
        let Some((_, Some(domain))) = addresses.first() else { return Ok(()) };
        let is_same = answer.emails().into_iter().all(|email| !is_outside(email, domain));
        is_same.then_some(()).ok_or_else(|| RuleViolation::from("otro_dominio").with("dominio", *domain))
    }

    fn check_differs(&self, field: &'a Field, answer: &'a Answer) -> Result<(), RuleViolation> {
        let own = self.addresses(field, answer);
        let mut others = field.differs_from.iter().flat_map(|other| self.addresses_of(other));
        if others.any(|other| own.contains(&other)) { Err("igual".into()) } else { Ok(()) }
    }

    /// Checks that no earlier row has the same answer, and adds this one to `first_rows`.
    pub(crate) fn check_unique(
        &self,
        field: &'a Field,
        answer: &'a Answer,
        first_rows: &mut FirstRowByValue<'a>,
    ) -> Result<(), RuleViolation> {
        let Some((_, row)) = self.row.filter(|_| field.unique) else { return Ok(()) };
        let first = *first_rows.entry((&field.id, self.addresses(field, answer))).or_insert(row);
        let violation = || RuleViolation::from("repetido").with("renglon", (first + 1).to_string());
        (first == row).then_some(()).ok_or_else(violation)
    }

    /// Returns the answers of the field `name`: `filas.campo` is the field of every row, `campo` that of the same row
    /// or outside rows.
    fn addresses_of(&self, name: &str) -> Vec<Address<'a>> {
        let addresses = |answers: &'a ParsedAnswers, id: &str, row| {
            let found = self.fields.get(id).zip(answers.get(id));
            found.map_or(Vec::new(), |(field, answer)| Self { row, ..*self }.addresses(field, answer))
        };
        if let Some((rows, id)) = name.split_once('.') {
            let index = self.rows.iter().position(|(known, _)| known == rows);
            return index.map_or(Vec::new(), |index| {
                let rows = self.rows[index].1.iter().enumerate();
                rows.flat_map(|(i, answers)| addresses(answers, id, Some((index, i)))).collect()
            });
        }
        match self.same_row().filter(|answers| answers.contains_key(name)) {
            Some(answers) => addresses(answers, name, self.row),
            None => addresses(self.once, name, None),
        }
    }

    /// Returns an answer for comparison; a user name has the domain of its field.
    fn addresses(&self, field: &'a Field, answer: &'a Answer) -> Vec<Address<'a>> {
        let domain = if matches!(field.kind, Kind::Email(_)) { None } else { self.domain_of(field) };
        let split = |text: &'a str| match text.rsplit_once('@') {
            Some((local, domain)) => (local, Some(domain)),
            None => (text, domain),
        };
        match answer {
            Answer::Text(text) => vec![split(text)],
            Answer::Domain(domain) => vec![split(domain.as_str())],
            Answer::Phone(phone) => vec![split(phone.e164())],
            Answer::List(items) => items.iter().map(|item| split(item)).collect(),
            Answer::Email(email) => vec![split(email.as_str())],
            Answer::Emails(emails) => emails.iter().map(|email| split(email.as_str())).collect(),
            Answer::Accounts(accounts) => accounts.iter().map(|account| split(account.as_str())).collect(),
            Answer::Date(_) | Answer::Number(_) | Answer::Yes => Vec::new(),
        }
    }

    /// Returns the domain that `field` names: the answer of a field of the same row or outside rows, or its domain.
    fn domain_of(&self, field: &'a Field) -> Option<&'a str> {
        let name = field.domain.as_ref()?;
        match self.same_row().and_then(|answers| answers.get(name)).or_else(|| self.once.get(name))? {
            Answer::Text(text) => Some(text.rsplit_once('@').map_or(text.as_str(), |(_, domain)| domain)),
            answer if answer.is_list() => None,
            answer => answer.domains().first().map(|domain| domain.as_str()),
        }
    }

    fn same_row(&self) -> Option<&'a ParsedAnswers> {
        self.row.map(|(rows, row)| &self.rows[rows].1[row])
    }
}

fn is_outside(email: &Email, domain: &str) -> bool {
    email.domain().as_str() != domain
}
