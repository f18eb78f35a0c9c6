//! Access to the transformed template.

use std::path::Path;

use serde_json::{Map, Value};

/// A `CloudFormation` template as JSON.
#[derive(Clone)]
pub(crate) struct Template(pub(crate) Value);

/// The violations, as sentences.
#[derive(Default)]
pub(crate) struct Violations(pub(crate) Vec<String>);

impl Violations {
    /// Adds `rule` unless it `holds`.
    pub(crate) fn require(&mut self, holds: bool, what: impl Into<String>) {
        if !holds {
            self.0.push(what.into());
        }
    }
}

impl Template {
    /// Reads the template that `tests/run` transformed.
    #[track_caller]
    pub(crate) fn read() -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("infra/template.json");
        let text = std::fs::read_to_string(&path);
        let text = text.unwrap_or_else(|_| panic!("{} is missing: `tests/run` makes it", path.display()));
        Self(serde_json::from_str(&text).unwrap())
    }

    pub(crate) fn resources(&self) -> &Map<String, Value> {
        self.0["Resources"].as_object().unwrap()
    }

    /// Returns the resources of a type by name.
    pub(crate) fn by_type(&self, kind: &str) -> Vec<(&String, &Value)> {
        self.resources().iter().filter(|(_, resource)| resource["Type"] == kind).collect()
    }

    /// Returns the value at `pointer` in the properties of `name`, or null.
    pub(crate) fn get(&self, name: &str, pointer: &str) -> &Value {
        self.resources().get(name).and_then(|it| it["Properties"].pointer(pointer)).unwrap_or(&Value::Null)
    }

    /// Requires `value` at `pointer` in the properties of `name`.
    pub(crate) fn require_value(
        &self,
        violations: &mut Violations,
        name: &str,
        pointer: &str,
        value: &Value,
    ) {
        let found = self.get(name, pointer);
        violations.require(found == value, format!("{name}{pointer} must be {value}, not {found}"));
    }

    /// Returns the statements of a policy document.
    pub(crate) fn statements(document: &Value) -> Vec<&Value> {
        document["Statement"].as_array().into_iter().flatten().collect()
    }
}

pub(crate) fn reference(name: &str) -> Value {
    serde_json::json!({"Ref": name})
}

pub(crate) fn attribute(name: &str, attribute: &str) -> Value {
    serde_json::json!({"Fn::GetAtt": [name, attribute]})
}

/// Returns a text, or a list of them.
pub(crate) fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::Array(all) => all.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    }
}

/// Returns the text of a value, or of its `Fn::Sub`.
pub(crate) fn text(value: &Value) -> &str {
    value.as_str().or_else(|| value["Fn::Sub"].as_str()).unwrap_or_default()
}
