//! A YAML tree to a written shape, telling every fault on the way.
//!
//! A deserializer stops at its first error. This one does not: it tells the fault, hands a stand-in of the right kind
//! to whoever asked (an empty text, no elements, a struct of stand-ins), and goes on; what comes out is thrown away
//! when anything was told. A key that is missing can only be found by the struct itself, which ends the reading;
//! the tree is then read again with a stand-in for that key.

pub(crate) mod decoder;
pub(crate) mod defaults;
pub(crate) mod entries;
pub(crate) mod kinds;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt;

use serde::de;
use serde::de::DeserializeOwned;

use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::parse::yaml::{Node, Value};
use crate::read::source::File;

use crate::parse::decode::decoder::Decoder;

/// Returns what `node`, the whole of `file` or its front matter, says in the shape of `T`.
///
/// Returns none when it does not have that shape; `faults` then tells why.
pub(crate) fn decode<T: DeserializeOwned>(file: &File, node: &Node, faults: &mut Diagnostics) -> Option<T> {
    if node.value == Value::Nothing {
        let first = file.text().lines().next().unwrap_or_default();
        let place = Span { line: 1, column: 1, length: first.chars().count() };
        let fault = Diagnostic::at(file, place, "archivo-vacio", "aquí no hay nada, y se necesitan claves");
        faults.push(fault.help("escríbalas, cada una en su línea: `clave: valor`"));
        return None;
    }
    let mut absent = BTreeSet::new();
    loop {
        let reading = Reading { file, absent: &absent, faults: RefCell::default() };
        let outcome = T::deserialize(Decoder::new(node, &reading));
        let found = reading.faults.into_inner();
        match outcome {
            Err(Stop::Absent(key)) if absent.insert(key) => {}
            Ok(value) if found.is_empty() && absent.is_empty() => return Some(value),
            _ => {
                faults.extend(found);
                return None;
            }
        }
    }
}

/// Returns the emptiest value of a shape.
#[cfg(test)]
pub(crate) fn stand_in<T: DeserializeOwned>() -> T {
    T::deserialize(crate::parse::decode::defaults::Blank).expect("a stand-in for every kind")
}

/// One way through the tree.
pub(crate) struct Reading<'a> {
    file: &'a File,
    absent: &'a BTreeSet<Absent>,
    faults: RefCell<Diagnostics>,
}

/// A key that a map lacks. The map is known by where it stands in memory, since two may stand in one place of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Absent {
    map: usize,
    key: &'static str,
}

/// Why a reading ended before its time.
#[derive(Debug)]
pub(crate) enum Stop {
    /// A key is missing, of a map not yet known.
    Missing(&'static str),
    /// A key is missing.
    Absent(Absent),
    /// The shape refuses the value for a reason of its own.
    Refused(String),
    /// It has been told.
    Told,
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(key) | Self::Absent(Absent { key, .. }) => write!(f, "falta `{key}`"),
            Self::Refused(why) => f.write_str(why),
            Self::Told => f.write_str("ya se dijo"),
        }
    }
}

impl std::error::Error for Stop {}

impl de::Error for Stop {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::Refused(message.to_string())
    }

    fn missing_field(field: &'static str) -> Self {
        Self::Missing(field)
    }
}

impl Reading<'_> {
    fn tell(&self, place: Span, code: &'static str, message: String) {
        self.tell_with(place, code, message, |fault| fault);
    }

    fn tell_with(
        &self,
        place: Span,
        code: &'static str,
        message: String,
        more: impl FnOnce(Diagnostic) -> Diagnostic,
    ) {
        self.faults.borrow_mut().push(more(Diagnostic::at(self.file, place, code, message)));
    }
}

/// The kind of value that a shape asks for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Wanted {
    Text,
    /// `true` or `false`.
    Truth,
    /// An integer, in words that tell its range.
    Number(&'static str),
    List,
    Map,
}

impl Wanted {
    fn words(self) -> &'static str {
        match self {
            Self::Text => "un texto",
            Self::Truth => "`true` o `false`",
            Self::Number(words) => words,
            Self::List => "una lista",
            Self::Map => "un grupo de claves",
        }
    }

    /// What to write after `key`, which is a key and its colon or the sign of an element.
    fn help(self, key: &str) -> String {
        match self {
            Self::Text => format!("escriba un texto en la misma línea: `{key}…`"),
            Self::Truth => format!("escriba `{key}true` o `{key}false`, sin comillas"),
            Self::Number(_) => format!("escriba solo el número, sin unidades: `{key}10`"),
            Self::List => format!(
                "escriba los elementos entre corchetes, `{key}[uno, dos]`, o cada uno en su línea con `- `"
            ),
            Self::Map => "escriba sus claves debajo, cada una en su línea: `clave: valor`".to_owned(),
        }
    }
}

/// A value that is longer is told by its beginning.
const LONG: usize = 40;

fn shortened(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let short: String = line.chars().take(LONG).collect();
    if short.len() < text.trim_end().len() { format!("{short}…") } else { short }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;

    use super::*;
    use crate::read::source::FileContent;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct House {
        name: String,
        #[serde(default)]
        open: bool,
        rooms: Vec<Room>,
        #[serde(default)]
        words: BTreeMap<String, String>,
        colour: Option<Colour>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Room {
        id: String,
        doors: u32,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Colour {
        Red,
        Green,
    }

    fn read(text: &str) -> Result<House, String> {
        let file = File { path: "house.yaml".to_owned(), content: FileContent::Text(text.to_owned()) };
        let mut faults = Diagnostics::default();
        let node = Node::parse(&file, text, 0, &mut faults);
        let house = node.and_then(|node| decode(&file, &node, &mut faults));
        let with_help = |fault: &Diagnostic| match &fault.help {
            Some(help) => format!("{fault}; {help}"),
            None => fault.to_string(),
        };
        house.ok_or_else(|| faults.iter().map(with_help).collect::<Vec<_>>().join("\n"))
    }

    #[track_caller]
    fn told(text: &str, expected: &[&str]) {
        let expected: Vec<_> = expected.iter().map(|line| format!("house.yaml:{line}")).collect();
        assert_eq!(read(text).expect_err("it is wrong"), expected.join("\n"));
    }

    #[test]
    fn what_is_written_well_is_read() {
        let text = "name: 4\nopen: true\nrooms:\n- id: no\n  doors: 2\nwords: {a: 08:30}\ncolour: green\n";
        let house = House {
            name: "4".to_owned(),
            open: true,
            rooms: vec![Room { id: "no".to_owned(), doors: 2 }],
            words: BTreeMap::from([("a".to_owned(), "08:30".to_owned())]),
            colour: Some(Colour::Green),
        };
        assert_eq!(read(text), Ok(house));
    }

    #[test]
    fn a_list_without_elements_may_be_left_empty() {
        assert_eq!(read("name: a\nrooms:\n").map(|house| house.rooms), Ok(vec![]));
    }

    #[test]
    fn an_unknown_key_comes_with_the_nearest_one() {
        told("name: a\nroms: []\nrooms: []\n", &["2:1: `roms`: la clave no existe; ¿quiso decir `rooms`?"]);
    }

    #[test]
    fn every_fault_is_told_not_just_the_first() {
        told(
            "nme: a\nopen: si\nrooms:\n- doors: x\n- id: [1]\n  doors: -1\n- casa\ncolour: gren\n",
            &[
                "1:1: `nme`: la clave no existe; ¿quiso decir `name`?",
                "2:7: `open` debe ser `true` o `false`: se encontró «si»; escriba `open: true` o `open: false`, sin comillas",
                "4:3: falta `id`; agregue `id: …`",
                "4:10: `doors` debe ser un número entero, 0 o mayor: se encontró «x»; escriba solo el número, sin unidades: `doors: 10`",
                "5:3: `id` debe ser un texto: se encontró una lista; escriba un texto en la misma línea: `id: …`",
                "6:10: `doors` debe ser un número entero, 0 o mayor: se encontró «-1»; escriba solo el número, sin unidades: `doors: 10`",
                "7:3: debe ser un grupo de claves: se encontró «casa»; escriba sus claves debajo, cada una en su línea: `clave: valor`",
                "8:9: «gren» no existe en `colour`; ¿quiso decir `green`?",
            ],
        );
    }

    #[test]
    fn what_brackets_make_a_key_of_is_told_for_what_it_is() {
        let told_of = |room: &str, expected: &[&str]| told(&format!("name: a\nrooms:\n- {room}\n"), expected);
        let space = "falta un espacio después de `:`; escriba `clave: valor`, con un espacio después de `:`";
        told_of("{id:a, doors: 1}", &[&format!("3:4: {space}")]);
        let hard = "hay un espacio duro aquí, y para YAML no es un espacio; bórrelo y escriba uno normal";
        told_of("{id:\u{a0}a, doors: 1}", &[&format!("3:7: {hard}")]);
        let comma = "la coma separa dentro de `{…}`, y esto quedó fuera del valor; si es parte del texto, ponga todo el valor entre comillas; si es una clave, escriba `clave: valor`";
        told_of("{id: a, of the house, doors: 1}", &[&format!("3:11: {comma}")]);
        let colon = "falta `:` después de la clave; escriba `clave: valor`, con un espacio después de `:`";
        told_of("{id: a, doors 1}", &[&format!("3:11: {colon}")]);
    }

    #[test]
    fn a_list_whose_first_dash_is_none_is_told_for_what_it_is() {
        let space = "falta un espacio después del guion; escriba `- ` y luego el elemento";
        told("name: a\nrooms:\n  -a\n  - b\n", &[&format!("3:3: {space}")]);
        let hard = "hay un espacio duro aquí, y para YAML no es un espacio; bórrelo y escriba uno normal";
        told("name: a\nrooms:\n  -\u{a0}a\n  - b\n", &[&format!("3:4: {hard}")]);
        let dash =
            "los elementos de esta lista empiezan con un guion y un espacio; escriba `- ` antes de este";
        told("name: a\nrooms:\n  a\n  - b\n", &[&format!("3:3: {dash}")]);
    }

    #[test]
    fn several_keys_missing_in_several_places_are_all_told() {
        told(
            "open: true\nrooms:\n- doors: 1\n- id: a\n",
            &[
                "1:1: falta `name`; agregue `name: …`",
                "3:3: falta `id`; agregue `id: …`",
                "4:3: falta `doors`; agregue `doors: …`",
            ],
        );
    }

    #[test]
    fn a_value_that_is_not_there_is_told_at_its_key() {
        told(
            "name:\nrooms: []\n",
            &["1:1: `name` debe ser un texto: no hay nada; escriba un texto en la misma línea: `name: …`"],
        );
    }

    #[test]
    fn an_empty_file_lacks_everything() {
        told(
            "",
            &[
                "1:1: aquí no hay nada, y se necesitan claves; escríbalas, cada una en su línea: `clave: valor`",
            ],
        );
    }
}
