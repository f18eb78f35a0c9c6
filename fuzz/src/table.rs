//! Pasted tables.

use std::collections::BTreeMap;

use policy::contract::MAX_TABLE_BYTES;
use policy::form::paste::PasteResult;
use policy::submission::answers::FieldValues;
use policy::{Answers, Operation};

use crate::fixture::fixture;

/// Checks that a pasted table yields at most the rows that the form accepts, with errors only in these rows, and loses
/// none: the rest, pasted again, yields the missing rows.
pub fn table(input: &[u8]) -> bool {
    let Some((operation, bytes)) = fixture().select_operation(input) else { return false };
    let Some(rows) = operation.sections.iter().find_map(|section| section.rows.as_ref()) else {
        return false;
    };
    let text = String::from_utf8_lossy(bytes);
    let all = paste(operation, &rows.id, &text, 0);
    if all.rows.is_empty() {
        return false;
    }
    let free = all.rows.len() / 2;
    let some = paste(operation, &rows.id, &text, rows.max - free);
    assert!(all.rows.len() <= rows.max && some.rows.len() == rows.max, "more rows than the form accepts");
    assert_eq!(some.rows[rows.max - free..], all.rows[..free], "other rows when fewer fit");
    let is_new = |row: Option<&(String, usize)>| row.is_some_and(|(_, number)| *number > rows.max - free);
    assert!(some.errors.iter().all(|error| is_new(error.path.row.as_ref())), "an existing row has an error");
    if some.rest.len() > MAX_TABLE_BYTES {
        return false;
    }
    let again = paste(operation, &rows.id, &some.rest, 0);
    let rest = all.rows.len() - free;
    assert_eq!(again.rows[..rest], all.rows[free..], "the rest is parsed differently:\n{}", some.rest);
    assert_eq!(again.rows.len() > rest, !all.rest.is_empty(), "some rows are lost");
    true
}

/// Pastes `text` below `written` rows with content.
fn paste(operation: &Operation, id: &str, text: &str, written: usize) -> PasteResult {
    let field = operation.fields().find(|(rows, _)| rows.is_some()).expect("rows have a field").1;
    let row = FieldValues::from([(field.id.clone(), vec!["escrito".to_owned()])]);
    let rows = BTreeMap::from([(id.to_owned(), vec![row; written])]);
    let answers =
        Answers { fields: FieldValues::from([("dominio".to_owned(), vec!["empresa.mx".to_owned()])]), rows };
    operation.paste(id, text, &answers, fixture().today).expect("every row can be pasted")
}
