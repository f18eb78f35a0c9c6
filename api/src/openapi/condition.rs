//! When a question is asked: the answers that others must have.

use policy::form::model::Condition;
use policy::{Field, Kind, Operation};
use serde_json::{Value, json};

/// One condition, and the field that it is about.
pub(super) struct Asked<'a> {
    field: &'a Field,
    condition: &'a Condition,
    /// Whether that field stands in the rows.
    pub(super) repeats: bool,
}

/// Returns every condition under which `field` is asked: its own, and that of the field it depends on.
pub(super) fn chain<'a>(operation: &'a Operation, field: &'a Field) -> Vec<Asked<'a>> {
    let mut chain = Vec::new();
    let mut next = field.when.as_ref();
    while let Some(condition) = next {
        // A condition is about an earlier field, so the chain ends.
        let found = operation.fields().find(|(_, other)| other.id == condition.field);
        let Some((rows, other)) = found else { break };
        chain.push(Asked { field: other, condition, repeats: rows.is_some() });
        next = other.when.as_ref();
    }
    chain
}

impl Asked<'_> {
    /// Returns the schema of the objects in which the condition holds.
    pub(super) fn schema(&self) -> Value {
        let (id, is) = (self.field.id.as_str(), &self.condition.is);
        let one = json!({"enum": is});
        let has = match &self.field.kind {
            Kind::Choices(_) => json!({"anyOf": [one, {"type": "array", "contains": one}]}),
            _ => one,
        };
        let sent = json!({"properties": {id: has}, "required": [id]});
        match &self.field.default {
            Some(default) if is.contains(default) => {
                let unsaid = json!({"properties": {id: {"enum": ["", null, []]}}});
                json!({"anyOf": [sent, unsaid]})
            }
            _ => sent,
        }
    }
}

/// Returns a condition in words.
pub(super) fn words(condition: &Condition) -> String {
    let is: Vec<String> = condition.is.iter().map(|one| format!("`{one}`")).collect();
    format!("Se pregunta solo cuando `{}` es {}.", condition.field, is.join(" o "))
}
