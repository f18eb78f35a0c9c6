//! Which column of a pasted table answers which question.

use std::collections::{BTreeMap, BTreeSet};

use crate::form::model::Section;
use crate::form::paste::table::Table;
use crate::text::normalize;

/// What is done with a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    /// It answers the section's question at this index.
    Field(usize),
    /// It says that it holds passwords: nothing of it is kept.
    Password,
    /// Nobody asks for it.
    Unused,
}

/// The columns of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Columns {
    /// In the order of the table.
    pub(crate) columns: Vec<Column>,
    /// Whether the table's first row has their headings.
    pub(crate) headed: bool,
}

impl Columns {
    /// Returns what the columns of `table` are: by their headings when the first row has some, else in `order`.
    ///
    /// A first row is one of headings when a question of `section` or a password is known in it, and no address is.
    pub(crate) fn of(table: &Table, section: &Section, order: &[String], passwords: &[String]) -> Self {
        let first = table.rows.first().map_or(&[][..], Vec::as_slice);
        let headings = headings(first, section, passwords);
        let known = headings.iter().any(|column| *column != Column::Unused);
        if known && !first.iter().any(|cell| cell.contains('@')) {
            return Self { columns: headings, headed: true };
        }
        let widest = table.rows.iter().map(Vec::len).max().unwrap_or_default();
        let at = |id: &String| section.fields.iter().position(|field| field.id == *id);
        let ordered = order.iter().filter_map(at).map(Column::Field);
        let columns = ordered.chain(std::iter::repeat(Column::Unused)).take(widest).collect();
        Self { columns, headed: false }
    }

    /// Returns the columns that are read, with the question that each answers.
    pub(crate) fn read(&self) -> impl Iterator<Item = (usize, usize)> {
        let numbered = self.columns.iter().enumerate();
        numbered.filter_map(|(at, column)| match column {
            Column::Field(field) => Some((at, *field)),
            _ => None,
        })
    }

    /// Returns the columns that are such.
    pub(crate) fn such(&self, column: Column) -> impl Iterator<Item = usize> {
        let numbered = self.columns.iter().enumerate();
        numbered.filter_map(move |(at, one)| (*one == column).then_some(at))
    }
}

/// The first column of several that answer the same question is read.
fn headings(cells: &[String], section: &Section, passwords: &[String]) -> Vec<Column> {
    let names = section
        .fields
        .iter()
        .enumerate()
        .flat_map(|(i, field)| field.headings().map(move |name| (key(name), i)));
    let names: BTreeMap<String, usize> = names.collect();
    let passwords: Vec<String> = passwords.iter().map(|word| key(word)).collect();
    let mut taken = BTreeSet::new();
    let column = |cell: &String| {
        let name = key(cell);
        match names.get(&name) {
            Some(field) if taken.insert(*field) => Column::Field(*field),
            _ if passwords.iter().any(|word| name.contains(word)) => Column::Password,
            _ => Column::Unused,
        }
    };
    cells.iter().map(column).collect()
}

/// What a heading is compared by: letters and figures, without accents, and nothing that stands in brackets, where
/// vendors' templates say what they require.
pub(crate) fn key(heading: &str) -> String {
    let start = heading.split('[').next().unwrap_or_default();
    normalize::fold(start).chars().filter(|c| c.is_alphanumeric()).collect()
}
