//! Validates the answers of a request against their form.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::form::model::{Field, Kind, Operation, Rows};
use crate::form::validate::RuleViolation;
use crate::form::validate::answer::parse_answer;
use crate::form::validate::cross_field::{FirstRowByValue, Scope};
use crate::submission::answers::{Answers, FieldValues};
use crate::submission::validation_errors::{FieldError, FieldPath, ValidationErrors};
use crate::submission::{Answer, ParsedAnswers, Submission};
use crate::text::normalize;

impl Operation {
    /// Returns the submission of valid `answers` on the local date `today`.
    ///
    /// Answers to questions that do not apply are ignored.
    ///
    /// # Errors
    ///
    /// The errors in the order of the page, one for each answer: the first of missing, invalid, and in conflict with
    /// another answer. Unknown names come last.
    pub fn validate(&self, answers: &Answers, today: NaiveDate) -> Result<Submission, ValidationErrors> {
        let mut validator = Validator { operation: self, today, errors: BTreeMap::new() };
        let (once, rows) = validator.parse(answers);
        validator.check_cross_field_rules(&once, &rows);
        let mut errors: Vec<FieldError> = validator.errors.into_values().collect();
        errors.extend(self.unknown_names(answers));
        if errors.is_empty() { Ok(self.submission(once, rows)) } else { Err(ValidationErrors { errors }) }
    }

    fn submission(&self, once: ParsedAnswers, rows: Vec<(String, Vec<ParsedAnswers>)>) -> Submission {
        let in_order = |mut parsed: ParsedAnswers, rows: Option<&str>| {
            self.fields_of(rows).filter_map(|field| parsed.remove_entry(&field.id)).collect()
        };
        let rows = rows.into_iter().map(|(id, all)| {
            let all = all.into_iter().map(|row| in_order(row, Some(&id))).collect();
            (id, all)
        });
        Submission { rows: rows.collect(), answers: in_order(once, None) }
    }

    /// Returns the fields of the rows with this name, or those outside rows.
    fn fields_of(&self, rows: Option<&str>) -> impl Iterator<Item = &Field> {
        self.fields().filter(move |(own, _)| own.map(|own| own.id.as_str()) == rows).map(|(_, field)| field)
    }

    fn unknown_names(&self, answers: &Answers) -> impl Iterator<Item = FieldError> {
        let unknown = |values: &FieldValues, rows: Option<&str>| -> Vec<String> {
            let known: BTreeSet<&str> = self.fields_of(rows).map(|field| field.id.as_str()).collect();
            values.keys().filter(|name| !known.contains(name.as_str())).cloned().collect()
        };
        let fields = unknown(&answers.fields, None).into_iter();
        let mut paths: Vec<FieldPath> = fields.map(|field| FieldPath { row: None, field }).collect();
        for (rows, values) in &answers.rows {
            if self.rows(rows).is_none() {
                paths.push(FieldPath { row: None, field: rows.clone() });
                continue;
            }
            for (i, row) in values.iter().enumerate() {
                let fields = unknown(row, Some(rows)).into_iter();
                paths.extend(fields.map(|field| FieldPath { row: Some((rows.clone(), i + 1)), field }));
            }
        }
        paths.into_iter().map(|path| {
            let message = self.unknown_message.replace("{valor}", &path.to_string());
            FieldError { path, code: "desconocido", message }
        })
    }
}

/// The position of an answer on the page: section, row, field.
type Position = (usize, usize, usize);

struct Validator<'a> {
    operation: &'a Operation,
    today: NaiveDate,
    errors: BTreeMap<Position, FieldError>,
}

impl Validator<'_> {
    /// Returns the valid answers outside rows, and those of each row by the name of the rows.
    fn parse(&mut self, answers: &Answers) -> (ParsedAnswers, Vec<(String, Vec<ParsedAnswers>)>) {
        let (mut once, mut repeated) = (ParsedAnswers::new(), Vec::new());
        for (i, section) in self.operation.sections.iter().enumerate() {
            let Some(rows) = &section.rows else {
                once.extend(self.parse_section((i, 0), &[&answers.fields]));
                continue;
            };
            let values = answers.rows.get(&rows.id).map_or(&[][..], Vec::as_slice);
            self.check_row_count(rows, values.len(), i);
            let values = values.iter().take(rows.max).enumerate();
            let parsed = values.map(|(n, row)| self.parse_section((i, n + 1), &[row, &answers.fields]));
            repeated.push((rows.id.clone(), parsed.collect()));
        }
        (once, repeated)
    }

    /// Returns the valid answers to the questions of a section in one row, which are in the first of `values`.
    fn parse_section(&mut self, (section, row): (usize, usize), values: &[&FieldValues]) -> ParsedAnswers {
        let fields = self.operation.sections[section].fields.iter().enumerate();
        let parse = |(i, field): (usize, &Field)| {
            let answer = self.parse_field(field, values, (section, row, i))?;
            Some((field.id.clone(), answer))
        };
        fields.filter_map(parse).collect()
    }

    fn check_row_count(&mut self, rows: &Rows, count: usize, section: usize) {
        let (code, message) = match count {
            0 => ("falta", rows.missing_message.clone()),
            count if count > rows.max => ("maximo", rows.maximum_message.clone()),
            _ => return,
        };
        let path = FieldPath { row: None, field: rows.id.clone() };
        self.errors.insert((section, 0, 0), FieldError { path, code, message });
    }

    /// Returns the answer to `field` in the first of `values`. Its condition can refer to all of them.
    fn parse_field(&mut self, field: &Field, values: &[&FieldValues], position: Position) -> Option<Answer> {
        if !self.applies(field, values) {
            return None;
        }
        let typed = values[0].get(&field.id).map_or(&[][..], Vec::as_slice);
        if typed.len() > 1 && !matches!(field.kind, Kind::Choices(_)) {
            let message = self.operation.repeated_message.replace("{etiqueta}", &field.label);
            self.add_error(position, "repetida", message);
            return None;
        }
        match parse_answer(field, typed, self.today) {
            Ok(None) if !field.optional => self.add_violation(field, position, &"falta".into()),
            Ok(answer) => return answer,
            Err(violation) => self.add_violation(field, position, &violation),
        }
        None
    }

    fn add_violation(&mut self, field: &Field, position: Position, violation: &RuleViolation) {
        self.add_error(position, violation.code, violation.message(field));
    }

    fn add_error(&mut self, position: Position, code: &'static str, message: String) {
        let (section, row, field) = position;
        let section = &self.operation.sections[section];
        let row = section.rows.as_ref().map(|rows| (rows.id.clone(), row));
        let path = FieldPath { row, field: section.fields[field].id.clone() };
        self.errors.insert(position, FieldError { path, code, message });
    }

    /// Returns whether a field applies: the field of its condition applies, and has one of the values.
    fn applies(&self, field: &Field, values: &[&FieldValues]) -> bool {
        let Some(condition) = &field.when else { return true };
        let Some((rows, other)) = self.operation.field(&condition.field) else { return false };
        let scope = if rows.is_some() { values } else { &values[values.len() - 1..] };
        let typed = scope.first().and_then(|values| values.get(&other.id));
        let chosen = typed.filter(|typed| typed.iter().any(|value| !value.trim().is_empty()));
        let chosen = chosen.map_or(other.default.as_slice(), Vec::as_slice);
        let holds = chosen.iter().any(|value| condition.is.contains(&normalize::line(value)));
        holds && self.applies(other, scope)
    }

    fn check_cross_field_rules(&mut self, once: &ParsedAnswers, rows: &[(String, Vec<ParsedAnswers>)]) {
        let fields = self.operation.fields().map(|(_, field)| (field.id.as_str(), field)).collect();
        let mut scope = Scope { once, rows, row: None, fields: &fields };
        let mut first_rows = FirstRowByValue::new();
        let mut repeated = 0;
        for (i, section) in self.operation.sections.iter().enumerate() {
            if section.rows.is_none() {
                scope.row = None;
                self.check_section((i, 0), scope, once, &mut first_rows);
                continue;
            }
            for (n, parsed) in rows[repeated].1.iter().enumerate() {
                scope.row = Some((repeated, n));
                self.check_section((i, n + 1), scope, parsed, &mut first_rows);
            }
            repeated += 1;
        }
    }

    fn check_section<'a>(
        &mut self,
        (section, row): (usize, usize),
        scope: Scope<'a>,
        parsed: &'a ParsedAnswers,
        first_rows: &mut FirstRowByValue<'a>,
    ) {
        for (j, field) in self.operation.sections[section].fields.iter().enumerate() {
            let Some((field, answer)) = scope.fields.get(field.id.as_str()).zip(parsed.get(&field.id)) else {
                continue;
            };
            let result = scope.check(field, answer);
            let result = result.and_then(|()| scope.check_unique(field, answer, first_rows));
            if let Err(violation) = result {
                self.add_violation(field, (section, row, j), &violation);
            }
        }
    }
}
