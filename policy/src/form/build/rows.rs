//! Builds the rows of a section.

use crate::contract::MAX_ROWS;
use crate::error::{Location, PolicyErrorKind};
use crate::form::build::form::check_name;
use crate::form::build::messages::{check_codes, require_message};
use crate::form::model::Rows;
use crate::schema;
use crate::text::spanish;

impl Rows {
    pub(crate) fn parse(schema: &schema::Rows, at: &Location) -> Self {
        check_name(&schema.id, &at.key("id"));
        let texts: [(&str, &str, &[&str]); 5] = [
            ("etiqueta", &schema.label, &["renglon"]),
            ("quitar", &schema.remove, &["renglon"]),
            ("agregar", &schema.add, &[]),
            ("uno", &schema.one, &[]),
            ("varios", &schema.many, &[]),
        ];
        for (key, text, known) in texts {
            at.key(key).check_text(text, known);
        }
        let messages = at.key("mensajes");
        let message = |code: &'static str| {
            let text = require_message(&schema.messages, code, &messages);
            messages.key(code).check_text(&text, &["maximo"]);
            text.replace("{maximo}", &spanish::format_thousands(u64::from(schema.max)))
        };
        let (missing_message, maximum_message) = (message("falta"), message("maximo"));
        check_codes(&schema.messages, &["falta", "maximo"], &messages);
        check_maximum(schema.max, &at.key("maximo"));
        Self {
            id: schema.id.clone(),
            max: schema.max as usize,
            label: schema.label.clone(),
            add: schema.add.clone(),
            remove: schema.remove.clone(),
            one: schema.one.clone(),
            many: schema.many.clone(),
            paste: None,
            missing_message,
            maximum_message,
        }
    }
}

fn check_maximum(max: u32, at: &Location) {
    if max == 0 {
        at.add(PolicyErrorKind::MinAboveMax { min: 1, max });
    } else if max > MAX_ROWS {
        let container = "cabe en una solicitud";
        at.add(PolicyErrorKind::AboveMaximum { found: max, limit: MAX_ROWS, container });
    }
}
