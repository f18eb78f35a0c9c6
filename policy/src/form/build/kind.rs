//! The kind of a field, and which keys mean something for it.

use crate::contract::MAX_TEXT_CHARS;
use crate::error::{EntityKind, ErrorCollector, Location, PolicyErrorKind};
use crate::form::build::choice::read_choices;
use crate::form::model::Shared;
use crate::form::model::kind::Kind;
use crate::schema;
use crate::value::MailSystem;

pub(crate) fn read_kind(
    written: &schema::Field,
    shared: &Shared<'_>,
    at: &Location<'_>,
    faults: &mut ErrorCollector,
) -> Option<Kind> {
    let before = faults.0.len();
    let (min, max) = (written.min.unwrap_or(0), written.max.unwrap_or(0));
    let system = read_system(written.rule.as_ref(), &at.key("regla"), faults);
    let kind = match written.kind.as_str() {
        "texto" => Kind::Text { min, max, without: written.without.clone().unwrap_or_default() },
        "parrafo" => Kind::Paragraph { min, max },
        "textual" => Kind::Verbatim { max },
        "correo" => Kind::Email(system),
        "usuario" => Kind::UserName(required_system(written, system, at, faults)?),
        "dominio" => Kind::Domain,
        "telefono" => Kind::Phone,
        "digitos" => Kind::Digits { max },
        "entero" => Kind::Integer { min, max },
        "opcion" => Kind::Choice(read_choices(written, shared, at, faults)),
        "seleccion" => Kind::Select(read_choices(written, shared, at, faults)),
        "opciones" => Kind::Choices(read_choices(written, shared, at, faults)),
        "confirmacion" => Kind::Confirmation,
        "fecha" => Kind::Date { back: written.days_back, ahead: written.days_ahead },
        "hora" => Kind::Time,
        "correos" => Kind::Emails { system, min, max },
        "usuarios" => Kind::UserNames { system: required_system(written, system, at, faults)?, max },
        "lineas" => Kind::Lines { max },
        "ruta" => Kind::OrgUnit,
        found => {
            faults.unknown(&at.key("tipo"), EntityKind::FieldKind, found, Kind::NAMES);
            return None;
        }
    };
    check_limits(written, &kind, at, faults);
    (faults.0.len() == before).then_some(kind)
}

fn read_system(
    written: Option<&String>,
    at: &Location<'_>,
    faults: &mut ErrorCollector,
) -> Option<MailSystem> {
    let name = written?;
    let system = MailSystem::named(name);
    if system.is_none() {
        faults.unknown(at, EntityKind::Rule, name, MailSystem::NAMES);
    }
    system
}

fn required_system(
    written: &schema::Field,
    system: Option<MailSystem>,
    at: &Location<'_>,
    faults: &mut ErrorCollector,
) -> Option<MailSystem> {
    if written.rule.is_none() {
        let because = "un nombre de cuenta sigue la regla de un sistema de correo";
        faults.add(&at.key("id"), PolicyErrorKind::Missing { key: "regla", because });
    }
    system
}

fn check_limits(written: &schema::Field, kind: &Kind, at: &Location<'_>, faults: &mut ErrorCollector) {
    if takes("maximo", kind) && written.max.is_none() {
        let because = "dice hasta dónde puede llegar la respuesta";
        faults.add(&at.key("id"), PolicyErrorKind::Missing { key: "maximo", because });
    }
    if let (Some(min), Some(max)) = (written.min, written.max)
        && min > max
    {
        faults.add(&at.key("minimo"), PolicyErrorKind::MinAboveMax { min, max });
    }
    let is_integer = matches!(kind, Kind::Integer { .. });
    if let Some(found) = written.max.filter(|max| *max > MAX_TEXT_CHARS && !is_integer) {
        let kind = PolicyErrorKind::TooGreat { found, limit: MAX_TEXT_CHARS, whose: "cabe en una respuesta" };
        faults.add(&at.key("maximo"), kind);
    }
}

/// Returns whether a key means something for a kind of field.
fn takes(key: &str, kind: &Kind) -> bool {
    let is_address =
        matches!(kind, Kind::Email(_) | Kind::UserName(_) | Kind::Emails { .. } | Kind::UserNames { .. });
    let is_list = matches!(kind, Kind::Emails { .. } | Kind::UserNames { .. } | Kind::Lines { .. });
    let is_text = matches!(kind, Kind::Text { .. } | Kind::Paragraph { .. });
    let is_number = matches!(kind, Kind::Integer { .. });
    match key {
        "minimo" => is_text || is_number || matches!(kind, Kind::Emails { .. }),
        "maximo" => {
            is_text || is_list || is_number || matches!(kind, Kind::Verbatim { .. } | Kind::Digits { .. })
        }
        "sin" => matches!(kind, Kind::Text { .. }),
        "regla" | "dominio" => is_address,
        "externos" => matches!(kind, Kind::Emails { .. }),
        "distinto_de" => is_address || matches!(kind, Kind::Text { .. }),
        "mismo_dominio_que" => matches!(kind, Kind::Email(_) | Kind::Emails { .. }),
        "unico" => matches!(kind, Kind::Text { .. } | Kind::Email(_) | Kind::UserName(_) | Kind::Phone),
        "opciones" | "opciones_de" => {
            matches!(kind, Kind::Choice(_) | Kind::Select(_) | Kind::Choices(_))
        }
        "predeterminado" => matches!(kind, Kind::Choice(_) | Kind::Select(_)),
        "dias_atras" | "dias_adelante" => matches!(kind, Kind::Date { .. }),
        _ => true,
    }
}

pub(crate) fn check_idle_keys(
    written: &schema::Field,
    kind: &Kind,
    at: &Location<'_>,
    faults: &mut ErrorCollector,
) {
    let present: [(&'static str, bool); 13] = [
        ("minimo", written.min.is_some()),
        ("maximo", written.max.is_some()),
        ("sin", written.without.is_some()),
        ("regla", written.rule.is_some()),
        ("dominio", written.domain.is_some()),
        ("externos", written.external.is_some()),
        ("distinto_de", !written.differs_from.is_empty()),
        ("mismo_dominio_que", written.same_domain_as.is_some()),
        ("unico", written.unique),
        ("opciones", !written.choices.is_empty()),
        ("predeterminado", written.default.is_some()),
        ("dias_atras", written.days_back.is_some()),
        ("dias_adelante", written.days_ahead.is_some()),
    ];
    if written.folded && !written.optional && written.default.is_none() {
        let because = "esconde una pregunta que hay que contestar";
        let help = "agregue `opcional: true`, o quite `plegado`";
        faults.add(&at.key("plegado"), PolicyErrorKind::AtOdds { key: "plegado", because, help });
    }
    for (key, _) in present.into_iter().filter(|(key, present)| *present && !takes(key, kind)) {
        faults.add(&at.key(key), PolicyErrorKind::NotForKind { key, kind: written.kind.clone() });
    }
}
