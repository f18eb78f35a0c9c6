//! What an editor is told of a fault: its code, and what is wrong.

use std::fmt;

use crate::error::{EntityKind, PathSegment, PolicyError, PolicyErrorKind};
use crate::text::template::name as gap_name;

impl PolicyError {
    /// Returns the name under which this kind of fault is listed and explained.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match &self.kind {
            PolicyErrorKind::Unknown { what, .. } => what.unknown(),
            PolicyErrorKind::MissingIn { .. } => EntityKind::Field.unknown(),
            PolicyErrorKind::Unreadable { expected, .. } => expected.code(),
            PolicyErrorKind::Repeated { what, .. } => what.repeated(),
            PolicyErrorKind::Missing { .. } => "falta-clave",
            PolicyErrorKind::NotForKind { .. } | PolicyErrorKind::AtOdds { .. } => "clave-sin-efecto",
            PolicyErrorKind::NoMessage { .. } => "sin-mensaje",
            PolicyErrorKind::IdleMessage { .. } | PolicyErrorKind::UnknownMessage { .. } => "mensaje-sin-uso",
            PolicyErrorKind::Blank => "tipo-equivocado",
            PolicyErrorKind::WrongKind { .. } => "valor-equivocado",
            PolicyErrorKind::Unfilled { .. } => "nombre-entre-llaves",
            PolicyErrorKind::EndsBeforeStart { .. } => "horario-al-reves",
            PolicyErrorKind::Overlaps { .. } => "horario-encimado",
            PolicyErrorKind::NeverOpen => "horario-vacio",
            PolicyErrorKind::MinAboveMax { .. } => "minimo-mayor",
            PolicyErrorKind::TooGreat { .. } => "limite-excedido",
            PolicyErrorKind::Empty { what: EntityKind::Operation } => "formulario-vacio",
            PolicyErrorKind::Empty { what: EntityKind::Field } => "seccion-vacia",
            PolicyErrorKind::Later { .. } | PolicyErrorKind::Itself { .. } => "campo-posterior",
            PolicyErrorKind::Empty { what: EntityKind::Choice }
            | PolicyErrorKind::NoChoices { .. }
            | PolicyErrorKind::Contradiction { .. }
            | PolicyErrorKind::OtherRows { .. } => "condicion-imposible",
            PolicyErrorKind::Empty { .. } => "lista-vacia",
            PolicyErrorKind::Reserved { .. } => "nombre-de-campo",
            PolicyErrorKind::NotHttps { .. } => "sin-https",
        }
    }

    /// Returns whether the key is wrong to which its path leads, and not the value.
    #[must_use]
    pub fn is_about_its_key(&self) -> bool {
        matches!(
            self.kind,
            PolicyErrorKind::NotForKind { .. }
                | PolicyErrorKind::AtOdds { .. }
                | PolicyErrorKind::IdleMessage { .. }
                | PolicyErrorKind::UnknownMessage { .. }
        )
    }

    /// Returns the part of the value that is wrong, as it is written, when not all of it is.
    #[must_use]
    pub fn part(&self) -> Option<&str> {
        match &self.kind {
            PolicyErrorKind::Unfilled { found, .. } => Some(found),
            _ => None,
        }
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            PolicyErrorKind::Unknown { what: EntityKind::Requester, found, .. } => {
                write!(f, "ningún campo de tipo «correo» se llama «{found}»")
            }
            PolicyErrorKind::Unknown { what, found, .. } => write!(f, "{} «{found}» no existe", what.name()),
            PolicyErrorKind::MissingIn { found, operations, .. } => {
                let names: Vec<_> = operations.iter().map(|name| format!("«{name}»")).collect();
                let names: Vec<_> = names.iter().map(String::as_str).collect();
                write!(f, "el campo «{found}» no existe en {}", crate::text::spanish::list(&names))
            }
            PolicyErrorKind::Unreadable { found, expected } => write!(f, "«{found}» {}", expected.wrong()),
            PolicyErrorKind::Repeated { what, found } => {
                write!(f, "{} «{found}» aparece dos veces", what.name())
            }
            PolicyErrorKind::Missing { key, because } => write!(f, "falta `{key}`: {because}"),
            PolicyErrorKind::NotForKind { key, kind } => {
                write!(f, "`{key}` no tiene efecto en un campo de tipo «{kind}»")
            }
            PolicyErrorKind::NoMessage { code } => {
                write!(f, "falta el mensaje `{code}` de una regla de este campo")
            }
            PolicyErrorKind::IdleMessage { code, .. } => {
                write!(f, "el mensaje `{code}` nunca se muestra: este campo no tiene esa regla")
            }
            PolicyErrorKind::UnknownMessage { code, .. } => {
                write!(f, "el mensaje `{code}` nunca se muestra: no existe")
            }
            PolicyErrorKind::Blank => match self.at.0.last() {
                Some(PathSegment::Key(key)) => write!(f, "`{key}` debe ser un texto: está vacío"),
                _ => write!(f, "debe ser un texto: está vacío"),
            },
            PolicyErrorKind::AtOdds { key, because, .. } => write!(f, "`{key}` {because}"),
            PolicyErrorKind::WrongKind { field, kind, wanted } => {
                write!(f, "«{field}» es de tipo «{kind}», y aquí va un campo de tipo «{wanted}»")
            }
            PolicyErrorKind::Contradiction { field } => {
                write!(f, "la consecuencia nunca se cumple: necesita de «{field}» dos respuestas a la vez")
            }
            PolicyErrorKind::Unfilled { found, known } => {
                if known.iter().any(|known| known == gap_name(found)) {
                    write!(
                        f,
                        "`{found}` no se reemplaza bien: el nombre va entre una llave y otra, sin espacios"
                    )
                } else {
                    write!(f, "`{found}` se leería tal cual: en este texto no hay ese dato")
                }
            }
            PolicyErrorKind::EndsBeforeStart { from, to } => {
                write!(f, "el horario empieza a las {from} y termina a las {to}")
            }
            PolicyErrorKind::Overlaps { day } => write!(f, "dos horarios del {day} se enciman"),
            PolicyErrorKind::NeverOpen => write!(f, "el horario no tiene ningún minuto abierto"),
            PolicyErrorKind::MinAboveMax { min, max } => {
                write!(f, "`minimo` ({min}) es mayor que `maximo` ({max})")
            }
            PolicyErrorKind::TooGreat { found, limit, whose } => {
                write!(f, "{found} es más de lo que {whose}: el máximo es {limit}")
            }
            PolicyErrorKind::Empty { what: EntityKind::Operation } => {
                write!(f, "el formulario no tiene ninguna operación, y sin ella no tiene página")
            }
            PolicyErrorKind::Empty { what: EntityKind::Choice } => {
                write!(f, "la condición nunca se cumple: `es` no tiene ninguna respuesta")
            }
            PolicyErrorKind::Empty { what: EntityKind::Field } => {
                write!(f, "la sección no tiene ninguna pregunta")
            }
            PolicyErrorKind::Empty { .. } => {
                write!(f, "la lista está vacía, y se necesita al menos un elemento")
            }
            PolicyErrorKind::Later { found } => {
                write!(f, "el campo «{found}» no está antes de este, y solo se puede usar uno anterior")
            }
            PolicyErrorKind::Itself { found } => write!(f, "el campo «{found}» depende de sí mismo"),
            PolicyErrorKind::NoChoices { field, kind } => {
                write!(f, "la condición nunca se cumple: «{field}» es de tipo «{kind}» y no tiene opciones")
            }
            PolicyErrorKind::OtherRows { field, rows } => {
                write!(f, "la condición nunca se cumple: «{field}» se pregunta en cada renglón de «{rows}»")
            }
            PolicyErrorKind::Reserved { found } => {
                write!(f, "«{found}» es un nombre que el formulario usa para sí mismo")
            }
            PolicyErrorKind::NotHttps { found } => write!(f, "`{found}`: la dirección no es segura"),
        }
    }
}
