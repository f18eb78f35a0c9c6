//! The diagnostic code of an error and the message for the editor.

use std::fmt;

use crate::error::{EntityKind, PathSegment, PolicyError, PolicyErrorKind as Kind};
use crate::text::spanish;
use crate::text::template::placeholder_name;

impl PolicyError {
    /// Returns the diagnostic code, by which `folio explain` finds the explanation.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match &self.kind {
            Kind::Unknown { entity, .. } => entity.unknown_code(),
            Kind::UnknownInOperations { .. } => EntityKind::Field.unknown_code(),
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
            Kind::Unknown { entity, found, .. } => write!(f, "{} «{found}» no existe", entity.name()),
            Kind::UnknownInOperations { found, operations, .. } => {
                let names = operations.iter().map(|name| format!("«{name}»"));
                write!(f, "el campo «{found}» no existe en {}", spanish::format_list(names))
            }
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
