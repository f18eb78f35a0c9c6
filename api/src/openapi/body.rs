//! The body of a request: an object whose members are the form's fields, and whose rows are arrays of objects.

use policy::contract;
use policy::form::model::Rows;
use policy::{Field, Operation, Section};
use serde_json::{Map, Value, json};

use crate::openapi::{condition, field};

/// An object while its members are gathered.
#[derive(Default)]
struct Object {
    properties: Map<String, Value>,
    required: Vec<String>,
    rules: Vec<Rule>,
}

/// What an object must have when some answers are such.
struct Rule {
    when: Value,
    then: Value,
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
    if operation.review.is_some() {
        body.properties.insert(contract::field::CONFIRMATION.to_owned(), confirmation());
    }
    body.schema()
}

/// What a request that deletes something is confirmed with.
fn confirmation() -> Value {
    json!({
        "title": "Confirmación",
        "anyOf": [{"enum": [true, "si", false, "", null]}, {"type": "string", "pattern": "^[0-9a-f]{32}$"}],
        "description": "Si la solicitud elimina algo, se recibe solo con `true`; sin ella se responde `por-confirmar` con \
            las consecuencias, y no se guarda nada. Las páginas envían la `confirmacion` que viene con ellas, \
            que deja de servir si cambia una respuesta.",
    })
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
        let chain = condition::chain(operation, field);
        self.rule(when(&chain), asked(operation, field));
    }

    fn ask_rows(&mut self, operation: &Operation, section: &Section, rows: &Rows) {
        let mut row = Self::default();
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
            let inner =
                if own.is_empty() { inner } else { json!({"allOf": [{"if": when(&own), "then": inner}]}) };
            self.rule(when(&outer), json!({"properties": {rows.id.as_str(): {"items": inner}}}));
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

    /// Adds a rule to those with the same condition, so that a reader finds together what is asked together.
    fn rule(&mut self, when: Value, then: Value) {
        match self.rules.iter_mut().find(|rule| rule.when == when) {
            Some(rule) => join(&mut rule.then, then),
            None => self.rules.push(Rule { when, then }),
        }
    }

    fn schema(self) -> Value {
        let mut schema = json!({
            "type": "object", "properties": self.properties, "required": self.required, "additionalProperties": false,
        });
        if !self.rules.is_empty() {
            let rules = self.rules.into_iter().map(|rule| json!({"if": rule.when, "then": rule.then}));
            schema["allOf"] = rules.collect();
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

fn when(conditions: &[condition::Asked<'_>]) -> Value {
    let mut all: Vec<Value> = conditions.iter().map(condition::Asked::schema).collect();
    if all.len() == 1 { all.remove(0) } else { json!({"allOf": all}) }
}

/// Puts the members and the items of `other` into `whole`; where both have rows, into their items.
fn join(whole: &mut Value, other: Value) {
    match (whole, other) {
        (Value::Object(whole), Value::Object(other)) => {
            for (name, value) in other {
                match whole.get_mut(&name) {
                    Some(own) => join(own, value),
                    None => drop(whole.insert(name, value)),
                }
            }
        }
        (Value::Array(whole), Value::Array(other)) => whole.extend(other),
        (whole, other) => *whole = other,
    }
}
