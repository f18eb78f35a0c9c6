//! What an editor is told of a fault: its code, and what is wrong.

use std::fmt;

use crate::error::{Fault, FaultKind, Step, Thing};
use crate::text::template::name as gap_name;

impl Fault {
    /// Returns the name under which this kind of fault is listed and explained.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match &self.kind {
            FaultKind::Unknown { what, .. } => what.unknown(),
            FaultKind::MissingIn { .. } => Thing::Field.unknown(),
            FaultKind::Unreadable { expected, .. } => expected.code(),
            FaultKind::Repeated { what, .. } => what.repeated(),
            FaultKind::Missing { .. } => "falta-clave",
            FaultKind::NotForKind { .. } | FaultKind::AtOdds { .. } => "clave-sin-efecto",
            FaultKind::NoMessage { .. } => "sin-mensaje",
            FaultKind::IdleMessage { .. } | FaultKind::UnknownMessage { .. } => "mensaje-sin-uso",
            FaultKind::Blank => "tipo-equivocado",
            FaultKind::WrongKind { .. } => "valor-equivocado",
            FaultKind::Unfilled { .. } => "nombre-entre-llaves",
            FaultKind::EndsBeforeStart { .. } => "horario-al-reves",
            FaultKind::Overlaps { .. } => "horario-encimado",
            FaultKind::NeverOpen => "horario-vacio",
            FaultKind::MinAboveMax { .. } => "minimo-mayor",
            FaultKind::TooGreat { .. } => "limite-excedido",
            FaultKind::Empty { what: Thing::Operation } => "formulario-vacio",
            FaultKind::Empty { what: Thing::Field } => "seccion-vacia",
            FaultKind::Later { .. } | FaultKind::Itself { .. } => "campo-posterior",
            FaultKind::Empty { what: Thing::Choice }
            | FaultKind::NoChoices { .. }
            | FaultKind::Contradiction { .. }
            | FaultKind::OtherRows { .. } => "condicion-imposible",
            FaultKind::Empty { .. } => "lista-vacia",
            FaultKind::Reserved { .. } => "nombre-de-campo",
            FaultKind::NotHttps { .. } => "sin-https",
        }
    }

    /// Returns whether the key is wrong to which its path leads, and not the value.
    #[must_use]
    pub fn is_about_its_key(&self) -> bool {
        matches!(
            self.kind,
            FaultKind::NotForKind { .. }
                | FaultKind::AtOdds { .. }
                | FaultKind::IdleMessage { .. }
                | FaultKind::UnknownMessage { .. }
        )
    }

    /// Returns the part of the value that is wrong, as it is written, when not all of it is.
    #[must_use]
    pub fn part(&self) -> Option<&str> {
        match &self.kind {
            FaultKind::Unfilled { found, .. } => Some(found),
            _ => None,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            FaultKind::Unknown { what: Thing::Requester, found, .. } => {
                write!(f, "ningún campo de tipo «correo» se llama «{found}»")
            }
            FaultKind::Unknown { what, found, .. } => write!(f, "{} «{found}» no existe", what.name()),
            FaultKind::MissingIn { found, operations, .. } => {
                let names: Vec<_> = operations.iter().map(|name| format!("«{name}»")).collect();
                let names: Vec<_> = names.iter().map(String::as_str).collect();
                write!(f, "el campo «{found}» no existe en {}", crate::text::spanish::list(&names))
            }
            FaultKind::Unreadable { found, expected } => write!(f, "«{found}» {}", expected.wrong()),
            FaultKind::Repeated { what, found } => write!(f, "{} «{found}» aparece dos veces", what.name()),
            FaultKind::Missing { key, because } => write!(f, "falta `{key}`: {because}"),
            FaultKind::NotForKind { key, kind } => {
                write!(f, "`{key}` no tiene efecto en un campo de tipo «{kind}»")
            }
            FaultKind::NoMessage { code } => {
                write!(f, "falta el mensaje `{code}` de una regla de este campo")
            }
            FaultKind::IdleMessage { code, .. } => {
                write!(f, "el mensaje `{code}` nunca se muestra: este campo no tiene esa regla")
            }
            FaultKind::UnknownMessage { code, .. } => {
                write!(f, "el mensaje `{code}` nunca se muestra: no existe")
            }
            FaultKind::Blank => match self.at.0.last() {
                Some(Step::Key(key)) => write!(f, "`{key}` debe ser un texto: está vacío"),
                _ => write!(f, "debe ser un texto: está vacío"),
            },
            FaultKind::AtOdds { key, because, .. } => write!(f, "`{key}` {because}"),
            FaultKind::WrongKind { field, kind, wanted } => {
                write!(f, "«{field}» es de tipo «{kind}», y aquí va un campo de tipo «{wanted}»")
            }
            FaultKind::Contradiction { field } => {
                write!(f, "la consecuencia nunca se cumple: necesita de «{field}» dos respuestas a la vez")
            }
            FaultKind::Unfilled { found, known } => {
                if known.iter().any(|known| known == gap_name(found)) {
                    write!(
                        f,
                        "`{found}` no se reemplaza bien: el nombre va entre una llave y otra, sin espacios"
                    )
                } else {
                    write!(f, "`{found}` se leería tal cual: en este texto no hay ese dato")
                }
            }
            FaultKind::EndsBeforeStart { from, to } => {
                write!(f, "el horario empieza a las {from} y termina a las {to}")
            }
            FaultKind::Overlaps { day } => write!(f, "dos horarios del {day} se enciman"),
            FaultKind::NeverOpen => write!(f, "el horario no tiene ningún minuto abierto"),
            FaultKind::MinAboveMax { min, max } => {
                write!(f, "`minimo` ({min}) es mayor que `maximo` ({max})")
            }
            FaultKind::TooGreat { found, limit, whose } => {
                write!(f, "{found} es más de lo que {whose}: el máximo es {limit}")
            }
            FaultKind::Empty { what: Thing::Operation } => {
                write!(f, "el formulario no tiene ninguna operación, y sin ella no tiene página")
            }
            FaultKind::Empty { what: Thing::Choice } => {
                write!(f, "la condición nunca se cumple: `es` no tiene ninguna respuesta")
            }
            FaultKind::Empty { what: Thing::Field } => write!(f, "la sección no tiene ninguna pregunta"),
            FaultKind::Empty { .. } => write!(f, "la lista está vacía, y se necesita al menos un elemento"),
            FaultKind::Later { found } => {
                write!(f, "el campo «{found}» no está antes de este, y solo se puede usar uno anterior")
            }
            FaultKind::Itself { found } => write!(f, "el campo «{found}» depende de sí mismo"),
            FaultKind::NoChoices { field, kind } => {
                write!(f, "la condición nunca se cumple: «{field}» es de tipo «{kind}» y no tiene opciones")
            }
            FaultKind::OtherRows { field, rows } => {
                write!(f, "la condición nunca se cumple: «{field}» se pregunta en cada renglón de «{rows}»")
            }
            FaultKind::Reserved { found } => {
                write!(f, "«{found}» es un nombre que el formulario usa para sí mismo")
            }
            FaultKind::NotHttps { found } => write!(f, "`{found}`: la dirección no es segura"),
        }
    }
}
