//! Builds a form with its operations and sections.

use crate::contract::field;
use crate::error::{EntityKind, Location, PolicyErrorKind, ValueFormat};
use crate::form::build::context::Context;
use crate::form::build::messages::require_message;
use crate::form::build::reference::EarlierFields;
use crate::form::model::{ConfirmationRules, Field, Form, Operation, Paste, Rows, Section, TicketKind};
use crate::schema;
use crate::sla::calendar::parse_date;

/// The names of the fields of an operation in order, each with the name of its rows.
type FieldNames<'a> = [(&'a str, Option<&'a str>)];

impl Form {
    pub(crate) fn parse(schema: &schema::Form, context: &Context, at: &Location) -> Self {
        check_slug(&schema.id, &at.key("id"));
        at.check_plain("titulo", &schema.title);
        let list = at.key("operaciones");
        if schema.operations.is_empty() {
            list.add(PolicyErrorKind::Empty(EntityKind::Operation));
        }
        if let Some(service) = &schema.service {
            let known = context.services.iter().map(|service| service.id.as_str());
            at.key("servicio").check_known(EntityKind::Service, service, known);
        }
        let ids = schema.operations.iter().map(|operation| operation.id.as_str());
        list.check_duplicates(EntityKind::Operation, "id", ids);
        let parse = |(i, operation)| Operation::parse(operation, &schema.id, context, &list.index(i));
        Self {
            id: schema.id.clone(),
            title: schema.title.clone(),
            service: schema.service.clone(),
            operations: schema.operations.iter().enumerate().filter_map(parse).collect(),
        }
    }
}

impl Operation {
    fn parse(schema: &schema::Operation, form: &str, context: &Context, at: &Location) -> Option<Self> {
        check_slug(&schema.id, &at.key("id"));
        for (key, text) in [("titulo", &schema.title), ("resumen", &schema.summary), ("enviar", &schema.send)]
        {
            at.check_plain(key, text);
        }
        at.key("tipo").check_known(
            EntityKind::TicketKind,
            &schema.kind,
            TicketKind::ALL.map(TicketKind::name),
        );
        let modified = parse_date(&schema.modified, &at.key("modificado"));
        let names = field_names(&schema.sections, context);
        let name = if schema.id == form { form.to_owned() } else { format!("{form}/{}", schema.id) };
        let sections = parse_sections(&schema.sections, &name, &names, context, &at.key("secciones"));
        let fields = EarlierFields { sections: &sections, fields: &[], all: &names, current: names.len() };
        let review = schema
            .review
            .as_ref()
            .and_then(|review| ConfirmationRules::parse(review, &fields, context, &at.key("revision")));
        let common = context.root.key("comunes");
        let message = |code| require_message(&context.common.messages, code, &common.key("mensajes"));
        Some(Self {
            id: schema.id.clone(),
            kind: TicketKind::from_name(&schema.kind)?,
            title: schema.title.clone(),
            summary: schema.summary.clone(),
            introduction: schema.introduction.clone(),
            send: schema.send.clone(),
            modified: modified?,
            sections,
            review,
            unknown_message: message("desconocido"),
            repeated_message: message("repetida"),
        })
    }
}

/// Returns the sections of `operation`, in which shared sections replace the references to them.
fn parse_sections(
    schema: &[schema::Section],
    operation: &str,
    names: &FieldNames,
    context: &Context,
    at: &Location,
) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let common = context.root.key("comunes");
    let common = common.key("secciones");
    let mut start = 0;
    for (i, section) in schema.iter().enumerate() {
        let at = at.index(i);
        let (section, parsed) = if let Some(name) = &section.reuse {
            let reference = at.key("usar");
            if is_section_reused_twice(schema, i) {
                reference.add_duplicate(EntityKind::Section, name);
                continue;
            }
            let shared = &context.common.sections;
            let Some(section) = shared.get(name) else {
                reference.add_unknown(EntityKind::Section, name, shared.keys().map(String::as_str));
                continue;
            };
            let first = at.error_count();
            let parsed = Section::parse(section, &sections, start, names, context, &common.key(name));
            let before: Vec<&str> = names[..start].iter().map(|(id, _)| *id).collect();
            reference.attribute_to_operation(first, operation, &before);
            (section, parsed)
        } else {
            (section, Section::parse(section, &sections, start, names, context, &at))
        };
        start += section.fields.len();
        sections.push(parsed);
    }
    sections
}

/// Returns every field of an operation in order: its name, and that of its rows.
fn field_names<'a>(schema: &'a [schema::Section], context: &Context<'a>) -> Vec<(&'a str, Option<&'a str>)> {
    let sections = schema.iter().enumerate().filter(|(i, _)| !is_section_reused_twice(schema, *i));
    let sections = sections.filter_map(|(_, section)| {
        section.reuse.as_ref().map_or(Some(section), |name| context.common.sections.get(name))
    });
    let names = |section: &'a schema::Section| {
        let rows = section.repeats.as_ref().map(|rows| rows.id.as_str());
        section.fields.iter().map(move |field| (field.id.as_str(), rows))
    };
    sections.flat_map(names).collect()
}

/// Returns whether an earlier section reuses the same shared section as the one at `i`.
fn is_section_reused_twice(schema: &[schema::Section], i: usize) -> bool {
    let reuse = &schema[i].reuse;
    reuse.is_some() && schema[..i].iter().any(|other| other.reuse == *reuse)
}

impl Section {
    /// Returns the section whose first field is the one at `start` of `names`, after the sections `before`.
    fn parse(
        schema: &schema::Section,
        before: &[Self],
        start: usize,
        names: &FieldNames,
        context: &Context,
        at: &Location,
    ) -> Self {
        let rows = schema.repeats.as_ref().map(|rows| Rows::parse(rows, &at.key("repite")));
        let mut section =
            Self { title: schema.title.clone(), hint: schema.hint.clone(), rows, fields: Vec::new() };
        at.check_plain("titulo", schema.title.as_ref());
        at.check_plain("ayuda", schema.hint.as_ref());
        if schema.fields.is_empty() {
            at.add(PolicyErrorKind::Empty(EntityKind::Field));
        }
        let list = at.key("campos");
        for (i, field) in schema.fields.iter().enumerate() {
            let (at, current) = (list.index(i), start + i);
            check_name(&field.id, &at.key("id"));
            if names[..current].iter().any(|(other, _)| *other == field.id) {
                at.key("id").add_duplicate(EntityKind::Field, &field.id);
            }
            let fields = EarlierFields { sections: before, fields: &section.fields, all: names, current };
            let field = Field::parse(field, &fields, context, &at);
            section.fields.extend(field);
        }
        if let (Some(rows), Some(repeats)) = (&mut section.rows, &schema.repeats) {
            let all = &names[start..start + schema.fields.len()];
            let own = EarlierFields { sections: &[], fields: &section.fields, all, current: all.len() };
            rows.paste = Paste::parse(repeats, &own, context, &at.key("repite"));
        }
        section
    }
}

/// Checks the name of a field or of rows.
pub(crate) fn check_name(name: &str, at: &Location) {
    let is_valid = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if field::RESERVED.contains(&name) {
        let message = format!("«{name}» es un nombre que el formulario usa para sí mismo");
        at.add_invalid("nombre-de-campo", message, format!("escriba otro nombre, como «{name}_pedida»"));
    } else if name.is_empty() || !is_valid {
        at.add_invalid_format(name, ValueFormat::Name);
    }
}

fn check_slug(slug: &str, at: &Location) {
    let is_valid = slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if slug.is_empty() || !is_valid {
        at.add_invalid_format(slug, ValueFormat::Slug);
    }
}
