//! Builds the kind of a field, and checks its keys.

use crate::contract::MAX_TEXT_CHARS;
use crate::error::{EntityKind, Location, PolicyErrorKind};
use crate::form::build::choice::parse_choices;
use crate::form::build::context::FormContext;
use crate::form::model::Kind;
use crate::schema;
use crate::value::MailSystem;

/// Returns the kind of a field with its limits, or `None` on an error.
pub(crate) fn parse_kind(
    schema: &schema::Field,
    context: &FormContext<'_>,
    at: &Location<'_>,
) -> Option<Kind> {
    let before = at.error_count();
    let (min, max) = (schema.min.unwrap_or(0), schema.max.unwrap_or(0));
    let system = schema.rule.as_ref().and_then(|name| parse_system(name, &at.key("regla")));
    let require_system = || {
        if schema.rule.is_none() {
            let reason = "un nombre de cuenta sigue la regla de un sistema de correo";
            at.key("id").add_missing("regla", reason);
        }
        system
    };
    let choices = || parse_choices(schema, context, at);
    let kind = match schema.kind.as_str() {
        "texto" => Kind::Text { min, max, without: schema.without.clone().unwrap_or_default() },
        "parrafo" => Kind::Paragraph { min, max },
        "textual" => Kind::Verbatim { max },
        "correo" => Kind::Email(system),
        "usuario" => Kind::UserName(require_system()?),
        "dominio" => Kind::Domain,
        "telefono" => Kind::Phone,
        "digitos" => Kind::Digits { max },
        "entero" => Kind::Integer { min, max },
        "opcion" => Kind::Choice(choices()),
        "seleccion" => Kind::Select(choices()),
        "opciones" => Kind::Choices(choices()),
        "confirmacion" => Kind::Confirmation,
        "fecha" => Kind::Date { back: schema.days_back, ahead: schema.days_ahead },
        "hora" => Kind::Time,
        "correos" => Kind::Emails { system, min, max },
        "usuarios" => Kind::UserNames { system: require_system()?, max },
        "lineas" => Kind::Lines { max },
        "ruta" => Kind::OrgUnit,
        found => {
            at.key("tipo").add_unknown(EntityKind::FieldKind, found, Kind::NAMES);
            return None;
        }
    };
    check_limits(schema, &kind, at);
    (at.error_count() == before).then_some(kind)
}

fn parse_system(name: &str, at: &Location<'_>) -> Option<MailSystem> {
    at.check_known(EntityKind::Rule, name, MailSystem::NAMES);
    MailSystem::from_name(name)
}

fn check_limits(schema: &schema::Field, kind: &Kind, at: &Location<'_>) {
    if has_effect("maximo", kind) && schema.max.is_none() {
        at.key("id").add_missing("maximo", "dice hasta dónde puede llegar la respuesta");
    }
    if let (Some(min), Some(max)) = (schema.min, schema.max)
        && min > max
    {
        at.key("minimo").add(PolicyErrorKind::MinAboveMax { min, max });
    }
    let is_integer = matches!(kind, Kind::Integer { .. });
    if let Some(found) = schema.max.filter(|max| *max > MAX_TEXT_CHARS && !is_integer) {
        let container = "cabe en una respuesta";
        at.key("maximo").add(PolicyErrorKind::AboveMaximum { found, limit: MAX_TEXT_CHARS, container });
    }
}

/// Returns whether a key has an effect on a kind of field.
fn has_effect(key: &str, kind: &Kind) -> bool {
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
        "opciones" => matches!(kind, Kind::Choice(_) | Kind::Select(_) | Kind::Choices(_)),
        "predeterminado" => matches!(kind, Kind::Choice(_) | Kind::Select(_)),
        "dias_atras" | "dias_adelante" => matches!(kind, Kind::Date { .. }),
        _ => true,
    }
}

/// Checks that each key of a field has an effect on its kind.
pub(crate) fn check_unused_keys(schema: &schema::Field, kind: &Kind, at: &Location<'_>) {
    if schema.folded && !schema.optional && schema.default.is_none() {
        let reason = "esconde una pregunta que hay que contestar";
        let help = "agregue `opcional: true`, o quite `plegado`";
        at.key("plegado").add(PolicyErrorKind::ConflictingKeys { key: "plegado", reason, help });
    }
    let is_present = [
        ("minimo", schema.min.is_some()),
        ("maximo", schema.max.is_some()),
        ("sin", schema.without.is_some()),
        ("regla", schema.rule.is_some()),
        ("dominio", schema.domain.is_some()),
        ("externos", schema.external.is_some()),
        ("distinto_de", !schema.differs_from.is_empty()),
        ("mismo_dominio_que", schema.same_domain_as.is_some()),
        ("unico", schema.unique),
        ("opciones", !schema.choices.is_empty()),
        ("predeterminado", schema.default.is_some()),
        ("dias_atras", schema.days_back.is_some()),
        ("dias_adelante", schema.days_ahead.is_some()),
    ];
    for (key, _) in is_present.into_iter().filter(|(key, present)| *present && !has_effect(key, kind)) {
        at.key(key).add(PolicyErrorKind::NotForKind { key, kind: schema.kind.clone() });
    }
}
