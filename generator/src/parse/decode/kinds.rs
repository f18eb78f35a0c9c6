//! The serde deserializer of one node.

use serde::de::{Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use crate::parse::decode::decoder::Decoder;
use crate::parse::decode::entries::{Entries, Items};
use crate::parse::decode::{DecodeError, ExpectedKind};
use crate::parse::yaml::Value;

impl<'de> Deserializer<'de> for Decoder<'_> {
    type Error = DecodeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.node_value() {
            None | Some(Value::Nothing) => visitor.visit_unit(),
            Some(Value::Text(text)) => visitor.visit_str(text),
            Some(Value::List(_)) => self.deserialize_seq(visitor),
            Some(Value::Map(_)) => self.deserialize_map(visitor),
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
        match self.node_value() {
            None | Some(Value::Nothing) => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        let items = match self.node_value() {
            Some(Value::List(items)) => items.as_slice(),
            // An editor who deletes the last element leaves the key without a value.
            None | Some(Value::Nothing) => &[],
            _ => {
                self.report_wrong_kind(ExpectedKind::List);
                &[]
            }
        };
        visitor.visit_seq(Items { list: self, rest: items.iter() })
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        let all = self.map_entries();
        visitor.visit_map(Entries { map: self, missing: Vec::new().into_iter(), all, next: 0, known: None })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        let all = self.map_entries();
        let map = if self.is_map() { self } else { Self::without_node(self.run) };
        let missing = map.report_missing(fields).into_iter();
        let entries = Entries { map, missing, all, next: 0, known: Some(fields) };
        visitor.visit_map(entries).map_err(|error| self.locate(error))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        let text = self.text(ExpectedKind::Text);
        let variant = variants.iter().find(|variant| text == Some(variant)).or(variants.first());
        if let Some(text) = text.filter(|text| !variants.contains(text)) {
            let message = format!("«{text}» no existe{}", self.in_owner());
            let diagnostic = self.run.diagnostic(self.span(), "valor-desconocido", message);
            self.run.report(diagnostic.suggest(text, variants.iter().copied()));
        }
        visitor.visit_enum(variant.copied().unwrap_or_default().into_deserializer())
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
