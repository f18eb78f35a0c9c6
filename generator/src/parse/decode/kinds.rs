//! The serde deserializer of one node.

use serde::de::{Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use crate::parse::decode::decoder::Decoder;
use crate::parse::decode::defaults::DefaultDeserializer;
use crate::parse::decode::entries::{Entries, Fields, Items};
use crate::parse::decode::{DecodeError, ExpectedKind};
use crate::parse::yaml::Value;

impl<'de> Deserializer<'de> for Decoder<'_> {
    type Error = DecodeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match &self.node.value {
            Value::Nothing => visitor.visit_unit(),
            Value::Text(text) => visitor.visit_str(text),
            Value::List(_) => self.deserialize_seq(visitor),
            Value::Map(_) => self.deserialize_map(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_bool(self.parse(ExpectedKind::Bool))
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_u32(self.parse(ExpectedKind::Number))
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_str(self.text(ExpectedKind::Text).unwrap_or_default())
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.node.value {
            Value::Nothing => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match &self.node.value {
            Value::List(items) => return visitor.visit_seq(Items::new(self, items)),
            // An editor who deletes the last element leaves the key without a value.
            Value::Nothing => {}
            _ => self.report_wrong_kind(ExpectedKind::List),
        }
        DefaultDeserializer.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        if let Value::Map(entries) = &self.node.value {
            return visitor.visit_map(Entries::new(self, entries, None));
        }
        self.report_wrong_kind(ExpectedKind::Map);
        DefaultDeserializer.deserialize_map(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        let Value::Map(entries) = &self.node.value else {
            self.report_wrong_kind(ExpectedKind::Map);
            return DefaultDeserializer.deserialize_struct(name, fields, visitor);
        };
        let missing = self.report_missing(fields);
        visitor
            .visit_map(Fields::new(Entries::new(self, entries, Some(fields)), missing))
            .map_err(|error| self.locate(error))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        if let Some(text) = self.text(ExpectedKind::Text) {
            if variants.contains(&text) {
                return visitor.visit_enum(text.into_deserializer());
            }
            let message = format!("«{text}» no existe{}", self.in_owner());
            let diagnostic = self.run.diagnostic(self.span(), "valor-desconocido", message);
            self.run.report(diagnostic.suggest(text, variants.iter().copied()));
        }
        DefaultDeserializer.deserialize_enum(name, variants, visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        u8 u16 u64 i8 i16 i32 i64 i128 u128 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct identifier
        ignored_any
    }
}
