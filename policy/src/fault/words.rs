//! What an editor is told of a fault: its code, what is wrong, what to do.

use std::fmt;

use super::{Fault, FaultKind, Thing};
use crate::wording::name as gap_name;

/// Names are listed while they are at most this many.
const FEW: usize = 12;

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
            FaultKind::NotForKind { .. } => "clave-sin-efecto",
            FaultKind::NoMessage { .. } => "sin-mensaje",
            FaultKind::IdleMessage { .. } => "mensaje-sin-uso",
            FaultKind::Unfilled { .. } => "nombre-entre-llaves",
            FaultKind::EndsBeforeStart { .. } => "horario-al-reves",
            FaultKind::Overlaps { .. } => "horario-encimado",
            FaultKind::NeverOpen => "horario-vacio",
            FaultKind::MinAboveMax { .. } => "minimo-mayor",
            FaultKind::TooGreat { .. } => "limite-excedido",
            FaultKind::Empty { what: Thing::Operation } => "formulario-vacio",
            FaultKind::Empty { what: Thing::Field } => "seccion-vacia",
            FaultKind::Later { .. } => "campo-posterior",
            FaultKind::Empty { what: Thing::Choice }
            | FaultKind::NoChoices { .. }
            | FaultKind::OtherRows { .. } => "condicion-imposible",
            FaultKind::Empty { .. } => "lista-vacia",
            FaultKind::Reserved { .. } => "nombre-de-campo",
            FaultKind::NotHttps { .. } => "sin-https",
        }
    }

    /// Returns whether the key is wrong to which its path leads, and not the value.
    #[must_use]
    pub fn is_about_its_key(&self) -> bool {
        matches!(self.kind, FaultKind::NotForKind { .. } | FaultKind::IdleMessage { .. })
    }

    /// Returns the part of the value that is wrong, as it is written, when not all of it is.
    #[must_use]
    pub fn part(&self) -> Option<&str> {
        match &self.kind {
            FaultKind::Unfilled { found, .. } => Some(found),
            _ => None,
        }
    }

    /// Returns what to do about it.
    #[must_use]
    pub fn help(&self) -> String {
        match &self.kind {
            FaultKind::Unknown { what, found, known } => next_step(*what, found, known),
            FaultKind::MissingIn { found, known, .. } => {
                match crate::nearest(found, known.iter().map(String::as_str)) {
                    Some(name) => format!("¿quiso decir «{name}»?"),
                    None => "use un campo de esta misma sección, que esas páginas comparten".to_owned(),
                }
            }
            FaultKind::Unreadable { expected, .. } => format!("escriba {}", expected.words()),
            FaultKind::Repeated { what: Thing::Field, .. } => {
                "cambie el `id` de uno de los dos: es su nombre en los tickets".to_owned()
            }
            FaultKind::Repeated { what: Thing::Section, .. } => {
                "quite esta línea: una página hace las preguntas de una sección una sola vez".to_owned()
            }
            FaultKind::Repeated { what: Thing::Holiday | Thing::Choice, .. } => {
                "quite uno de los dos".to_owned()
            }
            FaultKind::Repeated { .. } => "quite uno de los dos, o cambie su nombre".to_owned(),
            FaultKind::Missing { key, .. } => format!("agregue `{key}: …`"),
            FaultKind::NotForKind { key, .. } => format!("quite `{key}` o cambie el `tipo`"),
            FaultKind::NoMessage { code } => {
                format!("agregue `{code}: …` en `mensajes` de este campo, o en `mensajes` de common.yaml")
            }
            FaultKind::Unfilled { found, known } => fillable(found, known),
            FaultKind::IdleMessage { nearest: Some(name), .. } => format!("¿quiso decir `{name}`?"),
            FaultKind::IdleMessage { .. } => "quite este mensaje o agregue la regla que lo usa".to_owned(),
            FaultKind::EndsBeforeStart { .. } => {
                "escriba una hora de cierre posterior; «24:00» es el final del día".to_owned()
            }
            FaultKind::Overlaps { .. } => "junte los dos horarios en uno o sepárelos".to_owned(),
            FaultKind::NeverOpen => {
                "escriba al menos un día: `- {dias: [lunes], de: \"08:30\", a: \"17:30\"}`".to_owned()
            }
            FaultKind::MinAboveMax { .. } => "baje `minimo` o suba `maximo`".to_owned(),
            FaultKind::TooGreat { limit, .. } => format!("escriba {limit} o menos"),
            FaultKind::Empty { what: Thing::Operation } => {
                "agregue al menos una operación: `- id: alta` y sus claves".to_owned()
            }
            FaultKind::Empty { what: Thing::Choice } => {
                "escriba con qué respuestas se hace esta pregunta: `es: [si]`".to_owned()
            }
            FaultKind::Empty { what: Thing::Field } => {
                "agregue `campos` con al menos una pregunta, o quite la sección".to_owned()
            }
            FaultKind::Empty { .. } => "agregue al menos un elemento, o quite la clave".to_owned(),
            FaultKind::Later { found } => {
                format!("ponga `{found}` antes de este campo, o quite la referencia")
            }
            FaultKind::NoChoices { .. } => {
                "use un campo de tipo «opcion», «seleccion» u «opciones»".to_owned()
            }
            FaultKind::OtherRows { rows, .. } => {
                format!(
                    "pase este campo a la sección que repite `{rows}`, o use una pregunta que se haga una vez"
                )
            }
            FaultKind::Reserved { found } => format!("escriba otro nombre, como «{found}_pedida»"),
            FaultKind::NotHttps { .. } => "escriba la dirección con `https://`".to_owned(),
        }
    }
}

/// The name that was probably meant; else those that there are, when they are few; else an example.
fn next_step(what: Thing, found: &str, known: &[String]) -> String {
    let meant = match what {
        // One that is only similar has another clock, so the one that was meant is all that is known.
        Thing::Zone => known.first().map(String::as_str),
        _ => crate::nearest(found, known.iter().map(String::as_str)),
    };
    if let Some(name) = meant {
        return format!("¿quiso decir «{name}»?");
    }
    match (what, known.len()) {
        (Thing::Zone, _) => "escriba su nombre de la base IANA, como «America/Mexico_City»".to_owned(),
        (_, 0) => "no hay ninguno todavía: escríbalo antes, o quite esta línea".to_owned(),
        (_, 1..=FEW) => {
            let names: Vec<_> = known.iter().map(|name| format!("«{name}»")).collect();
            format!("existe: {}", names.join(", "))
        }
        _ => format!("escriba el nombre de uno de los {} que existen", known.len()),
    }
}

/// The gap that was probably meant; else those that there are.
fn fillable(found: &str, known: &[String]) -> String {
    if known.iter().any(|known| known == gap_name(found)) {
        return format!("escriba `{{{}}}`", gap_name(found));
    }
    if let Some(name) = crate::nearest(gap_name(found), known.iter().map(String::as_str)) {
        return format!("¿quiso decir `{{{name}}}`?");
    }
    match known.len() {
        0 => "quítelo: en este texto no se reemplaza nada entre llaves".to_owned(),
        1..=FEW => {
            let names: Vec<_> = known.iter().map(|name| format!("`{{{name}}}`")).collect();
            format!("en este texto se reemplaza: {}", names.join(", "))
        }
        _ => "escriba el `id` de un campo de esta operación, o quítelo".to_owned(),
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
                write!(f, "el campo «{found}» no existe en {}", crate::spanish::list(&names))
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
