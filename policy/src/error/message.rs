//! The diagnostic code of an error, the message for the editor, and the next step.

use std::fmt;

use crate::error::{EntityKind, PathSegment, PolicyError, PolicyErrorKind as Kind};
use crate::text::spanish;
use crate::text::suggest::closest_match;
use crate::text::template::placeholder_name;

/// Longer lists of names are not shown.
const MAX_LISTED: usize = 12;

impl PolicyError {
    /// Returns the diagnostic code, by which `folio explain` finds the explanation.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match &self.kind {
            Kind::Unknown { entity, .. } => entity.unknown_code(),
            Kind::InvalidFormat { expected, .. } => expected.mismatch().0,
            Kind::Duplicate { entity, .. } => entity.duplicate().0,
            Kind::Empty(entity) => entity.empty().0,
            Kind::Missing { .. } => "falta-clave",
            Kind::MissingMessage(_) => "sin-mensaje",
            Kind::Blank => "tipo-equivocado",
            Kind::Unused { code, .. } | Kind::Invalid { code, .. } => code,
            Kind::UnknownPlaceholder { .. } => "nombre-entre-llaves",
            Kind::MinAboveMax { .. } => "minimo-mayor",
            Kind::AboveMaximum { .. } => "limite-excedido",
        }
    }

    /// Returns the next step for the editor.
    #[must_use]
    pub fn help(&self) -> String {
        match &self.kind {
            Kind::Unknown { entity, found, known, operations } => {
                suggest_name(*entity, found, known, !operations.is_empty())
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

    /// Returns whether the error is in the key at its path, and not in the value.
    #[must_use]
    pub fn points_at_key(&self) -> bool {
        matches!(self.kind, Kind::Unused { .. })
    }

    /// Returns the part of the value that is wrong, as it is written, or `None` for the whole value.
    #[must_use]
    pub fn offending_part(&self) -> Option<&str> {
        match &self.kind {
            Kind::UnknownPlaceholder { found, .. } => Some(found),
            _ => None,
        }
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Unknown { entity: EntityKind::Requester, found, .. } => {
                write!(f, "ningún campo de tipo «correo» se llama «{found}»")
            }
            Kind::Unknown { found, operations, .. } if !operations.is_empty() => {
                let names = operations.iter().map(|name| format!("«{name}»"));
                write!(f, "el campo «{found}» no existe en {}", spanish::format_list(names))
            }
            Kind::Unknown { entity, found, .. } => write!(f, "{} «{found}» no existe", entity.name()),
            Kind::InvalidFormat { found, expected } => write!(f, "«{found}» {}", expected.mismatch().1),
            Kind::Duplicate { entity, found } => write!(f, "{} «{found}» aparece dos veces", entity.name()),
            Kind::Missing { key, reason } => write!(f, "falta `{key}`: {reason}"),
            Kind::MissingMessage(code) => {
                write!(f, "falta el mensaje `{code}` de una regla de este campo")
            }
            Kind::Blank => match self.path.0.last() {
                Some(PathSegment::Key(key)) => write!(f, "`{key}` debe ser un texto: está vacío"),
                _ => write!(f, "debe ser un texto: está vacío"),
            },
            Kind::UnknownPlaceholder { found, known } => {
                if known.iter().any(|known| known == placeholder_name(found)) {
                    write!(
                        f,
                        "`{found}` no se reemplaza bien: el nombre va entre una llave y otra, sin espacios"
                    )
                } else {
                    write!(f, "`{found}` se leería tal cual: en este texto no hay ese dato")
                }
            }
            Kind::MinAboveMax { min, max } => {
                write!(f, "`minimo` ({min}) es mayor que `maximo` ({max})")
            }
            Kind::AboveMaximum { found, limit, container } => {
                write!(f, "{found} es más de lo que {container}: el máximo es {limit}")
            }
            Kind::Empty(entity) => f.write_str(entity.empty().1),
            Kind::Unused { message, .. } | Kind::Invalid { message, .. } => f.write_str(message),
        }
    }
}

/// Returns the most similar name; else the names, when they are few; else an example.
fn suggest_name(entity: EntityKind, found: &str, known: &[String], is_shared: bool) -> String {
    let closest = match entity {
        // A zone with a similar name has another clock: `known` holds only the suggestion.
        EntityKind::Zone => known.first().map(String::as_str),
        _ => closest_match(found, known.iter().map(String::as_str)),
    };
    match (closest, entity, known.len()) {
        (Some(name), ..) => format!("¿quiso decir «{name}»?"),
        _ if is_shared => "use un campo de esta misma sección, que esas páginas comparten".to_owned(),
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
