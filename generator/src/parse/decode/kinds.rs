//! A node to whatever kind is asked for.

use serde::de::{Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use crate::parse::decode::decoder::Decoder;
use crate::parse::decode::defaults::Blank;
use crate::parse::decode::entries::{Entries, Fields, Items};
use crate::parse::decode::{Stop, Wanted};
use crate::parse::yaml::Value;

/// Reads the integers, which differ in nothing but their type.
macro_rules! integers {
    ($($deserialize:ident $visit:ident $wanted:literal),* $(,)?) => {$(
        fn $deserialize<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
            visitor.$visit(self.number(Wanted::Number($wanted)))
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
        match self.text(Wanted::Truth) {
            Some("true") => return visitor.visit_bool(true),
            Some("false") | None => {}
            Some(_) => self.wrong_kind(Wanted::Truth),
        }
        visitor.visit_bool(false)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        visitor.visit_str(self.text(Wanted::Text).unwrap_or_default())
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
            _ => self.wrong_kind(Wanted::List),
        }
        Blank.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        if let Value::Map(entries) = &self.node.value {
            return visitor.visit_map(Entries::new(self, entries));
        }
        self.wrong_kind(Wanted::Map);
        Blank.deserialize_map(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Stop> {
        let Value::Map(entries) = &self.node.value else {
            self.wrong_kind(Wanted::Map);
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
        match self.text(Wanted::Text) {
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
