//! What an editor is told to do about a fault.

use crate::error::{EntityKind, PolicyError, PolicyErrorKind};
use crate::text::template::name as gap_name;

/// Names are listed while they are at most this many.
const FEW: usize = 12;

impl PolicyError {
    /// Returns what to do about it.
    #[must_use]
    pub fn help(&self) -> String {
        match &self.kind {
            PolicyErrorKind::Unknown { what, found, known } => next_step(*what, found, known),
            PolicyErrorKind::MissingIn { found, known, .. } => {
                match crate::text::suggest::closest_match(found, known.iter().map(String::as_str)) {
                    Some(name) => format!("¿quiso decir «{name}»?"),
                    None => "use un campo de esta misma sección, que esas páginas comparten".to_owned(),
                }
            }
            PolicyErrorKind::Unreadable { expected, .. } => format!("escriba {}", expected.words()),
            PolicyErrorKind::Repeated { what: EntityKind::Field, .. } => {
                "cambie el `id` de uno de los dos: es su nombre en los tickets".to_owned()
            }
            PolicyErrorKind::Repeated { what: EntityKind::Section, .. } => {
                "quite esta línea: una página hace las preguntas de una sección una sola vez".to_owned()
            }
            PolicyErrorKind::Repeated { what: EntityKind::Label, .. } => {
                "cambie una de las dos: quien contesta no puede distinguirlas".to_owned()
            }
            PolicyErrorKind::Repeated { what: EntityKind::Day | EntityKind::Holiday | EntityKind::Choice, .. } => {
                "quite uno de los dos".to_owned()
            }
            PolicyErrorKind::Repeated { .. } => "quite uno de los dos, o cambie su nombre".to_owned(),
            PolicyErrorKind::Missing { key, .. } => format!("agregue `{key}: …`"),
            PolicyErrorKind::NotForKind { key, .. } => format!("quite `{key}` o cambie el `tipo`"),
            PolicyErrorKind::NoMessage { code } => {
                format!("agregue `{code}: …` en `mensajes` de este campo, o en `mensajes` de common.yaml")
            }
            PolicyErrorKind::Unfilled { found, known } => fillable(found, known),
            PolicyErrorKind::IdleMessage { nearest: Some(name), .. }
            | PolicyErrorKind::UnknownMessage { nearest: Some(name), .. } => format!("¿quiso decir `{name}`?"),
            PolicyErrorKind::IdleMessage { .. } => "quite este mensaje o agregue la regla que lo usa".to_owned(),
            PolicyErrorKind::UnknownMessage { .. } => "quite este mensaje: nada lo muestra".to_owned(),
            PolicyErrorKind::Blank => "escriba el texto, o quite la clave si se puede omitir".to_owned(),
            PolicyErrorKind::AtOdds { help, .. } => (*help).to_owned(),
            PolicyErrorKind::WrongKind { wanted, .. } => format!("nombre un campo de tipo «{wanted}»"),
            PolicyErrorKind::Contradiction { .. } => {
                "quite una de las condiciones; varias respuestas de un mismo campo van juntas: `es: [una, otra]`"
                    .to_owned()
            }
            PolicyErrorKind::EndsBeforeStart { .. } => {
                "escriba una hora de cierre posterior; «24:00» es el final del día".to_owned()
            }
            PolicyErrorKind::Overlaps { .. } => "junte los dos horarios en uno o sepárelos".to_owned(),
            PolicyErrorKind::NeverOpen => {
                "escriba al menos un día: `- {dias: [lunes], de: \"08:30\", a: \"17:30\"}`".to_owned()
            }
            PolicyErrorKind::MinAboveMax { .. } => "baje `minimo` o suba `maximo`".to_owned(),
            PolicyErrorKind::TooGreat { limit, .. } => format!("escriba {limit} o menos"),
            PolicyErrorKind::Empty { what: EntityKind::Operation } => {
                "agregue al menos una operación: `- id: alta` y sus claves".to_owned()
            }
            PolicyErrorKind::Empty { what: EntityKind::Choice } => {
                "escriba con qué respuestas se hace esta pregunta: `es: [si]`".to_owned()
            }
            PolicyErrorKind::Empty { what: EntityKind::Field } => {
                "agregue `campos` con al menos una pregunta, o quite la sección".to_owned()
            }
            PolicyErrorKind::Empty { what: EntityKind::Day } => {
                "escriba los días, como `dias: [lunes, martes]`, o quite este horario".to_owned()
            }
            PolicyErrorKind::Empty { .. } => "agregue al menos un elemento, o quite la clave".to_owned(),
            PolicyErrorKind::Later { found } => {
                format!("ponga `{found}` antes de este campo, o quite la referencia")
            }
            PolicyErrorKind::Itself { .. } => "nombre otro campo, que esté antes de este".to_owned(),
            PolicyErrorKind::NoChoices { .. } => {
                "use un campo de tipo «opcion», «seleccion» u «opciones»".to_owned()
            }
            PolicyErrorKind::OtherRows { rows, .. } => {
                format!(
                    "pase este campo a la sección que repite `{rows}`, o use una pregunta que se haga una vez"
                )
            }
            PolicyErrorKind::Reserved { found } => format!("escriba otro nombre, como «{found}_pedida»"),
            PolicyErrorKind::NotHttps { .. } => "escriba la dirección con `https://`".to_owned(),
        }
    }
}

/// The name that was probably meant; else those that there are, when they are few; else an example.
fn next_step(what: EntityKind, found: &str, known: &[String]) -> String {
    let meant = match what {
        // One that is only similar has another clock, so the one that was meant is all that is known.
        EntityKind::Zone => known.first().map(String::as_str),
        _ => crate::text::suggest::closest_match(found, known.iter().map(String::as_str)),
    };
    if let Some(name) = meant {
        return format!("¿quiso decir «{name}»?");
    }
    match (what, known.len()) {
        (EntityKind::Zone, _) => "escriba su nombre de la base IANA, como «America/Mexico_City»".to_owned(),
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
    if let Some(name) = crate::text::suggest::closest_match(gap_name(found), known.iter().map(String::as_str))
    {
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
