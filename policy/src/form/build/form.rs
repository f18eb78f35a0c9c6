//! A form from what an editor wrote.

use crate::contract::{MAX_ROWS, field};
use crate::error::{EntityKind, ErrorCollector, Location, PolicyErrorKind, ValueFormat};
use crate::form::model::field::{Field, Others, check_codes};
use crate::form::model::{ConfirmationRules, Form, Operation, Paste, Rows, Section, Shared, TicketKind};
use crate::schema;
use crate::text::template;

impl Form {
    pub(crate) fn read(
        written: &schema::Form,
        shared: &Shared<'_>,
        at: &Location<'_>,
        faults: &mut ErrorCollector,
    ) -> Self {
        check_slug(&written.id, &at.key("id"), faults);
        template::check_plain(Some(&written.title), &at.key("titulo"), faults);
        let list = at.key("operaciones");
        if written.operations.is_empty() {
            faults.add(&list, PolicyErrorKind::Empty { what: EntityKind::Operation });
        }
        if let Some(service) = &written.service
            && shared.services.iter().all(|known| known.id != *service)
        {
            let known = shared.services.iter().map(|service| service.id.as_str());
            faults.unknown(&at.key("servicio"), EntityKind::Service, service, known);
        }
        faults.repeated(
            EntityKind::Operation,
            &list,
            "id",
            written.operations.iter().map(|one| one.id.as_str()),
        );
        let mut operations = Vec::new();
        for (i, operation) in written.operations.iter().enumerate() {
            operations.extend(Operation::read(operation, &written.id, shared, &list.index(i), faults));
        }
        Self {
            id: written.id.clone(),
            title: written.title.clone(),
            service: written.service.clone(),
            operations,
        }
    }
}

impl Operation {
    fn read(
        written: &schema::Operation,
        form: &str,
        shared: &Shared<'_>,
        at: &Location<'_>,
        faults: &mut ErrorCollector,
    ) -> Option<Self> {
        check_slug(&written.id, &at.key("id"), faults);
        for (key, words) in
            [("titulo", &written.title), ("resumen", &written.summary), ("enviar", &written.send)]
        {
            template::check_plain(Some(words), &at.key(key), faults);
        }
        let kind = written.kind.parse::<TicketKind>().ok();
        if kind.is_none() {
            let known = TicketKind::ALL.map(TicketKind::name);
            faults.unknown(&at.key("tipo"), EntityKind::TicketKind, &written.kind, known);
        }
        let modified = crate::sla::calendar::read_date(&written.modified, &at.key("modificado"), faults);
        let names = names(&written.sections, shared);
        let name = if written.id == form { form.to_owned() } else { format!("{form}/{}", written.id) };
        let sections =
            read_sections(&written.sections, (&name, &names), shared, &at.key("secciones"), faults);
        let others = Others { read: (&sections, &[]), all: &names, before: names.len() };
        let review = written.review.as_ref();
        let review = review
            .and_then(|review| ConfirmationRules::read(review, &others, shared, &at.key("revision"), faults));
        Some(Self {
            id: written.id.clone(),
            kind: kind?,
            title: written.title.clone(),
            summary: written.summary.clone(),
            introduction: written.introduction.clone(),
            send: written.send.clone(),
            modified: modified?,
            sections,
            review,
            unknown: shared.message("desconocido", faults),
            repeated: shared.message("repetida", faults),
        })
    }
}

fn read_sections(
    written: &[schema::Section],
    (operation, names): (&str, &[(&str, Option<&str>)]),
    shared: &Shared<'_>,
    at: &Location<'_>,
    faults: &mut ErrorCollector,
) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let common = Location::Root.key("comunes");
    let common = common.key("secciones");
    let mut start = 0;
    for (i, section) in written.iter().enumerate() {
        let here = at.index(i);
        let before = (sections.as_slice(), start);
        let (section, read) = if let Some(name) = &section.reuse {
            let taken = here.key("usar");
            if is_taken_again(written, i) {
                faults.add(
                    &taken,
                    PolicyErrorKind::Repeated { what: EntityKind::Section, found: name.clone() },
                );
                continue;
            }
            let Some(section) = shared.common.sections.get(name) else {
                let known = shared.common.sections.keys().map(String::as_str);
                faults.unknown(&taken, EntityKind::Section, name, known);
                continue;
            };
            let first = faults.0.len();
            let read = Section::read(section, before, names, shared, &common.key(name), faults);
            let asked: Vec<&str> = names[..start].iter().map(|(id, _)| *id).collect();
            faults.of_shared(first, operation, &taken, &asked);
            (section, read)
        } else {
            (section, Section::read(section, before, names, shared, &here, faults))
        };
        start += section.fields.len();
        sections.push(read);
    }
    sections
}

/// Returns every field of an operation in order: its name, and that of the rows in which it is asked.
fn names<'a>(written: &'a [schema::Section], shared: &Shared<'a>) -> Vec<(&'a str, Option<&'a str>)> {
    let whole = |section: &'a schema::Section| match &section.reuse {
        Some(name) => shared.common.sections.get(name),
        None => Some(section),
    };
    let names = |section: &'a schema::Section| {
        let rows = section.repeats.as_ref().map(|rows| rows.id.as_str());
        section.fields.iter().map(move |field| (field.id.as_str(), rows))
    };
    let once = written.iter().enumerate().filter(|(i, _)| !is_taken_again(written, *i));
    once.map(|(_, section)| section).filter_map(whole).flat_map(names).collect()
}

/// Returns whether the shared section that the one at `i` takes has been taken before.
fn is_taken_again(written: &[schema::Section], i: usize) -> bool {
    let taken = &written[i].reuse;
    taken.is_some() && written[..i].iter().any(|other| other.reuse == *taken)
}

impl Section {
    fn read(
        written: &schema::Section,
        (before, start): (&[Self], usize),
        names: &[(&str, Option<&str>)],
        shared: &Shared<'_>,
        at: &Location<'_>,
        faults: &mut ErrorCollector,
    ) -> Self {
        let rows = written.repeats.as_ref().map(|rows| Rows::read(rows, &at.key("repite"), faults));
        let mut section =
            Self { title: written.title.clone(), hint: written.hint.clone(), rows, fields: Vec::new() };
        template::check_plain(written.title.as_ref(), &at.key("titulo"), faults);
        template::check_plain(written.hint.as_ref(), &at.key("ayuda"), faults);
        if written.fields.is_empty() {
            faults.add(at, PolicyErrorKind::Empty { what: EntityKind::Field });
        }
        let fields = at.key("campos");
        for (i, field) in written.fields.iter().enumerate() {
            let at = fields.index(i);
            check_name(&field.id, &at.key("id"), faults);
            if names[..start + i].iter().any(|(other, _)| *other == field.id) {
                let found = field.id.clone();
                faults.add(&at.key("id"), PolicyErrorKind::Repeated { what: EntityKind::Field, found });
            }
            let others = Others { read: (before, &section.fields), all: names, before: start + i };
            let field = Field::read(field, &others, shared, &at, faults);
            section.fields.extend(field);
        }
        if let (Some(rows), Some(repeats)) = (&mut section.rows, &written.repeats) {
            let own = &names[start..start + written.fields.len()];
            let own = Others { read: (&[], &section.fields), all: own, before: own.len() };
            rows.paste = Paste::read(repeats, &own, shared, &at.key("repite"), faults);
        }
        section
    }
}

impl Rows {
    fn read(written: &schema::Rows, at: &Location<'_>, faults: &mut ErrorCollector) -> Self {
        check_name(&written.id, &at.key("id"), faults);
        let texts: [(&str, &str, &[&str]); 5] = [
            ("etiqueta", &written.label, &["renglon"]),
            ("quitar", &written.remove, &["renglon"]),
            ("agregar", &written.add, &[]),
            ("uno", &written.one, &[]),
            ("varios", &written.many, &[]),
        ];
        for (key, words, known) in texts {
            template::check(words, known, &at.key(key), faults);
        }
        let messages = at.key("mensajes");
        let mut message = |code: &'static str| {
            let words = written.messages.get(code).cloned().unwrap_or_else(|| {
                faults.add(&messages, PolicyErrorKind::NoMessage { code });
                String::new()
            });
            template::check(&words, &["maximo"], &messages.key(code), faults);
            words.replace("{maximo}", &crate::text::spanish::format_thousands(u64::from(written.max)))
        };
        let (missing, too_many) = (message("falta"), message("maximo"));
        check_codes(&written.messages, &["falta", "maximo"], &messages, faults);
        let max = written.max;
        if max == 0 {
            faults.add(&at.key("maximo"), PolicyErrorKind::MinAboveMax { min: 1, max });
        } else if max > MAX_ROWS {
            let kind =
                PolicyErrorKind::TooGreat { found: max, limit: MAX_ROWS, whose: "cabe en una solicitud" };
            faults.add(&at.key("maximo"), kind);
        }
        Self {
            id: written.id.clone(),
            max: written.max as usize,
            label: written.label.clone(),
            add: written.add.clone(),
            remove: written.remove.clone(),
            one: written.one.clone(),
            many: written.many.clone(),
            paste: None,
            missing,
            too_many,
        }
    }
}

fn check_name(name: &str, at: &Location<'_>, faults: &mut ErrorCollector) {
    let fits = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if field::RESERVED.contains(&name) {
        faults.add(at, PolicyErrorKind::Reserved { found: name.to_owned() });
    } else if name.is_empty() || !fits {
        faults.unreadable(at, name, ValueFormat::Name);
    }
}

fn check_slug(slug: &str, at: &Location<'_>, faults: &mut ErrorCollector) {
    let fits = slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if slug.is_empty() || !fits {
        faults.unreadable(at, slug, ValueFormat::Slug);
    }
}
