//! The texts of the interface: everything that visitors read and that is in no page and in no form.
//!
//! `words.yaml` has one text for each key of the catalogue. The templates see them under the same keys: the text `saltar` of the
//! group `marco` is `palabras.marco.saltar`.

pub(crate) mod catalogue;
pub(crate) mod shape;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::DeserializeSeed;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::schema::texts::shape::SHAPE;

/// `words.yaml`: the texts of the interface.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Texts(Value);

impl Texts {
    /// Returns the text at `path`, such as `marco.saltar`.
    #[must_use]
    pub fn get(&self, path: &str) -> &str {
        let text = path.split('.').try_fold(&self.0, |group, key| group.get(key)).and_then(Value::as_str);
        debug_assert!(text.is_some(), "`{path}` is not in the catalogue of texts");
        text.unwrap_or_default()
    }

    /// Returns the problems that the API can answer with: the code, the title and the detail of each.
    pub fn problems(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        let problems = self.0.get("problemas").and_then(Value::as_object).into_iter().flat_map(Map::iter);
        problems.filter_map(|(code, problem)| {
            Some((code.as_str(), problem.get("titulo")?.as_str()?, problem.get("detalle")?.as_str()?))
        })
    }
}

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        SHAPE.deserialize(deserializer).map(Self)
    }
}

impl JsonSchema for Texts {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Texts".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        SHAPE.json_schema().try_into().unwrap_or_default()
    }
}
