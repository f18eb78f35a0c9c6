//! The elements of a list and the entries of a map or a struct.

use serde::de;
use serde::de::DeserializeSeed;
use serde::de::value::StrDeserializer;

use crate::parse::decode::DecodeError;
use crate::parse::decode::decoder::Decoder;
use crate::parse::yaml::{Key, Node};

/// The elements of a list, in order.
pub(crate) struct Items<'a> {
    pub(crate) list: Decoder<'a>,
    pub(crate) rest: std::slice::Iter<'a, Node>,
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

/// The entries of a map, in order.
///
/// Those of a struct have no unknown keys, and begin with the missing ones, which have default values.
pub(crate) struct Entries<'a> {
    pub(crate) map: Decoder<'a>,
    pub(crate) missing: std::vec::IntoIter<&'static str>,
    pub(crate) all: &'a [(Key, Node)],
    pub(crate) next: usize,
    pub(crate) known: Option<&'static [&'static str]>,
}

impl Entries<'_> {
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
        if let Some(key) = self.missing.next() {
            return seed.deserialize(StrDeserializer::new(key)).map(Some);
        }
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
            None => seed.deserialize(Decoder::without_node(self.map.run)),
        }
    }
}
