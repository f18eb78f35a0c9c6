//! The tree of the catalogue's keys: it reads `words.yaml` and describes it as a JSON Schema.

use std::fmt;
use std::sync::LazyLock;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Visitor};
use serde_json::{Map, Value, json};

use crate::schema::texts::catalogue::TEXTS;

/// The shape of `words.yaml`.
pub(super) static SHAPE: LazyLock<Shape> = LazyLock::new(|| {
    let mut root = Group::default();
    for (path, _) in &*TEXTS {
        root.insert(path);
    }
    Shape::Group(root)
});

/// The shape of a value.
#[derive(Debug)]
pub(super) enum Shape {
    Text,
    List,
    Group(Group),
}

/// The shapes of a group's values, in the order of the catalogue; the key `*` means any key.
#[derive(Debug, Default)]
pub(super) struct Group {
    keys: Vec<&'static str>,
    values: Vec<Shape>,
}

impl Group {
    fn insert(&mut self, path: &'static str) {
        let (key, rest) = path.split_once('.').map_or((path, None), |(key, rest)| (key, Some(rest)));
        let Some(rest) = rest else {
            let list = key.strip_suffix("[]");
            self.keys.push(list.unwrap_or(key));
            return self.values.push(if list.is_some() { Shape::List } else { Shape::Text });
        };
        if self.keys.last() != Some(&key) {
            self.keys.push(key);
            self.values.push(Shape::Group(Self::default()));
        }
        if let Some(Shape::Group(group)) = self.values.last_mut() {
            group.insert(rest);
        }
    }

    fn has_any_key(&self) -> bool {
        self.keys == ["*"]
    }

    fn get(&self, key: &str) -> Option<&Shape> {
        let index = if self.has_any_key() { 0 } else { self.keys.iter().position(|known| *known == key)? };
        self.values.get(index)
    }
}

impl Shape {
    /// Returns the JSON Schema of the values that have this shape.
    pub(super) fn json_schema(&self) -> Value {
        match self {
            Self::Text => json!({"type": "string"}),
            Self::List => json!({"type": "array", "items": Self::Text.json_schema()}),
            Self::Group(group) => {
                let properties = group.keys.iter().zip(&group.values);
                let properties: Map<_, _> =
                    properties.map(|(key, value)| ((*key).to_owned(), value.json_schema())).collect();
                if group.has_any_key() {
                    return json!({"type": "object", "additionalProperties": properties["*"]});
                }
                json!({
                    "type": "object",
                    "additionalProperties": false,
                    "properties": properties,
                    "required": group.keys,
                })
            }
        }
    }
}

impl<'de> DeserializeSeed<'de> for &'static Shape {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        match self {
            Shape::Text => String::deserialize(deserializer).map(Value::from),
            Shape::List => Vec::<String>::deserialize(deserializer).map(Value::from),
            Shape::Group(group) if group.has_any_key() => deserializer.deserialize_map(group),
            Shape::Group(group) => deserializer.deserialize_struct("Texts", &group.keys, group),
        }
    }
}

impl<'de> Visitor<'de> for &'static Group {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a group of texts")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut texts = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            let shape = self.get(&key).ok_or_else(|| A::Error::unknown_field(&key, &self.keys))?;
            texts.insert(key, entries.next_value_seed(shape)?);
        }
        match self.keys.iter().find(|key| !self.has_any_key() && !texts.contains_key(**key)) {
            Some(missing) => Err(A::Error::missing_field(missing)),
            None => Ok(Value::Object(texts)),
        }
    }
}
