//! What an editor is told to do about a fault.

use crate::error::{Fault, FaultKind, Thing};
use crate::text::template::name as gap_name;

/// Names are listed while they are at most this many.
const FEW: usize = 12;

impl Fault {
    /// Returns what to do about it.
    #[must_use]
    pub fn help(&self) -> String {
        match &self.kind {
            FaultKind::Unknown { what, found, known } => next_step(*what, found, known),
            FaultKind::MissingIn { found, known, .. } => {
                match crate::text::suggest::nearest(found, known.iter().map(String::as_str)) {
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
            FaultKind::Repeated { what: Thing::Label, .. } => {
                "cambie una de las dos: quien contesta no puede distinguirlas".to_owned()
            }
            FaultKind::Repeated { what: Thing::Day | Thing::Holiday | Thing::Choice, .. } => {
                "quite uno de los dos".to_owned()
            }
            FaultKind::Repeated { .. } => "quite uno de los dos, o cambie su nombre".to_owned(),
            FaultKind::Missing { key, .. } => format!("agregue `{key}: …`"),
            FaultKind::NotForKind { key, .. } => format!("quite `{key}` o cambie el `tipo`"),
            FaultKind::NoMessage { code } => {
                format!("agregue `{code}: …` en `mensajes` de este campo, o en `mensajes` de common.yaml")
            }
            FaultKind::Unfilled { found, known } => fillable(found, known),
            FaultKind::IdleMessage { nearest: Some(name), .. }
            | FaultKind::UnknownMessage { nearest: Some(name), .. } => format!("¿quiso decir `{name}`?"),
            FaultKind::IdleMessage { .. } => "quite este mensaje o agregue la regla que lo usa".to_owned(),
            FaultKind::UnknownMessage { .. } => "quite este mensaje: nada lo muestra".to_owned(),
            FaultKind::Blank => "escriba el texto, o quite la clave si se puede omitir".to_owned(),
            FaultKind::AtOdds { help, .. } => (*help).to_owned(),
            FaultKind::WrongKind { wanted, .. } => format!("nombre un campo de tipo «{wanted}»"),
            FaultKind::Contradiction { .. } => {
                "quite una de las condiciones; varias respuestas de un mismo campo van juntas: `es: [una, otra]`"
                    .to_owned()
            }
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
            FaultKind::Empty { what: Thing::Day } => {
                "escriba los días, como `dias: [lunes, martes]`, o quite este horario".to_owned()
            }
            FaultKind::Empty { .. } => "agregue al menos un elemento, o quite la clave".to_owned(),
            FaultKind::Later { found } => {
                format!("ponga `{found}` antes de este campo, o quite la referencia")
            }
            FaultKind::Itself { .. } => "nombre otro campo, que esté antes de este".to_owned(),
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
        _ => crate::text::suggest::nearest(found, known.iter().map(String::as_str)),
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
    if let Some(name) = crate::text::suggest::nearest(gap_name(found), known.iter().map(String::as_str)) {
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
