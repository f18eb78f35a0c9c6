//! A pasted table's rows, told to a program.

use policy::form::model::PasteResult;
use policy::submission::answers::FieldValues;
use serde_json::{Value, json};

use crate::problem::InvalidParam;

/// Returns what a program is told of a table that was pasted into the rows called `id`: the rows, as a page would send
/// them, what was done, what must be mended, and what was left over.
pub(crate) fn tell(id: &str, pasted: &PasteResult) -> Result<String, serde_json::Error> {
    let value = |values: &Vec<String>| match &values[..] {
        [one] => json!(one),
        many => json!(many),
    };
    let row =
        |row: &FieldValues| row.iter().map(|(name, values)| (name.clone(), value(values))).collect::<Value>();
    let rows: Value = pasted.rows.iter().map(row).collect();
    let faults: Vec<InvalidParam<'_>> = pasted.refusals.iter().map(InvalidParam::new).collect();
    let mut body = json!({"avisos": pasted.notices, "resto": pasted.rest});
    body["errores"] = serde_json::to_value(faults)?;
    body[id] = rows;
    Ok(body.to_string())
}
