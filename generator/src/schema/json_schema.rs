//! JSON Schemas of the YAML files: an editor's program completes and checks with them while typing.
//!
//! The shapes come from [`written`] and [`policy::schema`], which read the files; what each key is for stands in
//! `schema/keys.yaml`, in the editor's language. The words of `words.yaml` say themselves what they are.

use std::collections::BTreeMap;

use policy::schema::{Common, Form, Hours, Levels, Lists, Services};
use policy::{Kind, TicketKind};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};

use crate::schema;

/// Where the schemas stand within `content/`; what is hidden is no content.
pub const FOLDER: &str = ".schema";

/// What each key is for, by the shape in which it stands.
type Keys = BTreeMap<String, BTreeMap<String, String>>;

/// Returns the schemas, by their file names, each as it is to be written.
///
/// # Errors
///
/// When the table of keys cannot be read.
pub fn schemas() -> Result<BTreeMap<&'static str, String>, serde_saphyr::Error> {
    let keys: Keys = serde_saphyr::from_str(include_str!("json_schema/keys.yaml"))?;
    let all = [
        ("channels.json", schema::<schema::Channels>()),
        ("common.json", schema::<Common>()),
        ("form.json", schema::<Form>()),
        ("hours.json", schema::<Hours>()),
        ("levels.json", schema::<Levels>()),
        ("limits.json", schema::<schema::Limits>()),
        ("lists.json", schema::<Lists>()),
        ("services.json", schema::<Services>()),
        ("site.json", schema::<schema::Settings>()),
        ("words.json", schema::<schema::Texts>()),
    ];
    Ok(all.into_iter().map(|(name, schema)| (name, told(schema, &keys))).collect())
}

/// Editors' programs know this draft best.
fn schema<T: JsonSchema>() -> Value {
    SchemaSettings::draft07().into_generator().into_root_schema_for::<T>().to_value()
}

fn told(mut schema: Value, keys: &Keys) -> String {
    let root = schema["title"].as_str().unwrap_or_default().to_owned();
    describe(&root, &mut schema, keys);
    if let Some(Value::Object(shapes)) = schema.get_mut("definitions") {
        for (name, shape) in shapes {
            describe(name, shape, keys);
        }
    }
    format!("{schema:#}\n")
}

/// Puts the editor's words in place of the programmer's.
fn describe(name: &str, shape: &mut Value, keys: &Keys) {
    let Value::Object(shape) = shape else { return };
    shape.remove("description");
    let Some(Value::Object(properties)) = shape.get_mut("properties") else { return };
    for (key, property) in properties.iter_mut() {
        let words = keys.get(name).and_then(|keys| keys.get(key));
        if let Value::Object(property) = property {
            describe_key(property, words);
            property.extend(choices(name, key).map(|names| ("enum".to_owned(), names)));
        }
    }
}

fn describe_key(property: &mut Map<String, Value>, words: Option<&String>) {
    property.remove("description");
    if let Some(words) = words {
        property.insert("description".to_owned(), words.as_str().into());
    }
}

/// Returns the names that a key can have, where the policy knows them all.
fn choices(name: &str, key: &str) -> Option<Value> {
    match (name, key) {
        ("Field", "tipo") => Some(Kind::NAMES.to_vec().into()),
        ("Operation", "tipo") => Some(TicketKind::ALL.map(TicketKind::name).to_vec().into()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The keys of every shape, as `Hours.zona`; those of words are not told.
    fn keys() -> (BTreeSet<String>, BTreeSet<String>) {
        let (mut all, mut told) = (BTreeSet::new(), BTreeSet::new());
        for (file, text) in schemas().unwrap().into_iter().filter(|(file, _)| *file != "words.json") {
            let schema: Value = serde_json::from_str(&text).unwrap();
            let root = [(schema["title"].as_str().unwrap(), &schema)];
            let shapes = schema["definitions"].as_object();
            let shapes = shapes.into_iter().flatten().map(|(name, shape)| (name.as_str(), shape));
            for (name, shape) in root.into_iter().chain(shapes) {
                assert_eq!(shape["additionalProperties"], false, "{file}: {name} takes unknown keys");
                for (key, property) in shape["properties"].as_object().unwrap() {
                    all.insert(format!("{name}.{key}"));
                    told.extend(property.get("description").map(|_| format!("{name}.{key}")));
                }
            }
        }
        (all, told)
    }

    #[test]
    fn every_key_is_explained() {
        let (all, told) = keys();
        assert_eq!(all.difference(&told).collect::<Vec<_>>(), [""; 0]);
    }

    #[test]
    fn no_explanation_is_idle() {
        let (all, _) = keys();
        let table: Keys = serde_saphyr::from_str(include_str!("json_schema/keys.yaml")).unwrap();
        let explained = table
            .into_iter()
            .flat_map(|(name, keys)| keys.into_keys().map(move |key| format!("{name}.{key}")));
        assert_eq!(explained.filter(|key| !all.contains(key)).collect::<Vec<_>>(), [""; 0]);
    }
}
