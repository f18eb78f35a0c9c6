//! Converts a pasted table to rows of a form.

pub(crate) mod cell;
pub(crate) mod columns;
pub(crate) mod import;
pub(crate) mod table;

use chrono::NaiveDate;

use crate::contract::MAX_TABLE_BYTES;
use crate::contract::field::PASTE_PREFIX;
use crate::form::model::{Operation, Section};
use crate::form::paste::columns::Column;
use crate::form::paste::import::TableImport;
use crate::submission::answers::{Answers, FieldValues};
use crate::submission::validation_errors::{FieldError, FieldPath};

/// The result of pasting a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PasteResult {
    /// All rows of the request: those that were filled in before, then those of the table.
    pub rows: Vec<FieldValues>,
    /// What was done with the table, a sentence each.
    pub notices: Vec<String>,
    /// The errors in the answers of the table.
    pub errors: Vec<FieldError>,
    /// The rest of the table, without passwords, to be pasted again.
    pub rest: String,
}

impl Operation {
    /// Returns the rows named `id` of `answers` with those of the table `text` on the local date `today`, or `None` if
    /// these rows cannot be pasted.
    ///
    /// Blank rows are removed. Errors are reported for answers of the table only; questions without a column get a
    /// notice, because the visitor has not seen them yet.
    #[must_use]
    pub fn paste(&self, id: &str, text: &str, answers: &Answers, today: NaiveDate) -> Option<PasteResult> {
        let table = TableImport::parse(self, id, text)?;
        let before = answers.rows.get(id).map_or(&[][..], Vec::as_slice);
        let is_empty = table.is_empty();
        if is_empty || text.len() > MAX_TABLE_BYTES {
            let (code, max) = if is_empty { ("vacio", 0) } else { ("grande", MAX_TABLE_BYTES / 1024) };
            let notice = table.paste.message(code, &[("maximo", &max.to_string())]);
            return Some(PasteResult {
                rows: before.to_vec(),
                notices: vec![notice],
                rest: self.without_passwords(id, text),
                ..PasteResult::default()
            });
        }
        let filled = before.iter().filter(|row| !is_blank(row, table.section)).cloned().collect();
        Some(table.append_to(filled, answers, today))
    }

    /// Returns the table `text` without columns of passwords.
    #[must_use]
    pub fn without_passwords(&self, id: &str, text: &str) -> String {
        let Some(table) = TableImport::parse(self, id, text) else { return String::new() };
        if table.columns.columns_of_kind(Column::Password).next().is_none() {
            return text.to_owned();
        }
        table.write(&table.body().collect::<Vec<_>>())
    }

    /// Returns the error for a request with a table that was pasted but not read.
    #[must_use]
    pub fn unread_table(&self, id: &str) -> Option<FieldError> {
        let (_, rows) = self.rows(id)?;
        let message = rows.paste.as_ref()?.message("pendiente", &[]);
        let path = FieldPath { row: None, field: format!("{PASTE_PREFIX}{id}") };
        Some(FieldError { path, code: "pendiente", message })
    }
}

/// Returns whether every value in a row is blank or the default of its field.
fn is_blank(row: &FieldValues, section: &Section) -> bool {
    row.iter().all(|(id, values)| {
        let default = section.field(id).and_then(|field| field.default.as_deref()).unwrap_or_default();
        values.iter().all(|value| value.trim().is_empty() || value == default)
    })
}

#[cfg(test)]
mod tests;
