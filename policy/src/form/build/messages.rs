//! Builds and checks the error messages of fields.

use std::collections::BTreeMap;

use crate::error::{Location, PolicyErrorKind};
use crate::form::build::context::Context;
use crate::form::model::message::{CODES, answer_placeholders};
use crate::form::model::{Field, Kind};
use crate::schema::Messages;
use crate::text::spanish;
use crate::text::suggest::closest_match;
use crate::text::template::{interpolate, placeholder_name, unknown_placeholders};

/// The messages about repeated and unknown names in a request, each with its placeholder.
const OPERATION_MESSAGES: [(&str, &str); 2] = [("repetida", "etiqueta"), ("desconocido", "valor")];

/// The reason why a message with an unknown code is never shown, and the next step.
const UNKNOWN: (&str, &str) = ("no existe", "quite este mensaje: nada lo muestra");

/// The reason why a message for a rule that the field lacks is never shown, and the next step.
const NO_RULE: (&str, &str) =
    ("este campo no tiene esa regla", "quite este mensaje o agregue la regla que lo usa");

/// The placeholders that depend on the field.
const FIELD_PLACEHOLDERS: [&str; 4] = ["etiqueta", "minimo", "maximo", "externos"];

/// Checks the messages of `common.yaml`, each for the fields of any kind that can use it.
pub(crate) fn check_common_messages(messages: &Messages, at: &Location) {
    for (key, text) in messages {
        at.key(key).check_text(text, &common_placeholders(key));
    }
    for key in messages.keys().filter(|key| !is_common_key(key)) {
        let of_kinds = Kind::NAMES.iter().flat_map(|kind| CODES.map(|code| format!("{kind}.{code}")));
        let known: Vec<String> = of_kinds.chain(CODES.map(str::to_owned)).collect();
        add_unused_message(key, known.iter().map(String::as_str), UNKNOWN, at);
    }
}

/// Returns the message for `code`, which is required.
pub(crate) fn require_message(messages: &Messages, code: &'static str, at: &Location) -> String {
    if !messages.contains_key(code) {
        at.add(PolicyErrorKind::MissingMessage(code));
    }
    messages.get(code).cloned().unwrap_or_default()
}

/// Returns whether a rule uses the message of `common.yaml` under `key`.
fn is_common_key(key: &str) -> bool {
    match key.split_once('.') {
        Some((kind, code)) => Kind::NAMES.contains(&kind) && CODES.contains(&code),
        None => CODES.contains(&key) || OPERATION_MESSAGES.iter().any(|(code, _)| *code == key),
    }
}

/// Checks that the code of every message is one of `known`.
pub(crate) fn check_codes(messages: &Messages, known: &[&str], at: &Location) {
    for code in messages.keys().filter(|code| !known.contains(&code.as_str())) {
        add_unused_message(code, known.iter().copied(), UNKNOWN, at);
    }
}

/// Adds an error: the message for `code` is never shown, for the first text of `reason`; the second is the next step
/// unless a code of `known` is similar.
fn add_unused_message<'a>(
    code: &str,
    known: impl Iterator<Item = &'a str>,
    (reason, help): (&str, &str),
    at: &Location,
) {
    let message = format!("el mensaje `{code}` nunca se muestra: {reason}");
    let help = closest_match(code, known).map_or(help.to_owned(), |name| format!("¿quiso decir `{name}`?"));
    at.key(code).add(PolicyErrorKind::Unused { code: "mensaje-sin-uso", message, help });
}

/// Returns the placeholders of the message of `common.yaml` under `key`, which is a code or a kind and a code.
fn common_placeholders(key: &str) -> Vec<&'static str> {
    let (kind, code) = key.split_once('.').map_or((None, key), |(kind, code)| (Some(kind), code));
    match OPERATION_MESSAGES.iter().find(|(own, _)| *own == key) {
        Some((_, name)) => vec![name],
        None => FIELD_PLACEHOLDERS.into_iter().chain(answer_placeholders(code, kind)).collect(),
    }
}

/// Returns the message for each rule of `field`: its `own`, else that of `common.yaml` for its kind, else for the code.
pub(crate) fn parse_messages(
    field: &Field,
    own: &Messages,
    context: &Context,
    at: &Location,
) -> BTreeMap<&'static str, String> {
    let codes = field.codes();
    let at_own = at.key("mensajes");
    for code in own.keys().filter(|code| !codes.contains(&code.as_str())) {
        add_unused_message(code, codes.iter().copied(), NO_RULE, &at_own);
    }
    let mut messages = BTreeMap::new();
    for code in codes {
        let known = FIELD_PLACEHOLDERS.into_iter().filter(|name| field_value(name, code, field).is_some());
        let known: Vec<&str> = known.chain(answer_placeholders(code, Some(field.kind.name()))).collect();
        let text = if let Some(text) = own.get(code) {
            at_own.key(code).check_text(text, &known);
            text
        } else if let Some((key, text)) = common_message(code, field, context) {
            check_use(text, &known, key, context);
            text
        } else {
            at.key("id").add(PolicyErrorKind::MissingMessage(code));
            continue;
        };
        messages.insert(code, interpolate(text, |name| field_value(name, code, field)));
    }
    messages
}

/// Returns the message of `common.yaml` for `code`, with its key.
fn common_message<'a>(code: &str, field: &Field, context: &Context<'a>) -> Option<(&'a String, &'a String)> {
    let messages = &context.common.messages;
    messages.get_key_value(&format!("{}.{code}", field.kind.name())).or_else(|| messages.get_key_value(code))
}

/// Reports the placeholders of a shared message that this field does not replace. Those that no field replaces are
/// already reported.
fn check_use(text: &str, known: &[&str], key: &str, context: &Context) {
    let at = context.root.key("comunes");
    let at = at.key("mensajes");
    for found in unknown_placeholders(text, known) {
        let name = placeholder_name(found);
        if !known.contains(&name) && common_placeholders(key).contains(&name) {
            // Only the placeholder that every field replaces, so that the errors of all fields are equal.
            at.key(key).add_unknown_placeholder(found, &["etiqueta"]);
        }
    }
}

/// Returns the value of the placeholder `name` in the message for `code`, if it does not depend on the answer.
fn field_value(name: &str, code: &str, field: &Field) -> Option<String> {
    let number = match name {
        "etiqueta" => return Some(field.label.clone()),
        "minimo" => u64::from(field.kind.min()?),
        "maximo" => field.kind.max(code)? as u64,
        "externos" => u64::from(field.external?),
        _ => return None,
    };
    Some(spanish::format_thousands(number))
}
