//! Many rows at once: a table that was pasted, read into the rows of a form.

pub(crate) mod cell;
pub(crate) mod columns;
pub(crate) mod table;

use chrono::NaiveDate;

use crate::contract::MAX_TABLE_BYTES;
use crate::contract::field::PASTE_PREFIX;
use crate::form::model::paste::Paste;
use crate::form::model::{Operation, Rows, Section, find};
use crate::form::paste::columns::{Column, Columns, key};
use crate::form::paste::table::Table;
use crate::submission::answers::{Answers, FieldValues};
use crate::submission::validation_errors::{FieldError, FieldPath};
use crate::text::normalize;
use crate::text::spanish;

/// How much of a heading is repeated to whoever pasted it.
const LONGEST_HEADING: usize = 60;

/// What a pasted table gives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PasteResult {
    /// All rows of the request: those that had been written, and then those of the table.
    pub rows: Vec<FieldValues>,
    /// What was done with the table, a sentence each.
    pub notices: Vec<String>,
    /// What must be mended in answers that the table gave.
    pub refusals: Vec<FieldError>,
    /// What was not taken, without passwords, to be pasted again.
    pub rest: String,
}

impl Operation {
    /// Returns what the table `text`, pasted into the rows called `id`, adds to `answers` on the local date `today`;
    /// none when no table can be pasted there.
    ///
    /// A row that was not written in is left out. What is refused is told of the answers that the table gave; what it
    /// gave no answer to is told by a notice, since nobody has been asked yet.
    #[must_use]
    pub fn paste(&self, id: &str, text: &str, answers: &Answers, today: NaiveDate) -> Option<PasteResult> {
        let (section, rows, paste) = self.pasting(id)?;
        let before = answers.rows.get(id).map_or(&[][..], Vec::as_slice);
        let written: Vec<FieldValues> =
            before.iter().filter(|row| !is_blank(row, section)).cloned().collect();
        let table = Table::read(text);
        if table.rows.is_empty() || text.len() > MAX_TABLE_BYTES {
            let (code, maximum) =
                if table.rows.is_empty() { ("vacio", 0) } else { ("grande", MAX_TABLE_BYTES) };
            let notice = paste.say(code, &[("maximo", &(maximum / 1024).to_string())]);
            let rest = self.without_passwords(id, text);
            return Some(PasteResult {
                rows: before.to_vec(),
                notices: vec![notice],
                rest,
                ..PasteResult::default()
            });
        }
        let columns = Columns::of(&table, section, &paste.order, &paste.passwords);
        Some(Reading { operation: self, section, rows, paste, table, columns }.join(written, answers, today))
    }

    /// Returns what is left of the table `text` when nobody reads it: all of it, but for columns of passwords.
    #[must_use]
    pub fn without_passwords(&self, id: &str, text: &str) -> String {
        let Some((section, rows, paste)) = self.pasting(id) else { return String::new() };
        let table = Table::read(text);
        let columns = Columns::of(&table, section, &paste.order, &paste.passwords);
        if columns.such(Column::Password).next().is_none() {
            return text.to_owned();
        }
        let reading = Reading { operation: self, section, rows, paste, table, columns };
        reading.rest(&reading.body().collect::<Vec<_>>())
    }

    /// Returns what is said to whoever sends a request with a table that was not read.
    #[must_use]
    pub fn unread_table(&self, id: &str) -> Option<FieldError> {
        let (_, _, paste) = self.pasting(id)?;
        let place = FieldPath { row: None, field: format!("{PASTE_PREFIX}{id}") };
        Some(FieldError { place, code: "pendiente", message: paste.say("pendiente", &[]) })
    }

    fn pasting(&self, id: &str) -> Option<(&Section, &Rows, &Paste)> {
        let (section, rows) = self.rows(id)?;
        Some((section, rows, rows.paste.as_ref()?))
    }
}

/// Whether nothing was written in a row: whatever stands in it, the page had chosen by itself.
fn is_blank(row: &FieldValues, section: &Section) -> bool {
    row.iter().all(|(id, values)| {
        let default =
            find(&section.fields, id).and_then(|field| field.default.as_deref()).unwrap_or_default();
        values.iter().all(|value| value.trim().is_empty() || value == default)
    })
}

/// A table whose columns are known, and the rows that it is pasted into.
struct Reading<'a> {
    operation: &'a Operation,
    section: &'a Section,
    rows: &'a Rows,
    paste: &'a Paste,
    table: Table,
    columns: Columns,
}

impl Reading<'_> {
    fn join(&self, written: Vec<FieldValues>, answers: &Answers, today: NaiveDate) -> PasteResult {
        let body: Vec<&Vec<String>> = self.body().collect();
        let (taken, rest) = body.split_at(body.len().min(self.rows.max.saturating_sub(written.len())));
        let first = written.len() + 1;
        let mut rows = written;
        rows.extend(taken.iter().map(|cells| self.row(cells, answers)));
        let mut whole = answers.clone();
        whole.rows.insert(self.rows.id.clone(), rows.clone());
        let refusals = self.operation.accept(&whole, today).err().unwrap_or_default().refusals;
        let is_new =
            |place: &FieldPath| place.row.as_ref().is_some_and(|(id, n)| *id == self.rows.id && *n >= first);
        let (refusals, missing): (Vec<_>, Vec<_>) = refusals
            .into_iter()
            .filter(|refusal| is_new(&refusal.place))
            .partition(|refusal| self.gives(&refusal.place.field));
        PasteResult {
            notices: self.notices(taken.len(), rest.len(), &missing),
            rest: self.rest(rest),
            rows,
            refusals,
        }
    }

    /// The rows below the headings, but for those without an answer to any question.
    fn body(&self) -> impl Iterator<Item = &Vec<String>> {
        let answers = |row: &&Vec<String>| {
            self.columns.read().any(|(at, _)| row.get(at).is_some_and(|cell| !cell.is_empty()))
        };
        self.table.rows.iter().skip(usize::from(self.columns.headed)).filter(answers)
    }

    fn row(&self, cells: &[String], answers: &Answers) -> FieldValues {
        let mut row: FieldValues =
            self.paste.assumed.iter().map(|(id, choice)| (id.clone(), vec![choice.clone()])).collect();
        for (at, field) in self.columns.read() {
            let field = &self.section.fields[field];
            let values = cell::values(field, cells.get(at).map_or("", String::as_str), answers);
            if !values.is_empty() {
                row.insert(field.id.clone(), values);
            }
        }
        row
    }

    /// Whether anything stands in a column, below its heading.
    fn has(&self, column: usize) -> bool {
        let mut body = self.table.rows.iter().skip(usize::from(self.columns.headed));
        body.any(|row| row.get(column).is_some_and(|cell| !cell.is_empty()))
    }

    /// Whether the table has a column for the question.
    fn gives(&self, id: &str) -> bool {
        self.columns.read().any(|(_, field)| self.section.fields[field].id == id)
    }

    /// Rows that were not taken, to be pasted again. They always have headings: by them alone, no row of accounts is
    /// taken for one.
    fn rest(&self, rows: &[&Vec<String>]) -> String {
        if rows.is_empty() {
            return String::new();
        }
        let (columns, fields): (Vec<usize>, Vec<usize>) = self.columns.read().unzip();
        let written = |column: &usize| normalize::line(&self.table.rows[0][*column]);
        let label = |field: &usize| self.section.fields[*field].label.clone();
        let headings: Vec<String> = if self.columns.headed {
            columns.iter().map(written).collect()
        } else {
            fields.iter().map(label).collect()
        };
        Table::write(&headings, rows, &columns)
    }

    fn notices(&self, taken: usize, rest: usize, missing: &[FieldError]) -> Vec<String> {
        let paste = self.paste;
        let code = if taken + rest == 0 { "vacio" } else { "agregadas" };
        let mut notices = vec![paste.say(code, &[("cuantas", &self.rows.count(taken))])];
        for column in self.columns.such(Column::Password).filter(|column| self.has(*column)) {
            notices.push(paste.say("contrasena", &[("columna", &self.heading(column))]));
        }
        if rest > 0 {
            let maximum = self.rows.count(self.rows.max);
            notices.push(paste.say("sobran", &[("maximo", &maximum), ("cuantas", &self.rows.count(rest))]));
        }
        let understood = self.understood();
        if !understood.is_empty() {
            notices.push(paste.say("encabezados", &[("columnas", &spanish::list(&refs(&understood)))]));
        }
        let unused = self.columns.such(Column::Unused).filter(|column| self.has(*column));
        let unused: Vec<String> = unused.map(|column| self.heading(column)).collect();
        if !unused.is_empty() {
            notices.push(paste.say("sin_uso", &[("columnas", &spanish::list(&refs(&unused)))]));
        }
        notices.extend(self.assumed().filter(|_| taken > 0));
        let labels = self.section.fields.iter().filter(|field| {
            missing.iter().any(|refusal| refusal.code == "falta" && refusal.place.field == field.id)
        });
        let labels: Vec<String> = labels.map(|field| format!("«{}»", field.label)).collect();
        if !labels.is_empty() {
            notices.push(paste.say("faltan", &[("preguntas", &spanish::list(&refs(&labels)))]));
        }
        notices
    }

    /// Which heading was taken for which question, where they are not the same words.
    fn understood(&self) -> Vec<String> {
        let read = self.columns.read().filter(|(at, _)| self.columns.headed && self.has(*at));
        let named = read.map(|(at, field)| (self.heading(at), self.section.fields[field].label.as_str()));
        let other = named.filter(|(heading, label)| key(heading) != key(label));
        let words = other
            .map(|(heading, label)| self.paste.say("columna", &[("columna", &heading), ("etiqueta", label)]));
        words.collect()
    }

    fn assumed(&self) -> impl Iterator<Item = String> {
        let told = self.paste.assumed.iter().filter(|(id, _)| !self.gives(id));
        told.filter_map(|(id, choice)| {
            let field = find(&self.section.fields, id)?;
            let choice = field.kind.choices().iter().find(|known| known.id == *choice)?;
            Some(self.paste.say("supuesto", &[("opcion", &choice.label), ("etiqueta", &field.label)]))
        })
    }

    /// The heading of a column without its vendor's remark in brackets, or its number when the table has none.
    fn heading(&self, column: usize) -> String {
        let heading = self.table.rows[0].get(column).filter(|_| self.columns.headed);
        let heading = heading.and_then(|heading| heading.split('[').next());
        let heading = heading.map(|heading| normalize::line(heading).chars().take(LONGEST_HEADING).collect());
        heading.filter(|text: &String| !text.is_empty()).unwrap_or_else(|| (column + 1).to_string())
    }
}

fn refs(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}

#[cfg(test)]
mod tests;
