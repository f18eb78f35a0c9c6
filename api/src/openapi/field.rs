//! The schema of one field: its kind, its limits, and its words.

use policy::value::MailSystem;
use policy::{Field, Kind, Operation};
use serde_json::{Value, json};

use crate::openapi::condition;

/// The greatest length of an address.
const LONGEST_EMAIL: usize = policy::value::email::MAX_LEN;

/// Returns whether an answer must be sent when the field is asked.
pub(super) fn is_required(field: &Field) -> bool {
    !field.optional && field.default.is_none()
}

/// Returns the schema of the field's answers, with all that can be said of one answer by itself.
pub(super) fn whole(operation: &Operation, field: &Field) -> Value {
    let limits = limits(field);
    let limits = if is_required(field) { limits } else { json!({"anyOf": [limits, unanswered(field)]}) };
    with_words(limits, operation, field)
}

/// Returns the schema of what may stand in the field's place when it is not asked.
pub(super) fn shape(operation: &Operation, field: &Field) -> Value {
    let shape = match &field.kind {
        Kind::Choices(_) | Kind::Emails { .. } | Kind::UserNames { .. } | Kind::Lines { .. } => {
            json!({"type": ["array", "string", "null"], "items": {"type": "string"}})
        }
        Kind::Integer { .. } => json!({"type": ["number", "string", "null"]}),
        Kind::Confirmation => json!({"type": ["boolean", "string", "null"]}),
        _ => json!({"type": ["string", "null"]}),
    };
    with_words(shape, operation, field)
}

fn unanswered(field: &Field) -> Value {
    match &field.kind {
        Kind::Choices(_) | Kind::Emails { .. } | Kind::UserNames { .. } | Kind::Lines { .. } => {
            json!({"enum": ["", null, []]})
        }
        Kind::Confirmation => json!({"enum": ["", null, false]}),
        _ => json!({"enum": ["", null]}),
    }
}

fn with_words(mut schema: Value, operation: &Operation, field: &Field) -> Value {
    schema["title"] = json!(field.label);
    let words = words(operation, field);
    if !words.is_empty() {
        schema["description"] = json!(words.join(" "));
    }
    if let Some(default) = &field.default {
        schema["default"] = json!(default);
    }
    schema
}

fn limits(field: &Field) -> Value {
    match &field.kind {
        Kind::Text { min, max, without } if without.is_empty() => text(*min, *max),
        Kind::Text { min, max, without } => {
            let mut schema = text(*min, *max);
            schema["pattern"] = json!(format!("^[^{}]*$", escaped(without)));
            schema
        }
        Kind::Paragraph { min, max } => text(*min, *max),
        Kind::Verbatim { max } => text(1, *max),
        Kind::Email(system) => email(*system),
        Kind::UserName(system) => {
            json!({"type": "string", "maxLength": system.max_len(), "pattern": format!("^{}+$", characters(*system))})
        }
        Kind::Domain => json!({"type": "string", "format": "hostname", "maxLength": 253}),
        Kind::Phone => json!({"type": "string", "pattern": PHONE}),
        Kind::Digits { max } => json!({"type": "string", "maxLength": max, "pattern": "^[0-9]+$"}),
        Kind::Integer { min, max } => {
            let figures = json!({"type": "string", "pattern": "^[0-9]+$"});
            json!({"anyOf": [{"type": "integer", "minimum": min, "maximum": max}, figures]})
        }
        Kind::Choice(choices) | Kind::Select(choices) => {
            json!({"enum": choices.iter().map(|choice| choice.id.as_str()).collect::<Vec<_>>()})
        }
        Kind::Choices(choices) => {
            let one = json!({"enum": choices.iter().map(|choice| choice.id.as_str()).collect::<Vec<_>>()});
            json!({"anyOf": [{"type": "array", "minItems": 1, "items": one}, one]})
        }
        Kind::Confirmation => json!({"enum": [true, "si"]}),
        Kind::Date { .. } => json!({"type": "string", "format": "date"}),
        Kind::Time => json!({"type": "string", "pattern": "^([01]?[0-9]|2[0-3])(:[0-5][0-9])?$"}),
        Kind::Emails { system, min, max } => {
            list((*min).max(1), *max, &json!({"anyOf": [email(*system), {"const": ""}]}))
        }
        Kind::UserNames { max, .. } => list(1, *max, &json!({"type": "string"})),
        Kind::Lines { max } => list(1, *max, &json!({"type": "string", "maxLength": LONGEST_LINE})),
        Kind::OrgUnit => json!({"type": "string", "pattern": "^/([^/]+(/[^/]+){0,34})?$"}),
    }
}

/// The greatest length of a line of a list.
const LONGEST_LINE: u32 = 256;

/// What people write between digits stands between any two of them.
const PHONE: &str = concat!(
    r"^\s*(\+[\s.()\-]*[1-9]([\s.()\-]*[0-9]){7,14}",
    r"|[\s.()\-]*[1-9]([\s.()\-]*[0-9]){9})[\s.()\-]*$"
);

fn text(min: u32, max: u32) -> Value {
    json!({"type": "string", "minLength": min.max(1), "maxLength": max})
}

fn email(system: Option<MailSystem>) -> Value {
    match system {
        None => json!({"type": "string", "format": "email", "maxLength": LONGEST_EMAIL}),
        Some(system) => {
            let local = format!("{}{{1,{}}}", characters(system), system.max_len());
            let label = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
            let pattern = format!(r"^{local}@({label}\.)+[A-Za-z]{{2,63}}$");
            json!({"type": "string", "maxLength": LONGEST_EMAIL, "pattern": pattern})
        }
    }
}

/// The characters that a user name may have; capitals are made small.
fn characters(system: MailSystem) -> &'static str {
    match system {
        MailSystem::Cpanel => r"[A-Za-z0-9._\-]",
        MailSystem::Google => r"[A-Za-z0-9._'\-]",
        MailSystem::Microsoft => r"[A-Za-z0-9._'!#^~\-]",
    }
}

/// A list is an array, or one text with a line for each item, as pages send it; empty items count as none.
fn list(min: u32, max: u32, item: &Value) -> Value {
    json!({"anyOf": [{"type": "array", "minItems": min, "maxItems": max, "items": item}, {"type": "string", "minLength": 1}]})
}

fn escaped(characters: &str) -> String {
    let special = |c: char| matches!(c, '\\' | ']' | '^' | '-' | '[');
    characters.chars().map(|c| if special(c) { format!("\\{c}") } else { c.to_string() }).collect()
}

/// All that is said of the field, and the rules that no schema can say.
fn words(operation: &Operation, field: &Field) -> Vec<String> {
    let mut words: Vec<String> = field.hint.iter().cloned().collect();
    words.extend(field.when.as_ref().map(condition::words));
    for choice in field.kind.choices() {
        let hint = choice.hint.as_ref().map_or(String::new(), |hint| format!(" ({hint})"));
        let excludes = choice.excludes.iter().map(|other| format!("; no junto con `{other}`"));
        words.push(format!("`{}`: {}{hint}{}.", choice.id, choice.label, excludes.collect::<String>()));
    }
    if let Kind::Date { back, ahead } = field.kind {
        words.extend(back.map(|days| format!("A lo más {days} días antes de hoy.")));
        words.extend(ahead.map(|days| format!("A lo más {days} días después de hoy.")));
    }
    words.extend(field.differs_from.iter().map(|other| format!("Distinto de `{other}`.")));
    words.extend(field.same_domain_as.iter().map(|other| format!("Del mismo dominio que `{other}`.")));
    words.extend(field.domain.iter().map(|other| match field.external {
        Some(most) => format!("Del dominio de `{other}`, salvo {most} a lo más."),
        None => format!("Del dominio de `{other}`."),
    }));
    let repeats = operation.fields().any(|(rows, other)| rows.is_some() && other.id == field.id);
    words.extend((field.unique && repeats).then(|| "Sin repetirse entre las filas.".to_owned()));
    words
}
