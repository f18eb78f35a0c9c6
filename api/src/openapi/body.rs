//! The body of a request: an object whose members are the form's fields, and whose rows are arrays of objects.

use policy::form::Rows;
use policy::{Field, Operation, Section};
use serde_json::{Map, Value, json};

use super::{condition, field};

/// An object while its members are gathered.
#[derive(Default)]
struct Object {
    properties: Map<String, Value>,
    required: Vec<String>,
    rules: Vec<Value>,
}

/// Returns the schema of what `operation` takes.
pub(super) fn schema(operation: &Operation) -> Value {
    let mut body = Object::default();
    for section in &operation.sections {
        match &section.rows {
            None => section.fields.iter().for_each(|field| body.ask(operation, field)),
            Some(rows) => body.ask_rows(operation, section, rows),
        }
    }
    body.schema()
}

impl Object {
    /// Adds a field. What depends on another answer may be anything of its shape until it is asked.
    fn ask(&mut self, operation: &Operation, field: &Field) {
        if field.when.is_none() {
            self.properties.insert(field.id.clone(), field::whole(operation, field));
            self.required.extend(field::is_required(field).then(|| field.id.clone()));
            return;
        }
        self.properties.insert(field.id.clone(), field::shape(operation, field));
        let conditions = condition::chain(operation, field);
        self.rules.push(rule(&conditions, &asked(operation, field)));
    }

    fn ask_rows(&mut self, operation: &Operation, section: &Section, rows: &Rows) {
        let mut row = Object::default();
        for field in &section.fields {
            // A row's question can depend on one that is asked once, which no schema of the row can see.
            let chain = condition::chain(operation, field);
            let (own, outer): (Vec<_>, Vec<_>) = chain.into_iter().partition(|condition| condition.repeats);
            if outer.is_empty() {
                row.ask(operation, field);
                continue;
            }
            row.properties.insert(field.id.clone(), field::shape(operation, field));
            let inner = asked(operation, field);
            let inner = if own.is_empty() { inner } else { rule(&own, &inner) };
            self.rules.push(rule(&outer, &json!({"properties": {rows.id.as_str(): {"items": inner}}})));
        }
        let label = rows.label.replace("{renglon}", "1, 2…");
        self.properties.insert(
            rows.id.clone(),
            json!({
                "type": "array", "title": section.title.as_deref().unwrap_or(&rows.id), "description": label,
                "minItems": 1, "maxItems": rows.max, "items": row.schema(),
            }),
        );
        self.required.push(rows.id.clone());
    }

    fn schema(self) -> Value {
        let mut schema = json!({
            "type": "object", "properties": self.properties, "required": self.required, "additionalProperties": false,
        });
        if !self.rules.is_empty() {
            schema["allOf"] = self.rules.into();
        }
        schema
    }
}

/// The field's own rules, for where it is asked.
fn asked(operation: &Operation, field: &Field) -> Value {
    let mut schema = json!({"properties": {field.id.as_str(): field::whole(operation, field)}});
    if field::is_required(field) {
        schema["required"] = json!([field.id]);
    }
    schema
}

fn rule(conditions: &[condition::Asked<'_>], then: &Value) -> Value {
    let all: Vec<Value> = conditions.iter().map(condition::Asked::schema).collect();
    match &all[..] {
        [only] => json!({"if": only, "then": then}),
        _ => json!({"if": {"allOf": all}, "then": then}),
    }
}
