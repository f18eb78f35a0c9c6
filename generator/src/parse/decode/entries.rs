//! The elements of a list and the entries of a map or a struct.

use serde::de;
use serde::de::DeserializeSeed;
use serde::de::value::StrDeserializer;

use crate::parse::decode::DecodeError;
use crate::parse::decode::decoder::Decoder;
use crate::parse::decode::defaults::DefaultDeserializer;
use crate::parse::yaml::{Key, Node};

/// The elements of a list, in order.
pub(crate) struct Items<'a> {
    list: Decoder<'a>,
    rest: std::slice::Iter<'a, Node>,
}

impl<'a> Items<'a> {
    pub(crate) fn new(list: Decoder<'a>, items: &'a [Node]) -> Self {
        Self { list, rest: items.iter() }
    }
}

impl<'de> de::SeqAccess<'de> for Items<'_> {
    type Error = DecodeError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, DecodeError> {
        self.rest.next().map(|node| seed.deserialize(self.list.element(node))).transpose()
    }
}

/// The entries of a map, in order; those of a struct without the unknown keys.
pub(crate) struct Entries<'a> {
    map: Decoder<'a>,
    all: &'a [(Key, Node)],
    next: usize,
    known: Option<&'static [&'static str]>,
}

impl<'a> Entries<'a> {
    pub(crate) fn new(
        map: Decoder<'a>,
        all: &'a [(Key, Node)],
        known: Option<&'static [&'static str]>,
    ) -> Self {
        Self { map, all, next: 0, known }
    }

    /// Returns whether the entry at `index` is read. An unknown key is reported; a repeated key was reported before.
    fn is_read(&self, index: usize) -> bool {
        let entry @ (key, _) = &self.all[index];
        if self.all[..index].iter().any(|(before, _)| before.text == key.text) {
            return false;
        }
        let unknown = self.known.filter(|known| !known.contains(&key.text.as_str()));
        unknown.inspect(|known| self.map.report_unknown_key(entry, known)).is_none()
    }
}

impl<'de> de::MapAccess<'de> for Entries<'_> {
    type Error = DecodeError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, DecodeError> {
        while let Some((key, _)) = self.all.get(self.next) {
            self.next += 1;
            if self.is_read(self.next - 1) {
                return seed.deserialize(StrDeserializer::new(&key.text)).map(Some);
            }
        }
        Ok(None)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, DecodeError> {
        match self.next.checked_sub(1).and_then(|index| self.all.get(index)) {
            Some((key, node)) => seed.deserialize(self.map.value(key, node)),
            None => seed.deserialize(DefaultDeserializer),
        }
    }
}

/// The fields of a struct: first the missing ones, with default values, then those that are present.
pub(crate) struct Fields<'a> {
    present: Entries<'a>,
    missing: std::vec::IntoIter<&'static str>,
}

impl<'a> Fields<'a> {
    pub(crate) fn new(present: Entries<'a>, missing: Vec<&'static str>) -> Self {
        Self { present, missing: missing.into_iter() }
    }
}

impl<'de> de::MapAccess<'de> for Fields<'_> {
    type Error = DecodeError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, DecodeError> {
        match self.missing.next() {
            Some(key) => seed.deserialize(StrDeserializer::new(key)).map(Some),
            None => self.present.next_key_seed(seed),
        }
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, DecodeError> {
        self.present.next_value_seed(seed)
    }
}
