//! A YAML tree to a written shape, telling every fault on the way.
//!
//! A deserializer stops at its first error. This one does not: it tells the fault, hands a stand-in of the right kind
//! to whoever asked (an empty text, no elements, a struct of stand-ins), and goes on; what comes out is thrown away
//! when anything was told. A key that is missing can only be found by the struct itself, which ends the reading;
//! the tree is then read again with a stand-in for that key.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{self, DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::source::File;
use crate::yaml::{Key, Node, Value};

mod blank;

use blank::Blank;

/// Returns what `node`, the whole of `file` or its front matter, says in the shape of `T`.
///
/// Returns none when it does not have that shape; `faults` then tells why.
pub(crate) fn decode<T: DeserializeOwned>(file: &File, node: &Node, faults: &mut Diagnostics) -> Option<T> {
    let mut absent = BTreeSet::new();
    loop {
        let reading = Reading { file, absent: &absent, faults: RefCell::default() };
        let decoder = Decoder { node, owner: None, reading: &reading };
        let outcome = T::deserialize(decoder);
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
    T::deserialize(Blank).expect("a stand-in for every kind")
}

/// One way through the tree.
struct Reading<'a> {
    file: &'a File,
    absent: &'a BTreeSet<Absent>,
    faults: RefCell<Diagnostics>,
}

/// A key that a map lacks. The map is known by where it stands in memory, since two may stand in one place of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Absent {
    map: usize,
    key: &'static str,
}

/// Why a reading ended before its time.
#[derive(Debug)]
enum Stop {
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
    fn tell(&self, place: Place, code: &'static str, message: String) {
        self.tell_with(place, code, message, |fault| fault);
    }

    fn tell_with(
        &self,
        place: Place,
        code: &'static str,
        message: String,
        more: impl FnOnce(Diagnostic) -> Diagnostic,
    ) {
        self.faults.borrow_mut().push(more(Diagnostic::at(self.file, place, code, message)));
    }
}

/// Reads one node.
#[derive(Clone, Copy)]
struct Decoder<'a> {
    node: &'a Node,
    /// The key whose value the node is.
    owner: Option<&'a Key>,
    reading: &'a Reading<'a>,
}

impl<'a> Decoder<'a> {
    /// Returns the decoder of `node`, the value of `key`.
    fn of(self, key: &'a Key, node: &'a Node) -> Self {
        Self { node, owner: Some(key), ..self }
    }

    /// Where to point when the node as a whole is wrong: a map or a list begins on the line after its key.
    fn place(self) -> Place {
        match (&self.node.value, self.owner) {
            (Value::Text(_), _) | (_, None) => self.node.place,
            (_, Some(key)) => key.place,
        }
    }

    /// Tells that the node is not of the kind that is `wanted`.
    fn wrong_kind(self, wanted: &str) {
        let found = match &self.node.value {
            Value::Nothing => "no hay nada".to_owned(),
            Value::Text(text) => format!("se encontró «{}»", shortened(text)),
            Value::List(_) => "se encontró una lista".to_owned(),
            Value::Map(_) => "se encontró un grupo de claves".to_owned(),
        };
        let message = match self.owner {
            Some(key) => format!("`{}` debe ser {wanted}: {found}", key.text),
            None => format!("debe ser {wanted}: {found}"),
        };
        self.reading.tell(self.place(), "tipo-equivocado", message);
    }

    fn text(self, wanted: &str) -> Option<&'a str> {
        if let Value::Text(text) = &self.node.value {
            return Some(text);
        }
        self.wrong_kind(wanted);
        None
    }

    fn number<T: std::str::FromStr + Default>(self, wanted: &str) -> T {
        let text = self.text(wanted);
        let number = text.and_then(|text| text.parse().ok());
        if text.is_some() && number.is_none() {
            self.wrong_kind(wanted);
        }
        number.unwrap_or_default()
    }

    fn tell_unknown(self, key: &Key, known: &'static [&'static str]) {
        let message = format!("`{}`: la clave no existe", key.text);
        self.reading.tell_with(key.place, "clave-desconocida", message, |fault| {
            fault.suggest(&key.text, known.iter().copied())
        });
    }

    /// Tells what ended the reading of a struct, unless it is to be read again for it.
    fn stopped(self, stop: Stop) -> Stop {
        match stop {
            Stop::Missing(key) => Stop::Absent(self.absent(key)),
            Stop::Refused(why) => {
                self.reading.tell(self.place(), "valor-equivocado", why);
                Stop::Told
            }
            Stop::Absent(_) | Stop::Told => stop,
        }
    }

    fn absent(self, key: &'static str) -> Absent {
        Absent { map: std::ptr::from_ref(self.node).addr(), key }
    }

    /// Returns those of `fields` that were found missing before, and tells them.
    fn tell_absent(self, fields: &'static [&'static str]) -> Vec<&'static str> {
        let is_absent = |key: &&'static str| self.reading.absent.contains(&self.absent(key));
        let absent: Vec<_> = fields.iter().copied().filter(is_absent).collect();
        for key in &absent {
            let place = self.first_key().map_or(self.place(), |first| first.place);
            let message = format!("falta `{key}`{}", self.within());
            self.reading.tell_with(place, "falta-clave", message, |fault| fault.help(format!("agregue `{key}: …`")));
        }
        absent
    }

    fn within(self) -> String {
        self.owner.map(|key| format!(" en `{}`", key.text)).unwrap_or_default()
    }

    fn first_key(self) -> Option<&'a Key> {
        match &self.node.value {
            Value::Map(entries) => entries.first().map(|(key, _)| key),
            _ => None,
        }
    }
}

const LONG: usize = 40;

fn shortened(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let short: String = line.chars().take(LONG).collect();
    if short.len() < text.trim_end().len() { format!("{short}…") } else { short }
}

/// Reads the integers, which differ in nothing but their type.
macro_rules! integers {
    ($($deserialize:ident $visit:ident $wanted:literal),* $(,)?) => {$(
        fn $deserialize<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
            visitor.$visit(self.number($wanted))
        }
    )*};
}

impl<'de> Deserializer<'de> for Decoder<'_> {
    type Error = Stop;

    integers! {
        deserialize_u8 visit_u8 "un número entero de 0 a 255",
        deserialize_u16 visit_u16 "un número entero de 0 a 65535",
        deserialize_u32 visit_u32 "un número entero, 0 o mayor",
        deserialize_u64 visit_u64 "un número entero, 0 o mayor",
        deserialize_i8 visit_i8 "un número entero de -128 a 127",
        deserialize_i16 visit_i16 "un número entero de -32768 a 32767",
        deserialize_i32 visit_i32 "un número entero",
        deserialize_i64 visit_i64 "un número entero",
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        match &self.node.value {
            Value::Nothing => visitor.visit_unit(),
            Value::Text(text) => visitor.visit_str(text),
            Value::List(_) => self.deserialize_seq(visitor),
            Value::Map(_) => self.deserialize_map(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        let wanted = "`true` o `false`";
        match self.text(wanted) {
            Some("true") => return visitor.visit_bool(true),
            Some("false") | None => {}
            Some(_) => self.wrong_kind(wanted),
        }
        visitor.visit_bool(false)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        visitor.visit_str(self.text("un texto").unwrap_or_default())
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        match self.node.value {
            Value::Nothing => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        match &self.node.value {
            Value::List(items) => return visitor.visit_seq(Items { list: self, left: items.iter() }),
            // Who takes the last element out leaves the key behind.
            Value::Nothing => {}
            _ => self.wrong_kind("una lista (`- …`)"),
        }
        Blank.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        if let Value::Map(entries) = &self.node.value {
            return visitor.visit_map(Entries { map: self, entries, next: 0, known: None });
        }
        self.wrong_kind("un grupo de claves");
        Blank.deserialize_map(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Stop> {
        let Value::Map(entries) = &self.node.value else {
            self.wrong_kind("un grupo de claves");
            return Blank.deserialize_struct(name, fields, visitor);
        };
        let absent = self.tell_absent(fields);
        let present = Entries { map: self, entries, next: 0, known: Some(fields) };
        visitor.visit_map(Fields { present, absent: absent.into_iter() }).map_err(|stop| self.stopped(stop))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Stop> {
        match self.text("un nombre") {
            Some(text) if variants.contains(&text) => visitor.visit_enum(text.into_deserializer()),
            Some(text) => {
                let message = format!("«{text}» no existe{}", self.within());
                self.reading.tell_with(self.place(), "valor-desconocido", message, |fault| {
                    fault.suggest(text, variants.iter().copied())
                });
                Blank.deserialize_enum(name, variants, visitor)
            }
            None => Blank.deserialize_enum(name, variants, visitor),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Stop> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        i128 u128 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct identifier ignored_any
    }
}

/// The elements of a list, in order.
struct Items<'a> {
    list: Decoder<'a>,
    left: std::slice::Iter<'a, Node>,
}

impl<'de> de::SeqAccess<'de> for Items<'_> {
    type Error = Stop;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Stop> {
        self.left.next().map(|node| seed.deserialize(Decoder { node, owner: None, ..self.list })).transpose()
    }
}

/// The entries of a map, in order; those of a struct without the keys that it does not know.
struct Entries<'a> {
    map: Decoder<'a>,
    entries: &'a [(Key, Node)],
    next: usize,
    known: Option<&'static [&'static str]>,
}

impl Entries<'_> {
    /// Tells a key that is not known. One that stands twice has been told already, and the first one counts.
    fn is_wanted(&self, at: usize) -> bool {
        let key = &self.entries[at].0;
        if self.entries[..at].iter().any(|(before, _)| before.text == key.text) {
            return false;
        }
        match self.known {
            Some(known) if !known.contains(&key.text.as_str()) => {
                self.map.tell_unknown(key, known);
                false
            }
            _ => true,
        }
    }
}

impl<'de> de::MapAccess<'de> for Entries<'_> {
    type Error = Stop;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Stop> {
        while let Some((key, _)) = self.entries.get(self.next) {
            self.next += 1;
            if self.is_wanted(self.next - 1) {
                return seed.deserialize(StrDeserializer::new(&key.text)).map(Some);
            }
        }
        Ok(None)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Stop> {
        match self.next.checked_sub(1).and_then(|at| self.entries.get(at)) {
            Some((key, node)) => seed.deserialize(self.map.of(key, node)),
            None => seed.deserialize(Blank),
        }
    }
}

/// The fields of a struct: stand-ins for those that are known to be missing, then those that are there.
struct Fields<'a> {
    present: Entries<'a>,
    absent: std::vec::IntoIter<&'static str>,
}

impl<'de> de::MapAccess<'de> for Fields<'_> {
    type Error = Stop;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Stop> {
        match self.absent.next() {
            Some(key) => seed.deserialize(StrDeserializer::new(key)).map(Some),
            None => self.present.next_key_seed(seed),
        }
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Stop> {
        self.present.next_value_seed(seed)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;

    use super::*;
    use crate::source::Content;

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
        let file = File { path: "house.yaml".to_owned(), content: Content::Text(text.to_owned()) };
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
                "1:1: falta `name`; agregue `name: …`",
                "2:7: `open` debe ser `true` o `false`: se encontró «si»",
                "4:3: falta `id`; agregue `id: …`",
                "4:10: `doors` debe ser un número entero, 0 o mayor: se encontró «x»",
                "5:3: `id` debe ser un texto: se encontró una lista",
                "6:10: `doors` debe ser un número entero, 0 o mayor: se encontró «-1»",
                "7:3: debe ser un grupo de claves: se encontró «casa»",
                "8:9: «gren» no existe en `colour`; ¿quiso decir `green`?",
            ],
        );
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
        told("name:\nrooms: []\n", &["1:1: `name` debe ser un texto: no hay nada"]);
    }

    #[test]
    fn an_empty_file_lacks_everything() {
        told("", &["1:1: debe ser un grupo de claves: no hay nada"]);
    }
}
