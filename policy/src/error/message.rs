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
            Kind::NotForKind { .. } | Kind::ConflictingKeys { .. } => "clave-sin-efecto",
            Kind::MissingMessage(_) => "sin-mensaje",
            Kind::UnusedMessage { .. } | Kind::UnknownMessage { .. } => "mensaje-sin-uso",
            Kind::Blank => "tipo-equivocado",
            Kind::WrongKind { .. } => "valor-equivocado",
            Kind::UnknownPlaceholder { .. } => "nombre-entre-llaves",
            Kind::EndsBeforeStart { .. } => "horario-al-reves",
            Kind::Overlaps(_) => "horario-encimado",
            Kind::NeverOpen => "horario-vacio",
            Kind::MinAboveMax { .. } => "minimo-mayor",
            Kind::AboveMaximum { .. } => "limite-excedido",
            Kind::ForwardReference(_) | Kind::SelfReference(_) => "campo-posterior",
            Kind::NotAChoiceField { .. } | Kind::Contradiction(_) | Kind::RepeatedFieldReference { .. } => {
                "condicion-imposible"
            }
            Kind::Reserved(_) => "nombre-de-campo",
            Kind::NotHttps(_) => "sin-https",
        }
    }

    /// Returns whether the error is in the key at its path, and not in the value.
    #[must_use]
    pub fn points_at_key(&self) -> bool {
        matches!(
            self.kind,
            Kind::NotForKind { .. }
                | Kind::ConflictingKeys { .. }
                | Kind::UnusedMessage { .. }
                | Kind::UnknownMessage { .. }
        )
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
            Kind::NotForKind { key, kind } => {
                write!(f, "`{key}` no tiene efecto en un campo de tipo «{kind}»")
            }
            Kind::MissingMessage(code) => {
                write!(f, "falta el mensaje `{code}` de una regla de este campo")
            }
            Kind::UnusedMessage { code, .. } => {
                write!(f, "el mensaje `{code}` nunca se muestra: este campo no tiene esa regla")
            }
            Kind::UnknownMessage { code, .. } => {
                write!(f, "el mensaje `{code}` nunca se muestra: no existe")
            }
            Kind::Blank => match self.path.0.last() {
                Some(PathSegment::Key(key)) => write!(f, "`{key}` debe ser un texto: está vacío"),
                _ => write!(f, "debe ser un texto: está vacío"),
            },
            Kind::ConflictingKeys { key, reason, .. } => write!(f, "`{key}` {reason}"),
            Kind::WrongKind { field, kind, expected } => {
                write!(f, "«{field}» es de tipo «{kind}», y aquí va un campo de tipo «{expected}»")
            }
            Kind::Contradiction(field) => {
                write!(f, "la consecuencia nunca se cumple: necesita de «{field}» dos respuestas a la vez")
            }
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
            Kind::EndsBeforeStart { from, to } => {
                write!(f, "el horario empieza a las {from} y termina a las {to}")
            }
            Kind::Overlaps(day) => write!(f, "dos horarios del {day} se enciman"),
            Kind::NeverOpen => write!(f, "el horario no tiene ningún minuto abierto"),
            Kind::MinAboveMax { min, max } => {
                write!(f, "`minimo` ({min}) es mayor que `maximo` ({max})")
            }
            Kind::AboveMaximum { found, limit, container } => {
                write!(f, "{found} es más de lo que {container}: el máximo es {limit}")
            }
            Kind::Empty(entity) => f.write_str(entity.empty().1),
            Kind::ForwardReference(found) => {
                write!(f, "el campo «{found}» no está antes de este, y solo se puede usar uno anterior")
            }
            Kind::SelfReference(found) => write!(f, "el campo «{found}» depende de sí mismo"),
            Kind::NotAChoiceField { field, kind } => {
                write!(f, "la condición nunca se cumple: «{field}» es de tipo «{kind}» y no tiene opciones")
            }
            Kind::RepeatedFieldReference { field, rows } => {
                write!(f, "la condición nunca se cumple: «{field}» se pregunta en cada renglón de «{rows}»")
            }
            Kind::Reserved(found) => {
                write!(f, "«{found}» es un nombre que el formulario usa para sí mismo")
            }
            Kind::NotHttps(found) => write!(f, "`{found}`: la dirección no es segura"),
        }
    }
}
