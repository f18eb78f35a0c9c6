//! Builds the kind of a field, and checks its keys.

use crate::contract::MAX_TEXT_CHARS;
use crate::error::{EntityKind, Location, PolicyErrorKind};
use crate::form::build::choice::parse_choices;
use crate::form::build::context::Context;
use crate::form::model::Kind;
use crate::schema;
use crate::value::MailSystem;

/// Returns the kind of a field with its limits, or `None` on an error.
pub(crate) fn parse_kind(schema: &schema::Field, context: &Context, at: &Location) -> Option<Kind> {
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

fn parse_system(name: &str, at: &Location) -> Option<MailSystem> {
    at.check_known(EntityKind::Rule, name, MailSystem::NAMES);
    MailSystem::from_name(name)
}

fn check_limits(schema: &schema::Field, kind: &Kind, at: &Location) {
    if has_maximum(kind) && schema.max.is_none() {
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

/// Returns whether `maximo` has an effect on a kind of field.
fn has_maximum(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::Text { .. }
            | Kind::Paragraph { .. }
            | Kind::Verbatim { .. }
            | Kind::Digits { .. }
            | Kind::Integer { .. }
            | Kind::Emails { .. }
            | Kind::UserNames { .. }
            | Kind::Lines { .. }
    )
}

/// Checks that each key of a field has an effect on its kind.
pub(crate) fn check_unused_keys(schema: &schema::Field, kind: &Kind, at: &Location) {
    if schema.folded && !schema.optional && schema.default.is_none() {
        let reason = "esconde una pregunta que hay que contestar";
        at.add_unused_key("plegado", reason, "agregue `opcional: true`, o quite `plegado`");
    }
    let is_line = matches!(kind, Kind::Text { .. });
    let is_emails = matches!(kind, Kind::Emails { .. });
    let is_address = is_emails || matches!(kind, Kind::Email(_) | Kind::UserName(_) | Kind::UserNames { .. });
    let is_unique = is_line || matches!(kind, Kind::Email(_) | Kind::UserName(_) | Kind::Phone);
    let is_date = matches!(kind, Kind::Date { .. });
    let has_minimum = is_line || is_emails || matches!(kind, Kind::Paragraph { .. } | Kind::Integer { .. });
    let has_default = matches!(kind, Kind::Choice(_) | Kind::Select(_));
    let keys = [
        ("minimo", schema.min.is_some(), has_minimum),
        ("maximo", schema.max.is_some(), has_maximum(kind)),
        ("sin", schema.without.is_some(), is_line),
        ("regla", schema.rule.is_some(), is_address),
        ("dominio", schema.domain.is_some(), is_address),
        ("externos", schema.external.is_some(), is_emails),
        ("distinto_de", !schema.differs_from.is_empty(), is_address || is_line),
        ("mismo_dominio_que", schema.same_domain_as.is_some(), is_emails || matches!(kind, Kind::Email(_))),
        ("unico", schema.unique, is_unique),
        ("opciones", !schema.choices.is_empty(), has_default || matches!(kind, Kind::Choices(_))),
        ("predeterminado", schema.default.is_some(), has_default),
        ("dias_atras", schema.days_back.is_some(), is_date),
        ("dias_adelante", schema.days_ahead.is_some(), is_date),
    ];
    for (key, _, _) in keys.into_iter().filter(|(_, is_present, has_effect)| *is_present && !has_effect) {
        let reason = format!("no tiene efecto en un campo de tipo «{}»", schema.kind);
        at.add_unused_key(key, reason, format!("quite `{key}` o cambie el `tipo`"));
    }
}
