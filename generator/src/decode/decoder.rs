//! One node to whatever kind is asked for.

use serde::de::{Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use super::blank::Blank;
use super::entries::{Entries, Fields, Items};
use super::{Absent, Reading, Stop, shortened};
use crate::diagnostic::Place;
use crate::yaml::{Key, Node, Value};

/// Reads one node.
#[derive(Clone, Copy)]
pub(super) struct Decoder<'a> {
    node: &'a Node,
    /// The key whose value the node is.
    owner: Option<&'a Key>,
    reading: &'a Reading<'a>,
}

impl<'a> Decoder<'a> {
    /// Returns the decoder of a whole tree.
    pub(super) fn new(node: &'a Node, reading: &'a Reading<'a>) -> Self {
        Self { node, owner: None, reading }
    }

    /// Returns the decoder of an element of the list that this one reads.
    pub(super) fn element(self, node: &'a Node) -> Self {
        Self { node, owner: None, ..self }
    }

    /// Returns the decoder of `node`, the value of `key`.
    pub(super) fn of(self, key: &'a Key, node: &'a Node) -> Self {
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

    pub(super) fn tell_unknown(self, key: &Key, known: &'static [&'static str]) {
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
            self.reading
                .tell_with(place, "falta-clave", message, |fault| fault.help(format!("agregue `{key}: …`")));
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
            Value::List(items) => return visitor.visit_seq(Items::new(self, items)),
            // Who takes the last element out leaves the key behind.
            Value::Nothing => {}
            _ => self.wrong_kind("una lista (`- …`)"),
        }
        Blank.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        if let Value::Map(entries) = &self.node.value {
            return visitor.visit_map(Entries::new(self, entries));
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
        visitor
            .visit_map(Fields::new(Entries::of_struct(self, entries, fields), absent))
            .map_err(|stop| self.stopped(stop))
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

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Stop> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        i128 u128 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct identifier ignored_any
    }
}
