//! Rules between one answer and others.

use std::collections::BTreeMap;

use crate::form::model::field::Field;
use crate::form::model::kind::Kind;
use crate::form::validate::answer::Wrong;
use crate::submission::{Answer, ParsedAnswers};

/// The row, from 0, in which each answer of a field that must be unique stood first.
pub(crate) type Seen<'f> = BTreeMap<(&'f str, Vec<String>), usize>;

/// The answers among which rules hold: those outside rows, all rows, and the row at hand.
pub(crate) struct Scope<'a> {
    /// The answers that are asked once.
    pub(crate) once: &'a ParsedAnswers,
    /// The rows, by name.
    pub(crate) rows: &'a [(String, Vec<ParsedAnswers>)],
    /// The row that the field at hand belongs to, if it repeats: its rows' index and its own.
    pub(crate) row: Option<(usize, usize)>,
    /// Every field, by name.
    pub(crate) fields: &'a [(&'a str, &'a Field)],
}

impl Scope<'_> {
    /// Returns the first rule between `field` and others that its `answer` breaks.
    pub(crate) fn check(&self, field: &Field, answer: &Answer) -> Result<(), Wrong> {
        self.check_domain(field, answer)?;
        self.check_same_domain(field, answer)?;
        self.check_differs(field, answer)
    }

    fn check_domain(&self, field: &Field, answer: &Answer) -> Result<(), Wrong> {
        let Some(domain) = self.domain_of(field) else { return Ok(()) };
        let outside = answer.texts().iter().filter(|text| is_outside(text, domain)).count();
        match (&field.kind, field.external) {
            (Kind::Emails { .. }, Some(most)) if outside > most as usize => Err(Wrong::new("externos")),
            (Kind::Emails { .. }, Some(_)) | (Kind::UserName(_), _) => Ok(()),
            (Kind::UserNames { .. }, _) if outside > 0 => {
                let line = answer.texts().iter().position(|text| is_outside(text, domain));
                Err(Wrong::new("formato").with("linea", line.map_or(1, |i| i + 1).to_string()))
            }
            _ if outside > 0 => Err(Wrong::new("otro_dominio").with("dominio", domain)),
            _ => Ok(()),
        }
    }

    fn check_same_domain(&self, field: &Field, answer: &Answer) -> Result<(), Wrong> {
        let Some(other) = &field.same_domain_as else { return Ok(()) };
        let others = self.addresses(other);
        let Some((_, domain)) = others.first().and_then(|address| address.split_once('@')) else {
            return Ok(());
        };
        let outside = answer.texts().iter().any(|text| is_outside(text, domain));
        if outside { Err(Wrong::new("otro_dominio").with("dominio", domain)) } else { Ok(()) }
    }

    fn check_differs(&self, field: &Field, answer: &Answer) -> Result<(), Wrong> {
        if field.differs_from.is_empty() {
            return Ok(());
        }
        let own = self.complete(field, answer, self.row);
        let others = field.differs_from.iter().flat_map(|other| self.addresses(other));
        let same = others.into_iter().any(|other| own.contains(&other));
        if same { Err(Wrong::new("igual")) } else { Ok(()) }
    }

    /// Tells the first row that has the same `answer`; `seen` has the rows before, and is given this one.
    pub(crate) fn check_unique<'f>(
        &self,
        field: &'f Field,
        answer: &Answer,
        seen: &mut Seen<'f>,
    ) -> Result<(), Wrong> {
        let Some((_, row)) = self.row.filter(|_| field.unique) else { return Ok(()) };
        let own = self.complete(field, answer, self.row);
        let first = *seen.entry((&field.id, own)).or_insert(row);
        if first == row {
            return Ok(());
        }
        Err(Wrong::new("repetido").with("renglon", (first + 1).to_string()))
    }

    /// The answers of the field that `name` refers to: `filas.campo` is that of every row, else that of the same
    /// row, else the one outside rows.
    fn addresses(&self, name: &str) -> Vec<String> {
        let of = |read: &ParsedAnswers, id: &str, row| {
            let field = self.fields.iter().find(|(known, _)| *known == id);
            let found = field.zip(read.get(id));
            found.map_or(Vec::new(), |((_, field), answer)| self.complete(field, answer, row))
        };
        if let Some((rows, id)) = name.split_once('.') {
            let Some(index) = self.rows.iter().position(|(known, _)| known == rows) else {
                return Vec::new();
            };
            let reads = self.rows[index].1.iter().enumerate();
            return reads.flat_map(|(i, read)| of(read, id, Some((index, i)))).collect();
        }
        let same_row = self.row.map(|(rows, row)| &self.rows[rows].1[row]);
        match same_row.filter(|read| read.contains_key(name)) {
            Some(read) => of(read, name, self.row),
            None => of(self.once, name, None),
        }
    }

    /// The texts of an answer; a user name is completed with the domain of its field.
    fn complete(&self, field: &Field, answer: &Answer, row: Option<(usize, usize)>) -> Vec<String> {
        let scope = Scope { row, ..*self };
        let domain = scope.domain_of(field).filter(|_| !matches!(field.kind, Kind::Email(_)));
        let whole = |text: &str| match domain {
            Some(domain) if !text.contains('@') => format!("{text}@{domain}"),
            _ => text.to_owned(),
        };
        answer.texts().into_iter().map(whole).collect()
    }

    /// The domain in the answer that `field` names: of the same row, or outside rows. An address there gives its own.
    fn domain_of(&self, field: &Field) -> Option<&str> {
        let name = field.domain.as_ref()?;
        let same_row = self.row.and_then(|(rows, row)| self.rows[rows].1[row].get(name));
        match same_row.or_else(|| self.once.get(name))? {
            Answer::Text(text) => Some(text.rsplit_once('@').map_or(text.as_str(), |(_, domain)| domain)),
            _ => None,
        }
    }
}

fn is_outside(address: &str, domain: &str) -> bool {
    address.rsplit_once('@').is_some_and(|(_, own)| own != domain)
}
