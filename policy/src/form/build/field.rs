//! Builds a field.

use std::collections::BTreeMap;

use crate::error::Location;
use crate::form::build::choice::parse_default;
use crate::form::build::context::Context;
use crate::form::build::kind::{check_unused_keys, parse_kind};
use crate::form::build::messages::parse_messages;
use crate::form::build::reference::{EarlierFields, check_references, parse_condition};
use crate::form::model::Field;
use crate::schema;

impl Field {
    pub(crate) fn parse(
        schema: &schema::Field,
        fields: &EarlierFields,
        context: &Context,
        at: &Location,
    ) -> Option<Self> {
        at.check_plain("etiqueta", &schema.label);
        at.check_plain("ayuda", schema.hint.as_ref());
        let kind = parse_kind(schema, context, at)?;
        check_unused_keys(schema, &kind, at);
        check_references(schema, fields, at);
        let when = schema.when.as_ref();
        let mut field = Self {
            id: schema.id.clone(),
            label: schema.label.clone(),
            hint: schema.hint.clone(),
            optional: schema.optional,
            folded: schema.folded,
            when: when.and_then(|when| parse_condition(when, fields, &at.key("cuando"))),
            domain: schema.domain.clone(),
            external: schema.external,
            differs_from: schema.differs_from.clone(),
            same_domain_as: schema.same_domain_as.clone(),
            unique: schema.unique,
            default: parse_default(schema.default.as_ref(), &kind, &at.key("predeterminado")),
            autocomplete: schema.autocomplete.clone(),
            columns: schema.columns.clone(),
            messages: BTreeMap::new(),
            kind,
        };
        field.messages = parse_messages(&field, &schema.messages, context, at);
        Some(field)
    }
}
