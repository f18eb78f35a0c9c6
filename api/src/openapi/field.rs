//! The schema of a field: its type, its limits, and its description.

use policy::value::{MailSystem, email};
use policy::{Field, Kind, Operation};
use serde_json::{Value, json};

use crate::openapi::condition;

/// Returns whether a value must be sent if the field's condition is satisfied.
pub(super) fn is_required(field: &Field) -> bool {
    !field.optional && field.default.is_none()
}

/// Returns the schema of the values of a field, with its limits.
pub(super) fn full_schema(operation: &Operation, field: &Field) -> Value {
    let limits = limits(field);
    let limits =
        if is_required(field) { limits } else { json!({"anyOf": [limits, type_and_unanswered(field).1]}) };
    with_description(limits, operation, field)
}

/// Returns the schema of the values of a field whose condition is not satisfied.
pub(super) fn type_schema(operation: &Operation, field: &Field) -> Value {
    with_description(type_and_unanswered(field).0, operation, field)
}

/// Returns the schema of the type of a field's values, and the schema of those that count as unanswered.
fn type_and_unanswered(field: &Field) -> (Value, Value) {
    let (types, unanswered) = match &field.kind {
        Kind::Choices(_) | Kind::Emails { .. } | Kind::UserNames { .. } | Kind::Lines { .. } => {
            let schema = json!({"type": ["array", "string", "null"], "items": {"type": "string"}});
            return (schema, json!({"enum": ["", null, []]}));
        }
        Kind::Integer { .. } => (json!(["number", "string", "null"]), json!(["", null])),
        Kind::Confirmation => (json!(["boolean", "string", "null"]), json!(["", null, false])),
        _ => (json!(["string", "null"]), json!(["", null])),
    };
    (json!({"type": types}), json!({"enum": unanswered}))
}

fn with_description(mut schema: Value, operation: &Operation, field: &Field) -> Value {
    schema["title"] = json!(field.label);
    let sentences = describe(operation, field);
    if !sentences.is_empty() {
        schema["description"] = json!(sentences.join(" "));
    }
    if let Some(default) = &field.default {
        schema["default"] = json!(default);
    }
    schema
}

fn limits(field: &Field) -> Value {
    let choices = field.kind.choices().iter().map(|choice| choice.id.as_str());
    let one_choice = || json!({"enum": choices.clone().collect::<Vec<_>>()});
    match &field.kind {
        Kind::Text { min, max, without } if without.is_empty() => text_schema(*min, *max),
        Kind::Text { min, max, without } => {
            let mut schema = text_schema(*min, *max);
            schema["pattern"] = json!(format!("^[^{}]*$", escape(without)));
            schema
        }
        Kind::Paragraph { min, max } => text_schema(*min, *max),
        Kind::Verbatim { max } => text_schema(1, *max),
        Kind::Email(system) => email_schema(*system),
        Kind::UserName(system) => {
            json!({"type": "string", "maxLength": system.max_len(), "pattern": format!("^{}+$", user_characters(*system))})
        }
        Kind::Domain => json!({"type": "string", "format": "hostname", "maxLength": 253}),
        Kind::Phone => json!({"type": "string", "pattern": PHONE_PATTERN}),
        Kind::Digits { max } => json!({"type": "string", "maxLength": max, "pattern": "^[0-9]+$"}),
        Kind::Integer { min, max } => {
            let figures = json!({"type": "string", "pattern": "^[0-9]+$"});
            json!({"anyOf": [{"type": "integer", "minimum": min, "maximum": max}, figures]})
        }
        Kind::Choice(_) | Kind::Select(_) => one_choice(),
        Kind::Choices(_) => {
            json!({"anyOf": [{"type": "array", "minItems": 1, "items": one_choice()}, one_choice()]})
        }
        Kind::Confirmation => json!({"enum": [true, "si"]}),
        Kind::Date { .. } => json!({"type": "string", "format": "date"}),
        Kind::Time => json!({"type": "string", "pattern": "^([01]?[0-9]|2[0-3])(:[0-5][0-9])?$"}),
        Kind::Emails { system, min, max } => {
            list_schema((*min).max(1), *max, &json!({"anyOf": [email_schema(*system), {"const": ""}]}))
        }
        Kind::UserNames { max, .. } => list_schema(1, *max, &json!({"type": "string"})),
        Kind::Lines { max } => list_schema(1, *max, &json!({"type": "string", "maxLength": MAX_LINE_LEN})),
        Kind::OrgUnit => json!({"type": "string", "pattern": "^/([^/]+(/[^/]+){0,34})?$"}),
    }
}

/// The greatest length of a line of a list.
const MAX_LINE_LEN: u32 = 256;

/// Spaces, periods, parentheses and hyphens may separate any two digits.
const PHONE_PATTERN: &str = concat!(
    r"^\s*(\+[\s.()\-]*[1-9]([\s.()\-]*[0-9]){7,14}",
    r"|[\s.()\-]*[1-9]([\s.()\-]*[0-9]){9})[\s.()\-]*$"
);

fn text_schema(min: u32, max: u32) -> Value {
    json!({"type": "string", "minLength": min.max(1), "maxLength": max})
}

fn email_schema(system: Option<MailSystem>) -> Value {
    match system {
        None => json!({"type": "string", "format": "email", "maxLength": email::MAX_LEN}),
        Some(system) => {
            let local = format!("{}{{1,{}}}", user_characters(system), system.max_len());
            let label = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
            let pattern = format!(r"^{local}@({label}\.)+[A-Za-z]{{2,63}}$");
            json!({"type": "string", "maxLength": email::MAX_LEN, "pattern": pattern})
        }
    }
}

/// Returns the characters of a user name; capital letters are accepted and converted.
fn user_characters(system: MailSystem) -> &'static str {
    match system {
        MailSystem::Cpanel => r"[A-Za-z0-9._\-]",
        MailSystem::Google => r"[A-Za-z0-9._'\-]",
        MailSystem::Microsoft => r"[A-Za-z0-9._'!#^~\-]",
    }
}

/// Returns the schema of a list: an array, or one text with a line for each item, as pages send it.
fn list_schema(min: u32, max: u32, item: &Value) -> Value {
    json!({"anyOf": [{"type": "array", "minItems": min, "maxItems": max, "items": item}, {"type": "string", "minLength": 1}]})
}

fn escape(characters: &str) -> String {
    let special = |c: char| matches!(c, '\\' | ']' | '^' | '-' | '[');
    characters.chars().map(|c| if special(c) { format!("\\{c}") } else { c.to_string() }).collect()
}

/// Returns the hint and the choices of a field, and the rules that a schema cannot express.
fn describe(operation: &Operation, field: &Field) -> Vec<String> {
    let mut texts: Vec<String> = field.hint.iter().cloned().collect();
    texts.extend(field.when.as_ref().map(condition::describe));
    for choice in field.kind.choices() {
        let hint = choice.hint.as_ref().map_or(String::new(), |hint| format!(" ({hint})"));
        let excludes = choice.excludes.iter().map(|other| format!("; no junto con `{other}`"));
        texts.push(format!("`{}`: {}{hint}{}.", choice.id, choice.label, excludes.collect::<String>()));
    }
    if let Kind::Date { back, ahead } = field.kind {
        texts.extend(back.map(|days| format!("A lo más {days} días antes de hoy.")));
        texts.extend(ahead.map(|days| format!("A lo más {days} días después de hoy.")));
    }
    texts.extend(field.differs_from.iter().map(|other| format!("Distinto de `{other}`.")));
    texts.extend(field.same_domain_as.iter().map(|other| format!("Del mismo dominio que `{other}`.")));
    texts.extend(field.domain.iter().map(|other| match field.external {
        Some(most) => format!("Del dominio de `{other}`, salvo {most} a lo más."),
        None => format!("Del dominio de `{other}`."),
    }));
    let repeats = operation.fields().any(|(rows, other)| rows.is_some() && other.id == field.id);
    texts.extend((field.unique && repeats).then(|| "Sin repetirse entre las filas.".to_owned()));
    texts
}
