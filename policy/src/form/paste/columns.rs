//! Finds the question of each column of a pasted table.

use std::collections::{BTreeMap, BTreeSet};

use crate::form::model::paste::heading_key;
use crate::form::model::{Paste, Section};
use crate::form::paste::table::Table;

/// The meaning of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    /// The answers to the section's question at this index.
    Field(usize),
    /// Passwords, which are dropped.
    Password,
    /// No question.
    Unused,
}

/// The columns of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Columns {
    columns: Vec<Column>,
    /// Whether the first row of the table has the headings.
    pub(crate) has_headings: bool,
}

impl Columns {
    /// Returns the columns of `table`: by their headings if the first row has them, else in the order of `paste`.
    ///
    /// The first row has headings if one of them is known and none is an address.
    pub(crate) fn detect(table: &Table, section: &Section, paste: &Paste) -> Self {
        let first = table.rows.first().map_or(&[][..], Vec::as_slice);
        let headings = parse_headings(first, section, &paste.passwords);
        let is_known = headings.iter().any(|column| *column != Column::Unused);
        if is_known && !first.iter().any(|cell| cell.contains('@')) {
            return Self { columns: headings, has_headings: true };
        }
        let width = table.rows.iter().map(Vec::len).max().unwrap_or_default();
        let index = |id: &String| section.fields.iter().position(|field| field.id == *id);
        let ordered = paste.order.iter().filter_map(index).map(Column::Field);
        let columns = ordered.chain(std::iter::repeat(Column::Unused)).take(width).collect();
        Self { columns, has_headings: false }
    }

    /// Returns the index of each column with a question, and the index of the question.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (usize, usize)> {
        self.columns.iter().enumerate().filter_map(|(i, column)| match column {
            Column::Field(field) => Some((i, *field)),
            _ => None,
        })
    }

    /// Returns the index of each column with this meaning.
    pub(crate) fn columns_of_kind(&self, kind: Column) -> impl Iterator<Item = usize> {
        let columns = self.columns.iter().enumerate();
        columns.filter_map(move |(i, column)| (*column == kind).then_some(i))
    }
}

/// If several columns answer the same question, the first is read.
fn parse_headings(cells: &[String], section: &Section, passwords: &[String]) -> Vec<Column> {
    let fields = section.fields.iter().enumerate();
    let names = fields.flat_map(|(i, field)| field.headings().map(move |name| (heading_key(name), i)));
    let names: BTreeMap<String, usize> = names.collect();
    let passwords: Vec<String> = passwords.iter().map(|word| heading_key(word)).collect();
    let mut used = BTreeSet::new();
    let column = |cell: &String| {
        let name = heading_key(cell);
        match names.get(&name) {
            Some(field) if used.insert(*field) => Column::Field(*field),
            _ if passwords.iter().any(|word| name.contains(word)) => Column::Password,
            _ => Column::Unused,
        }
    };
    cells.iter().map(column).collect()
}
