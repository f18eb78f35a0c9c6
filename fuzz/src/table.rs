//! Tables that people paste, and what becomes of their rows.

use std::collections::BTreeMap;

use policy::contract::MAX_TABLE_BYTES;
use policy::form::paste::PasteResult;
use policy::submission::answers::FieldValues;
use policy::{Answers, Operation};

use crate::house::house;

/// PasteResult tables: no more rows than the form takes, nothing refused but in them, and none is lost: what was left over,
/// pasted again, gives the rows that there was no room for.
pub fn table(input: &[u8]) -> bool {
    let Some((operation, bytes)) = house().addressed(input) else { return false };
    let Some(rows) = operation.sections.iter().find_map(|section| section.rows.as_ref()) else {
        return false;
    };
    let text = String::from_utf8_lossy(bytes);
    let all = paste(operation, &rows.id, &text, 0);
    if all.rows.is_empty() {
        return false;
    }
    let room = all.rows.len() / 2;
    let some = paste(operation, &rows.id, &text, rows.max - room);
    assert!(all.rows.len() <= rows.max && some.rows.len() == rows.max, "more rows than the form takes");
    assert_eq!(some.rows[rows.max - room..], all.rows[..room], "other rows where there is less room");
    let is_new = |row: Option<&(String, usize)>| row.is_some_and(|(_, number)| *number > rows.max - room);
    assert!(
        some.errors.iter().all(|refusal| is_new(refusal.path.row.as_ref())),
        "an older row is refused"
    );
    if some.rest.len() > MAX_TABLE_BYTES {
        return false;
    }
    let again = paste(operation, &rows.id, &some.rest, 0);
    let left = all.rows.len() - room;
    assert_eq!(again.rows[..left], all.rows[room..], "what was left over reads otherwise:\n{}", some.rest);
    assert_eq!(again.rows.len() > left, !all.rest.is_empty(), "some rows are lost");
    true
}

/// Pastes `text` below rows in which something was written.
fn paste(operation: &Operation, id: &str, text: &str, written: usize) -> PasteResult {
    let field = operation.fields().find(|(rows, _)| rows.is_some()).expect("rows have a question").1;
    let row = FieldValues::from([(field.id.clone(), vec!["escrito".to_owned()])]);
    let rows = BTreeMap::from([(id.to_owned(), vec![row; written])]);
    let answers =
        Answers { fields: FieldValues::from([("dominio".to_owned(), vec!["empresa.mx".to_owned()])]), rows };
    operation.paste(id, text, &answers, house().today).expect("every row can be pasted")
}
