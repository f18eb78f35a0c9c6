//! What a list, a map or a struct holds, one after another.

use serde::de;
use serde::de::DeserializeSeed;
use serde::de::value::StrDeserializer;

use crate::parse::decode::Stop;
use crate::parse::decode::decoder::Decoder;
use crate::parse::decode::defaults::Blank;
use crate::parse::yaml::{Key, Node};

/// The elements of a list, in order.
pub(crate) struct Items<'a> {
    list: Decoder<'a>,
    left: std::slice::Iter<'a, Node>,
}

impl<'a> Items<'a> {
    pub(crate) fn new(list: Decoder<'a>, items: &'a [Node]) -> Self {
        Self { list, left: items.iter() }
    }
}

impl<'de> de::SeqAccess<'de> for Items<'_> {
    type Error = Stop;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Stop> {
        self.left.next().map(|node| seed.deserialize(self.list.element(node))).transpose()
    }
}

/// The entries of a map, in order; those of a struct without the keys that it does not know.
pub(crate) struct Entries<'a> {
    map: Decoder<'a>,
    all: &'a [(Key, Node)],
    next: usize,
    known: Option<&'static [&'static str]>,
}

impl<'a> Entries<'a> {
    pub(crate) fn new(map: Decoder<'a>, all: &'a [(Key, Node)]) -> Self {
        Self { map, all, next: 0, known: None }
    }

    pub(crate) fn of_struct(
        map: Decoder<'a>,
        all: &'a [(Key, Node)],
        fields: &'static [&'static str],
    ) -> Self {
        Self { known: Some(fields), ..Self::new(map, all) }
    }

    /// Tells a key that is not known. One that stands twice has been told already, and the first one counts.
    fn is_wanted(&self, at: usize) -> bool {
        let entry @ (key, _) = &self.all[at];
        if self.all[..at].iter().any(|(before, _)| before.text == key.text) {
            return false;
        }
        match self.known {
            Some(known) if !known.contains(&key.text.as_str()) => {
                self.map.tell_unknown(entry, known);
                false
            }
            _ => true,
        }
    }
}

impl<'de> de::MapAccess<'de> for Entries<'_> {
    type Error = Stop;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Stop> {
        while let Some((key, _)) = self.all.get(self.next) {
            self.next += 1;
            if self.is_wanted(self.next - 1) {
                return seed.deserialize(StrDeserializer::new(&key.text)).map(Some);
            }
        }
        Ok(None)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Stop> {
        match self.next.checked_sub(1).and_then(|at| self.all.get(at)) {
            Some((key, node)) => seed.deserialize(self.map.of(key, node)),
            None => seed.deserialize(Blank),
        }
    }
}

/// The fields of a struct: stand-ins for those that are known to be missing, then those that are there.
pub(crate) struct Fields<'a> {
    present: Entries<'a>,
    absent: std::vec::IntoIter<&'static str>,
}

impl<'a> Fields<'a> {
    pub(crate) fn new(present: Entries<'a>, absent: Vec<&'static str>) -> Self {
        Self { present, absent: absent.into_iter() }
    }
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
