//! The conditions of a field: the values that other fields must have.

use policy::form::model::Condition;
use policy::{Field, Kind, Operation};
use serde_json::{Value, json};

/// A condition, and the field that it is about.
pub(super) struct FieldCondition<'a> {
    field: &'a Field,
    condition: &'a Condition,
    /// Whether that field is in the rows.
    pub(super) repeats: bool,
}

/// Returns all conditions of `field`: its own, and those of the field that it depends on.
pub(super) fn find_conditions<'a>(operation: &'a Operation, field: &'a Field) -> Vec<FieldCondition<'a>> {
    let mut conditions = Vec::new();
    let mut next = field.when.as_ref();
    while let Some(condition) = next {
        // A condition is about an earlier field, so this loop ends.
        let found = operation.fields().find(|(_, other)| other.id == condition.field);
        let Some((rows, other)) = found else { break };
        conditions.push(FieldCondition { field: other, condition, repeats: rows.is_some() });
        next = other.when.as_ref();
    }
    conditions
}

impl FieldCondition<'_> {
    /// Returns the schema of the objects that satisfy the condition.
    pub(super) fn schema(&self) -> Value {
        let (id, is) = (self.field.id.as_str(), &self.condition.is);
        let one = json!({"enum": is});
        let matches = match &self.field.kind {
            Kind::Choices(_) => json!({"anyOf": [one, {"type": "array", "contains": one}]}),
            _ => one,
        };
        let sent = json!({"properties": {id: matches}, "required": [id]});
        match &self.field.default {
            Some(default) if is.contains(default) => {
                let unanswered = json!({"properties": {id: {"enum": ["", null, []]}}});
                json!({"anyOf": [sent, unanswered]})
            }
            _ => sent,
        }
    }
}

/// Returns the description of a condition.
pub(super) fn describe(condition: &Condition) -> String {
    let is: Vec<String> = condition.is.iter().map(|one| format!("`{one}`")).collect();
    format!("Se pregunta solo cuando `{}` es {}.", condition.field, is.join(" o "))
}
