//! The next step for the editor.

use crate::error::{EntityKind, PolicyError, PolicyErrorKind as Kind};
use crate::text::suggest::closest_match;
use crate::text::template::placeholder_name;

/// Longer lists of names are not shown.
const MAX_LISTED: usize = 12;

impl PolicyError {
    /// Returns the next step for the editor.
    #[must_use]
    pub fn help(&self) -> String {
        match &self.kind {
            Kind::Unknown { entity, found, known } => suggestion(*entity, found, known),
            Kind::UnknownInOperations { found, known, .. } => {
                closest_match(found, known.iter().map(String::as_str)).map_or_else(
                    || "use un campo de esta misma sección, que esas páginas comparten".to_owned(),
                    |name| format!("¿quiso decir «{name}»?"),
                )
            }
            Kind::InvalidFormat { expected, .. } => format!("escriba {}", expected.mismatch().2),
            Kind::Duplicate { entity, .. } => entity.duplicate().1.to_owned(),
            Kind::Empty(entity) => entity.empty().2.to_owned(),
            Kind::Missing { key, .. } => format!("agregue `{key}: …`"),
            Kind::MissingMessage(code) => {
                format!("agregue `{code}: …` en `mensajes` de este campo, o en `mensajes` de common.yaml")
            }
            Kind::UnknownPlaceholder { found, known } => suggest_placeholder(found, known),
            Kind::Unused { help, .. } | Kind::Invalid { help, .. } => help.clone(),
            Kind::Blank => "escriba el texto, o quite la clave si se puede omitir".to_owned(),
            Kind::MinAboveMax { .. } => "baje `minimo` o suba `maximo`".to_owned(),
            Kind::AboveMaximum { limit, .. } => format!("escriba {limit} o menos"),
        }
    }
}

/// Returns the most similar name; else the names, when they are few; else an example.
fn suggestion(entity: EntityKind, found: &str, known: &[String]) -> String {
    let closest = match entity {
        // A zone with a similar name has another clock: `known` holds only the suggestion.
        EntityKind::Zone => known.first().map(String::as_str),
        _ => closest_match(found, known.iter().map(String::as_str)),
    };
    match (closest, entity, known.len()) {
        (Some(name), ..) => format!("¿quiso decir «{name}»?"),
        (_, EntityKind::Zone, _) => {
            "escriba su nombre de la base IANA, como «America/Mexico_City»".to_owned()
        }
        (_, _, 0) => "no hay ninguno todavía: escríbalo antes, o quite esta línea".to_owned(),
        (_, _, 1..=MAX_LISTED) => {
            let names: Vec<_> = known.iter().map(|name| format!("«{name}»")).collect();
            format!("existe: {}", names.join(", "))
        }
        _ => format!("escriba el nombre de uno de los {} que existen", known.len()),
    }
}

/// Returns the most similar placeholder; else the placeholders, when they are few.
fn suggest_placeholder(found: &str, known: &[String]) -> String {
    let found = placeholder_name(found);
    if known.iter().any(|name| name == found) {
        return format!("escriba `{{{found}}}`");
    }
    match (closest_match(found, known.iter().map(String::as_str)), known.len()) {
        (Some(name), _) => format!("¿quiso decir `{{{name}}}`?"),
        (_, 0) => "quítelo: en este texto no se reemplaza nada entre llaves".to_owned(),
        (_, 1..=MAX_LISTED) => {
            let names: Vec<_> = known.iter().map(|name| format!("`{{{name}}}`")).collect();
            format!("en este texto se reemplaza: {}", names.join(", "))
        }
        _ => "escriba el `id` de un campo de esta operación, o quítelo".to_owned(),
    }
}
