//! The schema of a request body: an object with the fields of the form, in which rows are arrays of objects.

use policy::form::model::Rows;
use policy::{Field, Operation, Section, contract};
use serde_json::{Map, Value, json};

use crate::openapi::{condition, field};

/// The schema of an object while it is built.
#[derive(Default)]
struct ObjectSchema {
    properties: Map<String, Value>,
    required: Vec<String>,
    /// Conditions, each with the schema of the objects that satisfy it.
    rules: Vec<(Value, Value)>,
}

/// Returns the schema of the body for `operation`.
pub(super) fn schema(operation: &Operation) -> Value {
    let mut body = ObjectSchema::default();
    for section in &operation.sections {
        match &section.rows {
            None => section.fields.iter().for_each(|field| body.add_field(operation, field)),
            Some(rows) => body.add_rows(operation, section, rows),
        }
    }
    if operation.review.is_some() {
        body.properties.insert(contract::field::CONFIRMATION.to_owned(), confirmation());
    }
    body.into_schema()
}

/// Returns the schema of the field that confirms a deletion.
fn confirmation() -> Value {
    json!({
        "title": "Confirmación",
        "anyOf": [{"enum": [true, "si", false, "", null]}, {"type": "string", "pattern": "^[0-9a-f]{32}$"}],
        "description": "Si la solicitud elimina algo, se recibe solo con `true`; sin ella se responde `por-confirmar` con \
            las consecuencias, y no se guarda nada. Las páginas envían la `confirmacion` que viene con ellas, \
            que deja de servir si cambia una respuesta.",
    })
}

impl ObjectSchema {
    /// Adds a field. A field with a condition may be anything of its type while the condition is not satisfied.
    fn add_field(&mut self, operation: &Operation, field: &Field) {
        if field.when.is_none() {
            self.properties.insert(field.id.clone(), field::full_schema(operation, field));
            self.required.extend(field::is_required(field).then(|| field.id.clone()));
            return;
        }
        self.properties.insert(field.id.clone(), field::type_schema(operation, field));
        let conditions = condition::find_conditions(operation, field);
        self.add_rule(when(&conditions), field_rules(operation, field));
    }

    fn add_rows(&mut self, operation: &Operation, section: &Section, rows: &Rows) {
        let mut row = Self::default();
        for field in &section.fields {
            // A field of a row can depend on a field outside the rows, which no schema of a row can refer to.
            let conditions = condition::find_conditions(operation, field);
            let (own, outer): (Vec<_>, Vec<_>) =
                conditions.into_iter().partition(|condition| condition.repeats);
            if outer.is_empty() {
                row.add_field(operation, field);
                continue;
            }
            row.properties.insert(field.id.clone(), field::type_schema(operation, field));
            let rules = field_rules(operation, field);
            let items =
                if own.is_empty() { rules } else { json!({"allOf": [{"if": when(&own), "then": rules}]}) };
            self.add_rule(when(&outer), json!({"properties": {rows.id.as_str(): {"items": items}}}));
        }
        let label = rows.label.replace("{renglon}", "1, 2…");
        self.properties.insert(
            rows.id.clone(),
            json!({
                "type": "array", "title": section.title.as_deref().unwrap_or(&rows.id), "description": label,
                "minItems": 1, "maxItems": rows.max, "items": row.into_schema(),
            }),
        );
        self.required.push(rows.id.clone());
    }

    /// Adds a rule, merged with that of the same condition.
    fn add_rule(&mut self, when: Value, then: Value) {
        match self.rules.iter_mut().find(|rule| rule.0 == when) {
            Some((_, own)) => merge(own, then),
            None => self.rules.push((when, then)),
        }
    }

    fn into_schema(self) -> Value {
        let mut schema = json!({
            "type": "object", "properties": self.properties, "required": self.required, "additionalProperties": false,
        });
        if !self.rules.is_empty() {
            let rules = self.rules.into_iter().map(|(when, then)| json!({"if": when, "then": then}));
            schema["allOf"] = rules.collect();
        }
        schema
    }
}

/// Returns the rules of a field whose condition is satisfied.
fn field_rules(operation: &Operation, field: &Field) -> Value {
    let mut schema = json!({"properties": {field.id.as_str(): field::full_schema(operation, field)}});
    if field::is_required(field) {
        schema["required"] = json!([field.id]);
    }
    schema
}

fn when(conditions: &[condition::FieldCondition<'_>]) -> Value {
    let mut all: Vec<Value> = conditions.iter().map(condition::FieldCondition::schema).collect();
    if all.len() == 1 { all.remove(0) } else { json!({"allOf": all}) }
}

/// Merges the members and the items of `other` into `target`, recursively.
fn merge(target: &mut Value, other: Value) {
    match (target, other) {
        (Value::Object(target), Value::Object(other)) => {
            for (name, value) in other {
                match target.get_mut(&name) {
                    Some(own) => merge(own, value),
                    None => drop(target.insert(name, value)),
                }
            }
        }
        (Value::Array(target), Value::Array(other)) => target.extend(other),
        (target, other) => *target = other,
    }
}
