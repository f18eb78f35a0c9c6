//! Answers against their form: all that must be mended, or a submission.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::form::model::field::Field;
use crate::form::model::{Operation, Rows};
use crate::form::validate::answer;
use crate::form::validate::answer::Wrong;
use crate::form::validate::cross_field::{Scope, Seen};
use crate::submission::answers::{Answers, FieldValues};
use crate::submission::validation_errors::{FieldError, FieldPath, ValidationErrors};
use crate::submission::{ParsedAnswers, Submission};

impl Operation {
    /// Returns the submission that `answers` make on the local date `today`.
    ///
    /// Questions that do not apply are not read, whatever came for them.
    ///
    /// # Errors
    ///
    /// Everything that must be mended, in the order of the page: one refusal for an answer, the most basic first
    /// (missing, then impossible, then at odds with another). Names that the form does not have come last.
    pub fn accept(&self, answers: &Answers, today: NaiveDate) -> Result<Submission, ValidationErrors> {
        let mut reader = Reader { operation: self, today, refusals: BTreeMap::new(), seen: Seen::new() };
        let once = reader.read_once(answers);
        let rows = reader.read_rows(answers);
        reader.check_others(&once, &rows);
        let mut refusals: Vec<FieldError> = reader.refusals.into_values().collect();
        refusals.extend(self.unknown_names(answers));
        if refusals.is_empty() { Ok(self.submission(once, rows)) } else { Err(ValidationErrors { refusals }) }
    }

    fn submission(&self, mut once: ParsedAnswers, rows: Vec<(String, Vec<ParsedAnswers>)>) -> Submission {
        let mut answers = Vec::new();
        for field in self.asked_in(None) {
            answers.extend(once.remove_entry(&field.id));
        }
        let rows = rows.into_iter().map(|(id, reads)| {
            let fields: Vec<&Field> = self.asked_in(Some(&id)).collect();
            let in_order = |mut read: ParsedAnswers| {
                fields.iter().filter_map(|field| read.remove_entry(&field.id)).collect()
            };
            let reads = reads.into_iter().map(in_order).collect();
            (id, reads)
        });
        Submission { answers, rows: rows.collect() }
    }

    /// The fields that are asked in the rows of this name, or outside rows.
    fn asked_in(&self, rows: Option<&str>) -> impl Iterator<Item = &Field> {
        self.fields().filter(move |(own, _)| own.map(|own| own.id.as_str()) == rows).map(|(_, field)| field)
    }

    fn unknown_names(&self, answers: &Answers) -> Vec<FieldError> {
        let known = |rows| -> BTreeSet<&str> { self.asked_in(rows).map(|field| field.id.as_str()).collect() };
        let once = known(None);
        let mut places = Vec::new();
        for name in answers.fields.keys().filter(|name| !once.contains(name.as_str())) {
            places.push(FieldPath { row: None, field: name.clone() });
        }
        for (rows, values) in &answers.rows {
            if self.rows(rows).is_none() {
                places.push(FieldPath { row: None, field: rows.clone() });
                continue;
            }
            let known = known(Some(rows));
            for (i, row) in values.iter().enumerate() {
                let unknown = row.keys().filter(|name| !known.contains(name.as_str()));
                places.extend(
                    unknown.map(|name| FieldPath { row: Some((rows.clone(), i + 1)), field: name.clone() }),
                );
            }
        }
        let refusal = |place: FieldPath| {
            let message = self.unknown.replace("{valor}", &place.to_string());
            FieldError { place, code: "desconocido", message }
        };
        places.into_iter().map(refusal).collect()
    }
}

/// Where a refusal stands on the page: section, row, field.
type Order = (usize, usize, usize);

struct Reader<'a> {
    operation: &'a Operation,
    today: NaiveDate,
    refusals: BTreeMap<Order, FieldError>,
    seen: Seen<'a>,
}

impl Reader<'_> {
    fn read_once(&mut self, answers: &Answers) -> ParsedAnswers {
        let mut read = ParsedAnswers::new();
        for (i, section) in self.operation.sections.iter().enumerate() {
            if section.rows.is_none() {
                for (j, field) in section.fields.iter().enumerate() {
                    self.read_field(field, &[&answers.fields], (i, 0, j), &mut read);
                }
            }
        }
        read
    }

    fn read_rows(&mut self, answers: &Answers) -> Vec<(String, Vec<ParsedAnswers>)> {
        let mut all = Vec::new();
        for (i, section) in self.operation.sections.iter().enumerate() {
            let Some(rows) = &section.rows else { continue };
            let came: &[FieldValues] = answers.rows.get(&rows.id).map_or(&[], Vec::as_slice);
            self.check_count(rows, came.len(), i);
            let mut reads = Vec::new();
            for (n, values) in came.iter().take(rows.max).enumerate() {
                let mut read = ParsedAnswers::new();
                for (j, field) in section.fields.iter().enumerate() {
                    self.read_field(field, &[values, &answers.fields], (i, n + 1, j), &mut read);
                }
                reads.push(read);
            }
            all.push((rows.id.clone(), reads));
        }
        all
    }

    fn check_count(&mut self, rows: &Rows, count: usize, section: usize) {
        let (code, message) = match count {
            0 => ("falta", &rows.missing),
            count if count > rows.max => ("maximo", &rows.too_many),
            _ => return,
        };
        let place = FieldPath { row: None, field: rows.id.clone() };
        self.refusals.insert((section, 0, 0), FieldError { place, code, message: message.clone() });
    }

    /// Reads the answer to `field` from the first of `values`; its condition may look into all of them.
    fn read_field(&mut self, field: &Field, values: &[&FieldValues], order: Order, read: &mut ParsedAnswers) {
        if !self.applies(field, values) {
            return;
        }
        let typed: &[String] = values[0].get(&field.id).map_or(&[], Vec::as_slice);
        let takes_many = matches!(field.kind, crate::form::model::Kind::Choices(_));
        if typed.len() > 1 && !takes_many {
            let message = self.operation.repeated.replace("{etiqueta}", &field.label);
            self.refusals.insert(order, FieldError { place: self.place(order), code: "repetida", message });
            return;
        }
        match answer::read(field, typed, self.today) {
            Ok(Some(answer)) => {
                read.insert(field.id.clone(), answer);
            }
            Ok(None) if field.optional => {}
            Ok(None) => self.refuse(field, order, &Wrong::new("falta")),
            Err(wrong) => self.refuse(field, order, &wrong),
        }
    }

    fn refuse(&mut self, field: &Field, order: Order, wrong: &Wrong) {
        let message = wrong.message(field);
        self.refusals.insert(order, FieldError { place: self.place(order), code: wrong.code, message });
    }

    fn place(&self, (section, row, field): Order) -> FieldPath {
        let section = &self.operation.sections[section];
        let row = section.rows.as_ref().map(|rows| (rows.id.clone(), row));
        FieldPath { row, field: section.fields[field].id.clone() }
    }

    /// Whether a field is asked: the field of its condition is asked too, and has one of the answers.
    fn applies(&self, field: &Field, values: &[&FieldValues]) -> bool {
        let Some(condition) = &field.when else { return true };
        let found = self.operation.fields().find(|(_, other)| other.id == condition.field);
        let Some((rows, other)) = found else { return false };
        let scope = if rows.is_some() { values } else { &values[values.len() - 1..] };
        let typed = scope.first().and_then(|values| values.get(&other.id));
        let chosen = typed.filter(|typed| typed.iter().any(|one| !one.trim().is_empty()));
        let default = other.default.as_slice();
        let chosen = chosen.map_or(default, Vec::as_slice);
        let matches = chosen.iter().any(|one| condition.is.contains(&crate::text::normalize::line(one)));
        matches && self.applies(other, scope)
    }

    fn check_others(&mut self, once: &ParsedAnswers, rows: &[(String, Vec<ParsedAnswers>)]) {
        let operation = self.operation;
        let fields: Vec<(&str, &Field)> =
            operation.fields().map(|(_, field)| (field.id.as_str(), field)).collect();
        let mut repeated = 0;
        for (i, section) in operation.sections.iter().enumerate() {
            if section.rows.is_none() {
                let scope = Scope { once, rows, row: None, fields: &fields };
                self.check_section(i, 0, &scope, once);
                continue;
            }
            for (n, read) in rows[repeated].1.iter().enumerate() {
                let scope = Scope { once, rows, row: Some((repeated, n)), fields: &fields };
                self.check_section(i, n + 1, &scope, read);
            }
            repeated += 1;
        }
    }

    fn check_section(&mut self, section: usize, row: usize, scope: &Scope<'_>, read: &ParsedAnswers) {
        let operation = self.operation;
        for (j, field) in operation.sections[section].fields.iter().enumerate() {
            let Some(answer) = read.get(&field.id) else { continue };
            let unique = |()| scope.check_unique(field, answer, &mut self.seen);
            if let Err(wrong) = scope.check(field, answer).and_then(unique) {
                self.refuse(field, (section, row, j), &wrong);
            }
        }
    }
}
