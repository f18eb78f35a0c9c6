//! One line of the embedded metric format.

use serde_json::{Value, json};

/// The metrics' own space in `CloudWatch`.
const NAMESPACE: &str = "Folio";

/// In what a metric is measured.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Unit {
    Count,
    Milliseconds,
}

/// Some metrics and what they are about.
pub(crate) struct Line<'a> {
    dimensions: Vec<(&'a str, String)>,
    metrics: Vec<(&'static str, Unit, u64)>,
}

impl<'a> Line<'a> {
    /// Returns a line that says nothing yet about `dimensions`.
    pub(crate) fn by(dimensions: &[(&'a str, &str)]) -> Self {
        let dimensions = dimensions.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        Self { dimensions, metrics: Vec::new() }
    }

    /// Says that a metric has this value.
    pub(crate) fn add(&mut self, name: &'static str, unit: Unit, value: u64) {
        self.metrics.push((name, unit, value));
    }

    /// Returns the line at this moment, in milliseconds since 1970.
    pub(crate) fn json(&self, now: i64) -> Value {
        let names: Vec<&str> = self.dimensions.iter().map(|(name, _)| *name).collect();
        let sets = if names.is_empty() { json!([[]]) } else { json!([[], names]) };
        let metric = |(name, unit, _): &(&str, Unit, u64)| json!({"Name": name, "Unit": format!("{unit:?}")});
        let metrics: Vec<Value> = self.metrics.iter().map(metric).collect();
        let mut line = json!({"_aws": {
            "Timestamp": now,
            "CloudWatchMetrics": [{"Namespace": NAMESPACE, "Dimensions": sets, "Metrics": metrics}],
        }});
        for (name, value) in &self.dimensions {
            line[*name] = json!(value);
        }
        for (name, _, value) in &self.metrics {
            line[*name] = json!(value);
        }
        line
    }
}
