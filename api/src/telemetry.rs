//! Metrics for `CloudWatch`, in the embedded metric format (EMF): a line of JSON for each set of dimensions.
//!
//! A metric is a `tracing` event with the target [`METRICS`]: its text fields are the dimensions and its numbers the
//! metrics, in milliseconds if the name ends in `_ms` and counts otherwise. Only the Lambda function has the layer that
//! writes them. Every name and dimension is the policy's or ours, never a value that a client sent.
//!
//! | metric | unit | one for each | by |
//! | --- | --- | --- | --- |
//! | `accepted` | Count | request that created a ticket | form, operation |
//! | `replayed` | Count | request that had created a ticket before | form, operation |
//! | `suspicious` | Count | request that was accepted and marked | form, operation |
//! | `refused` | Count | request with invalid answers or that cannot be read (4xx) | form, operation |
//! | `throttled` | Count | request beyond the limits (429) | form, operation |
//! | `failed` | Count | request that could not be processed (5xx) | form, operation |
//! | `duration_ms` | Milliseconds | request | form, operation |
//! | `refused_answers` | Count | invalid answer | form, field, code |
//! | `store_ms` | Milliseconds | ticket that was sent to the store, with all retries | outcome |
//! | `store_conflicts` | Count | transaction that was retried because of a conflict | – |
//! | `store_retries` | Count | attempt of the SDK after its first, at either table | – |
//!
//! Each metric is also summed over everything, without dimensions.

use std::fmt;
use std::io::Write;
use std::sync::{Mutex, PoisonError};

use serde_json::{Map, Value, json};
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;

use crate::platform::Clock;

/// The target of events that are metrics; the log never shows them.
pub const METRICS: &str = "api::metrics";

/// The namespace of the metrics in `CloudWatch`.
const NAMESPACE: &str = "Folio";

/// A layer that writes metrics.
pub struct Metrics<W> {
    clock: Clock,
    writer: Mutex<W>,
}

impl<W: Write> Metrics<W> {
    /// Returns a layer that writes to `writer`, each line in one piece, with the time of `clock`.
    pub fn new(clock: Clock, writer: W) -> Self {
        Self { clock, writer: Mutex::new(writer) }
    }
}

impl<S: Subscriber, W: Write + 'static> Layer<S> for Metrics<W> {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() != METRICS {
            return;
        }
        let mut fields = EventFields::default();
        event.record(&mut fields);
        let line = fields.into_line((self.clock)().timestamp_millis());
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        // A metric that cannot be written must not fail a request.
        let _ = writer.write_all(format!("{line}\n").as_bytes());
        let _ = writer.flush();
    }
}

/// The dimensions and the metrics of an event.
#[derive(Default)]
struct EventFields {
    dimensions: Vec<&'static str>,
    metrics: Vec<Value>,
    values: Map<String, Value>,
}

impl Visit for EventFields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.dimensions.push(field.name());
        self.values.insert(field.name().to_owned(), value.into());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        let unit = if field.name().ends_with("_ms") { "Milliseconds" } else { "Count" };
        self.metrics.push(json!({"Name": field.name(), "Unit": unit}));
        self.values.insert(field.name().to_owned(), value.into());
    }

    fn record_debug(&mut self, _: &Field, _: &dyn fmt::Debug) {}
}

impl EventFields {
    /// Returns the line of EMF at `now`, in milliseconds since 1970.
    fn into_line(mut self, now: i64) -> Value {
        let names = self.dimensions;
        let sets = if names.is_empty() { json!([[]]) } else { json!([[], names]) };
        let directive = json!({"Namespace": NAMESPACE, "Dimensions": sets, "Metrics": self.metrics});
        self.values.insert("_aws".to_owned(), json!({"Timestamp": now, "CloudWatchMetrics": [directive]}));
        self.values.into()
    }
}

#[cfg(test)]
pub(crate) mod tests;
