//! Builds the rules for pasted tables.

use std::collections::BTreeMap;

use crate::error::{EntityKind, Location, PolicyErrorKind, ValueFormat};
use crate::form::build::context::Context;
use crate::form::build::messages::{check_codes, require_message};
use crate::form::build::reference::EarlierFields;
use crate::form::model::paste::{MANY, MESSAGES, heading_key, message_placeholders};
use crate::form::model::{Field, Paste};
use crate::schema;
use crate::text::spanish;
use crate::text::template::interpolate_values;

impl Paste {
    /// Returns the rules for rows of the fields `own`, or `None` if the rows cannot be pasted.
    pub(crate) fn parse(
        schema: &schema::Rows,
        own: &EarlierFields,
        context: &Context,
        at: &Location,
    ) -> Option<Self> {
        let paste = schema.paste.as_ref()?;
        let at = at.key("pegar");
        check_fields(paste, own, &at);
        check_headings(own.fields, &at);
        let (Some(texts), Some(passwords)) = (&context.common.pasting, &context.common.passwords) else {
            let key = if context.common.pasting.is_none() { "pegado" } else { "contrasenas" };
            at.add_missing(key, "las filas que se pegan necesitan sus palabras en `common.yaml`");
            return None;
        };
        let common = context.root.key("comunes");
        check_passwords(&passwords.words, &common.key("contrasenas").key("palabras"));
        let labels = paste.order.iter().filter_map(|id| own.find(id)).map(|field| &field.label);
        let (columns, max) = (spanish::format_list(labels), schema.max.to_string());
        let values = [(MANY, schema.many.as_str()), ("maximo", &max), ("columnas", &columns)];
        let fill = |text: &String| interpolate_values(text, &values);
        let at = common.key("pegado");
        let message = |code| {
            let text = require_message(&texts.messages, code, &at.key("mensajes"));
            interpolate_values(&text, &[(MANY, &schema.many)])
        };
        Some(Self {
            title: fill(&texts.title),
            label: fill(&texts.label),
            hint: fill(&texts.hint),
            button: fill(&texts.button),
            order: paste.order.clone(),
            assumed: paste.assumed.clone(),
            passwords: passwords.words.clone(),
            messages: MESSAGES.map(|(code, _)| (code, message(code))).into(),
        })
    }
}

/// Checks the texts about pasted tables that all rows share.
pub(crate) fn check_texts(texts: &schema::PasteMessages, at: &Location) {
    let all = [
        ("titulo", &texts.title),
        ("etiqueta", &texts.label),
        ("ayuda", &texts.hint),
        ("boton", &texts.button),
    ];
    for (key, text) in all {
        at.key(key).check_text(text, &[MANY, "maximo", "columnas"]);
    }
    let at = at.key("mensajes");
    for (code, text) in &texts.messages {
        let known: Vec<&str> = message_placeholders(code).iter().copied().chain([MANY]).collect();
        at.key(code).check_text(text, &known);
    }
    check_codes(&texts.messages, &MESSAGES.map(|(code, _)| code), &at);
}

fn check_fields(paste: &schema::Paste, own: &EarlierFields, at: &Location) {
    let order = at.key("orden");
    if paste.order.is_empty() {
        order.add(PolicyErrorKind::Empty(EntityKind::Column));
    }
    for (i, id) in paste.order.iter().enumerate() {
        own.check(id, &order.index(i));
    }
    let assumed = at.key("supone");
    for (id, choice) in &paste.assumed {
        let at = assumed.key(id);
        own.check(id, &at);
        if let Some(field) = own.find(id) {
            at.check_known(EntityKind::Choice, choice, field.kind.choice_ids());
        }
    }
}

/// Checks that no heading names two fields.
fn check_headings(fields: &[Field], at: &Location) {
    let mut ids: BTreeMap<String, &str> = BTreeMap::new();
    for field in fields {
        for heading in field.headings() {
            if *ids.entry(heading_key(heading)).or_insert(&field.id) != field.id {
                at.add_duplicate(EntityKind::Column, heading);
            }
        }
    }
}

/// Checks that every word has letters: an empty word would be in every heading.
fn check_passwords(words: &[String], at: &Location) {
    for (i, word) in words.iter().enumerate().filter(|(_, word)| heading_key(word).is_empty()) {
        at.index(i).add_invalid_format(word, ValueFormat::Word);
    }
}
