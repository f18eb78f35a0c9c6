//! The import of a table into rows.

use chrono::NaiveDate;

use crate::form::model::paste::heading_key;
use crate::form::model::{Operation, Paste, Rows, Section};
use crate::form::paste::PasteResult;
use crate::form::paste::cell;
use crate::form::paste::columns::{Column, Columns};
use crate::form::paste::table::Table;
use crate::submission::answers::{Answers, FieldValues};
use crate::submission::validation_errors::{FieldError, FieldPath};
use crate::text::normalize;
use crate::text::spanish::format_list;

/// The maximum length of a heading in a notice, in characters.
const MAX_HEADING_CHARS: usize = 60;

/// A table with known columns, and the rows into which it is imported.
pub(crate) struct TableImport<'a> {
    operation: &'a Operation,
    pub(crate) section: &'a Section,
    rows: &'a Rows,
    pub(crate) paste: &'a Paste,
    table: Table,
    pub(crate) columns: Columns,
}

impl<'a> TableImport<'a> {
    /// Returns the import of the table `text` into the rows named `id`, or `None` if they cannot be pasted.
    pub(crate) fn parse(operation: &'a Operation, id: &str, text: &str) -> Option<Self> {
        let (section, rows) = operation.rows(id)?;
        let paste = rows.paste.as_ref()?;
        let table = Table::parse(text);
        let columns = Columns::detect(&table, section, paste);
        Some(Self { operation, section, rows, paste, table, columns })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.table.rows.is_empty()
    }

    /// Returns the rows `filled` with those of the table, as many as fit.
    pub(crate) fn append_to(
        &self,
        filled: Vec<FieldValues>,
        answers: &Answers,
        today: NaiveDate,
    ) -> PasteResult {
        let body: Vec<&Vec<String>> = self.body().collect();
        let (added, rest) = body.split_at(body.len().min(self.rows.max.saturating_sub(filled.len())));
        let first = filled.len() + 1;
        let mut rows = filled;
        rows.extend(added.iter().map(|cells| self.row(cells, answers)));
        let mut all = answers.clone();
        all.rows.insert(self.rows.id.clone(), rows.clone());
        let errors = self.operation.validate(&all, today).err().unwrap_or_default().errors;
        let is_new =
            |path: &FieldPath| path.row.as_ref().is_some_and(|(id, n)| *id == self.rows.id && *n >= first);
        let (errors, missing): (Vec<_>, Vec<_>) = errors
            .into_iter()
            .filter(|error| is_new(&error.path))
            .partition(|error| self.has_column_for(&error.path.field));
        let notices = self.notices(added.len(), rest.len(), &missing);
        PasteResult { rows, notices, errors, rest: self.write(rest) }
    }

    fn rows_below_headings(&self) -> impl Iterator<Item = &Vec<String>> {
        self.table.rows.iter().skip(usize::from(self.columns.has_headings))
    }

    /// Returns the rows below the headings that answer some question.
    pub(crate) fn body(&self) -> impl Iterator<Item = &Vec<String>> {
        let is_answer = |row: &Vec<String>, i: usize| row.get(i).is_some_and(|cell| !cell.is_empty());
        self.rows_below_headings().filter(move |row| self.columns.fields().any(|(i, _)| is_answer(row, i)))
    }

    fn row(&self, cells: &[String], answers: &Answers) -> FieldValues {
        let assumed = self.paste.assumed.iter();
        let mut row: FieldValues = assumed.map(|(id, choice)| (id.clone(), vec![choice.clone()])).collect();
        for (i, field) in self.columns.fields() {
            let field = &self.section.fields[field];
            let values = cell::values(field, cells.get(i).map_or("", String::as_str), answers);
            if !values.is_empty() {
                row.insert(field.id.clone(), values);
            }
        }
        row
    }

    /// Returns whether a column has a cell below its heading that is not empty.
    fn has_cells(&self, column: usize) -> bool {
        self.rows_below_headings().any(|row| row.get(column).is_some_and(|cell| !cell.is_empty()))
    }

    fn has_column_for(&self, id: &str) -> bool {
        self.columns.fields().any(|(_, field)| self.section.fields[field].id == id)
    }

    /// Returns `rows` as text that can be pasted again. It has headings, so that no row is read as headings.
    pub(crate) fn write(&self, rows: &[&Vec<String>]) -> String {
        if rows.is_empty() {
            return String::new();
        }
        let heading = |(column, field): (usize, usize)| {
            if self.columns.has_headings {
                normalize::line(&self.table.rows[0][column])
            } else {
                self.section.fields[field].label.clone()
            }
        };
        let headings: Vec<String> = self.columns.fields().map(heading).collect();
        let columns: Vec<usize> = self.columns.fields().map(|(column, _)| column).collect();
        Table::write(&headings, rows, &columns)
    }

    fn notices(&self, added: usize, rest: usize, missing: &[FieldError]) -> Vec<String> {
        let count = |count| self.rows.format_count(count);
        let message = |code, values: &[(&str, &str)]| self.paste.message(code, values);
        let code = if added + rest == 0 { "vacio" } else { "agregadas" };
        let mut notices = vec![message(code, &[("cuantas", &count(added))])];
        for heading in self.headings_of_kind(Column::Password) {
            notices.push(message("contrasena", &[("columna", &heading)]));
        }
        if rest > 0 {
            let values = [("maximo", &*count(self.rows.max)), ("cuantas", &count(rest))];
            notices.push(message("sobran", &values));
        }
        let labels = self.section.fields.iter().filter(|field| {
            missing.iter().any(|error| error.code == "falta" && error.path.field == field.id)
        });
        let labels: Vec<String> = labels.map(|field| format!("«{}»", field.label)).collect();
        let unused: Vec<String> = self.headings_of_kind(Column::Unused).collect();
        let list = |code, name, items: Vec<String>| {
            (!items.is_empty()).then(|| message(code, &[(name, &format_list(items))]))
        };
        notices.extend(list("encabezados", "columnas", self.matched_headings()));
        notices.extend(list("sin_uso", "columnas", unused));
        if added > 0 {
            notices.extend(self.assumed_choices());
        }
        notices.extend(list("faltan", "preguntas", labels));
        notices
    }

    /// Returns each heading that differs from the label of its question, with the label.
    fn matched_headings(&self) -> Vec<String> {
        let fields = self.columns.fields().filter(|(i, _)| self.columns.has_headings && self.has_cells(*i));
        let pairs = fields.map(|(i, field)| (self.heading(i), &self.section.fields[field].label));
        let different = pairs.filter(|(heading, label)| heading_key(heading) != heading_key(label));
        different
            .map(|(heading, label)| {
                self.paste.message("columna", &[("columna", &heading), ("etiqueta", label)])
            })
            .collect()
    }

    fn assumed_choices(&self) -> impl Iterator<Item = String> {
        let assumed = self.paste.assumed.iter().filter(|(id, _)| !self.has_column_for(id));
        assumed.filter_map(|(id, choice)| {
            let field = self.section.field(id)?;
            let choice = field.kind.choices().iter().find(|known| known.id == *choice)?;
            let values = [("opcion", choice.label.as_str()), ("etiqueta", &field.label)];
            Some(self.paste.message("supuesto", &values))
        })
    }

    /// Returns the heading of each column of this kind that is not empty.
    fn headings_of_kind(&self, kind: Column) -> impl Iterator<Item = String> {
        let columns = self.columns.columns_of_kind(kind).filter(|column| self.has_cells(*column));
        columns.map(|column| self.heading(column))
    }

    /// Returns the heading of a column without text in brackets, or the number of the column if it has no heading.
    fn heading(&self, column: usize) -> String {
        let heading = self.table.rows[0].get(column).filter(|_| self.columns.has_headings);
        let heading = heading.and_then(|heading| heading.split('[').next());
        let heading =
            heading.map(|heading| normalize::line(heading).chars().take(MAX_HEADING_CHARS).collect());
        heading.filter(|text: &String| !text.is_empty()).unwrap_or_else(|| (column + 1).to_string())
    }
}
