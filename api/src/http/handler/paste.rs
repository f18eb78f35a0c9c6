//! The rows of a pasted table, as JSON.

use policy::form::model::PasteResult;
use policy::submission::answers::FieldValues;
use serde_json::{Value, json};

use crate::problem::InvalidParam;

/// Returns the result of a table that was pasted into the rows `id`: the rows as a page sends them, the notices, the
/// invalid answers, and the text that was not used.
pub(crate) fn to_json(id: &str, pasted: &PasteResult) -> String {
    let value = |values: &Vec<String>| match &values[..] {
        [one] => json!(one),
        many => json!(many),
    };
    let row =
        |row: &FieldValues| row.iter().map(|(name, values)| (name.clone(), value(values))).collect::<Value>();
    let rows: Value = pasted.rows.iter().map(row).collect();
    let errors: Vec<InvalidParam<'_>> = pasted.refusals.iter().map(InvalidParam::new).collect();
    let mut body = json!({"avisos": pasted.notices, "resto": pasted.rest, "errores": errors});
    body[id] = rows;
    body.to_string()
}
