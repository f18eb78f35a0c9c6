//! JSON Schemas of the YAML files, with which an editor's program completes and checks them.
//!
//! The shapes come from [`mod@schema`] and [`policy::schema`], which read the files; `json_schema/keys.yaml`
//! describes each key in Spanish. The texts of `words.yaml` need no description.

use std::collections::BTreeMap;

use policy::schema::{Common, Form, Hours, Levels, Lists, Services};
use policy::{Kind, TicketKind};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;

use crate::diagnostic::Diagnostics;
use crate::parse::decode::decode;
use crate::parse::yaml::Node;
use crate::read::source::{File, FileContent};
use crate::schema;

/// The folder of the schemas within `content/`; hidden folders are not content.
pub const FOLDER: &str = ".schema";

/// The description of each key, by the shape that has it.
type Descriptions = BTreeMap<String, BTreeMap<String, String>>;

/// Returns the schemas, by their file names.
///
/// # Errors
///
/// The table of descriptions cannot be read.
pub fn schemas() -> Result<BTreeMap<&'static str, String>, Diagnostics> {
    let descriptions = descriptions()?;
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
    Ok(all.into_iter().map(|(name, schema)| (name, describe_all(schema, &descriptions))).collect())
}

fn descriptions() -> Result<Descriptions, Diagnostics> {
    let text = include_str!("json_schema/keys.yaml");
    let file = File { path: "keys.yaml".to_owned(), content: FileContent::Text(text.to_owned()) };
    let mut diagnostics = Diagnostics::default();
    let root = Node::parse(&file, text, 0, &mut diagnostics);
    root.and_then(|root| decode(&file, &root, &mut diagnostics)).ok_or(diagnostics)
}

/// Returns the schema of `T` in draft 7, which most editors support.
fn schema<T: JsonSchema>() -> Value {
    SchemaSettings::draft07().into_generator().into_root_schema_for::<T>().to_value()
}

fn describe_all(mut schema: Value, descriptions: &Descriptions) -> String {
    let root = schema["title"].as_str().unwrap_or_default().to_owned();
    describe(&root, &mut schema, descriptions);
    if let Some(Value::Object(shapes)) = schema.get_mut("definitions") {
        for (name, shape) in shapes {
            describe(name, shape, descriptions);
        }
    }
    format!("{schema:#}\n")
}

/// Replaces the comments of the code by the descriptions for editors.
fn describe(name: &str, shape: &mut Value, descriptions: &Descriptions) {
    let Value::Object(shape) = shape else { return };
    shape.remove("description");
    let Some(Value::Object(properties)) = shape.get_mut("properties") else { return };
    for (key, property) in properties.iter_mut() {
        let Value::Object(property) = property else { continue };
        property.remove("description");
        let description = descriptions.get(name).and_then(|keys| keys.get(key));
        property.extend(description.map(|text| ("description".to_owned(), text.as_str().into())));
        property.extend(choices(name, key).map(|names| ("enum".to_owned(), names)));
    }
}

/// Returns the values of a key that accepts a fixed set of them.
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

    /// The keys of every shape, as `Hours.zona`; those of words are not described.
    fn keys() -> (BTreeSet<String>, BTreeSet<String>) {
        let (mut all, mut described) = (BTreeSet::new(), BTreeSet::new());
        for (file, text) in schemas().unwrap().into_iter().filter(|(file, _)| *file != "words.json") {
            let schema: Value = serde_json::from_str(&text).unwrap();
            let root = [(schema["title"].as_str().unwrap(), &schema)];
            let shapes = schema["definitions"].as_object();
            let shapes = shapes.into_iter().flatten().map(|(name, shape)| (name.as_str(), shape));
            for (name, shape) in root.into_iter().chain(shapes) {
                assert_eq!(shape["additionalProperties"], false, "{file}: {name} takes unknown keys");
                for (key, property) in shape["properties"].as_object().unwrap() {
                    all.insert(format!("{name}.{key}"));
                    described.extend(property.get("description").map(|_| format!("{name}.{key}")));
                }
            }
        }
        (all, described)
    }

    #[test]
    fn schema_describes_every_key() {
        let (all, described) = keys();
        assert_eq!(all.difference(&described).collect::<Vec<_>>(), [""; 0]);
    }

    #[test]
    fn schema_has_no_unused_description() {
        let (all, _) = keys();
        let explained = descriptions()
            .unwrap()
            .into_iter()
            .flat_map(|(name, keys)| keys.into_keys().map(move |key| format!("{name}.{key}")));
        assert_eq!(explained.filter(|key| !all.contains(key)).collect::<Vec<_>>(), [""; 0]);
    }
}
