//! What operations watch: the lines of the log, made into metrics of `CloudWatch` (embedded metric format).
//!
//! A subscriber's layer reads the lines that say what became of a request and of the store, and writes one line of JSON
//! for each set of dimensions. Only the function's binary has the layer. Every name and dimension is the policy's or
//! ours; nothing that a visitor sent is counted by name, and what the log does not know cannot come here.
//!
//! | metric | unit | one for each | by |
//! | --- | --- | --- | --- |
//! | `accepted` | Count | request that made a ticket | form, operation |
//! | `replayed` | Count | request that had made a ticket before | form, operation |
//! | `suspicious` | Count | request that was taken and marked | form, operation |
//! | `refused` | Count | request that must be mended or is no request (4xx) | form, operation |
//! | `throttled` | Count | request beyond the limits (429) | form, operation |
//! | `failed` | Count | request that could not be answered (5xx) | form, operation |
//! | `duration_ms` | Milliseconds | request | form, operation |
//! | `refused_answers` | Count | answer that must be mended | form, field, code |
//! | `store_ms` | Milliseconds | ticket that was handed to the store, retries and all | outcome |
//! | `store_conflicts` | Count | transaction that met another and was tried again | – |
//! | `store_retries` | Count | attempt of the SDK after its first, at either table | – |
//!
//! The sums over all forms stand beside each, under no dimension.

pub(crate) mod line;

use std::collections::BTreeMap;
use std::fmt;
use std::io::Write;
use std::sync::{Mutex, PoisonError};

use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;

use crate::platform::Clock;
use crate::telemetry::line::{Line, Unit};

/// The target of the line that says what became of a request.
pub(crate) const REQUEST: &str = "api::request";

/// The target of the lines that say what became of the store; they are for this layer alone, and no log.
pub const STORE: &str = "api::store";

/// A layer that writes metrics.
pub struct Metrics<W> {
    clock: Clock,
    writer: Mutex<W>,
}

impl<W: Write> Metrics<W> {
    /// Returns a layer that writes to `writer`, each line in one piece, at the time that `clock` tells.
    pub fn new(clock: Clock, writer: W) -> Self {
        Self { clock, writer: Mutex::new(writer) }
    }

    fn write(&self, lines: &[Line<'_>]) {
        let now = (self.clock)().timestamp_millis();
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        for line in lines {
            // A metric that cannot be written must not cost a request.
            let _ = writer.write_all(format!("{}\n", line.json(now)).as_bytes());
        }
        let _ = writer.flush();
    }
}

impl<S: Subscriber, W: Write + 'static> Layer<S> for Metrics<W> {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let target = event.metadata().target();
        if !matches!(target, REQUEST | STORE) {
            return;
        }
        let mut told = Told::default();
        event.record(&mut told);
        match target {
            REQUEST => self.write(&told.of_request()),
            _ => self.write(&told.of_store()),
        }
    }
}

/// What a line of the log says.
#[derive(Default)]
struct Told {
    texts: BTreeMap<&'static str, String>,
    numbers: BTreeMap<&'static str, u64>,
}

impl Visit for Told {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.texts.insert(field.name(), value.to_owned());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.numbers.insert(field.name(), value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.numbers.insert(field.name(), value.unsigned_abs());
    }

    fn record_debug(&mut self, _: &Field, _: &dyn fmt::Debug) {}
}

impl Told {
    fn text(&self, name: &str) -> &str {
        self.texts.get(name).map_or("", String::as_str)
    }

    /// Returns what a request counts as; a line of another kind, or a request about no form, counts as nothing.
    fn of_request(&self) -> Vec<Line<'_>> {
        let Some(&status) = self.numbers.get("status") else { return Vec::new() };
        let form = self.text("form");
        if form.is_empty() {
            return Vec::new();
        }
        let mut line = Line::by(&[("form", form), ("operation", self.text("operation"))]);
        if let Some(name) = count(status, self.text("outcome")) {
            line.add(name, Unit::Count, 1);
        }
        if !self.text("marks").is_empty() {
            line.add("suspicious", Unit::Count, 1);
        }
        line.add(
            "duration_ms",
            Unit::Milliseconds,
            self.numbers.get("duration_ms").copied().unwrap_or_default(),
        );
        let mut lines = vec![line];
        for ((field, code), number) in self.refused() {
            let mut line = Line::by(&[("form", form), ("field", &field), ("code", &code)]);
            line.add("refused_answers", Unit::Count, number);
            lines.push(line);
        }
        lines
    }

    /// The refused answers by field and code, whatever their row.
    fn refused(&self) -> BTreeMap<(String, String), u64> {
        let mut refused = BTreeMap::new();
        for one in self.text("refused").split(' ').filter(|one| !one.is_empty()) {
            let (place, code) = one.split_once(':').unwrap_or(("-", one));
            let field = place.rsplit_once('.').map_or(place, |(_, field)| field);
            *refused.entry((field.to_owned(), code.to_owned())).or_default() += 1;
        }
        refused
    }

    fn of_store(&self) -> Vec<Line<'_>> {
        let Some(duration) = self.numbers.get("duration_ms") else {
            let name = if self.numbers.contains_key("retry") { "store_retries" } else { "store_conflicts" };
            let mut line = Line::by(&[]);
            line.add(name, Unit::Count, 1);
            return vec![line];
        };
        let mut line = Line::by(&[("outcome", self.text("outcome"))]);
        line.add("store_ms", Unit::Milliseconds, *duration);
        vec![line]
    }
}

fn count(status: u64, outcome: &str) -> Option<&'static str> {
    let name = match (status, outcome) {
        (_, "accepted") => "accepted",
        (_, "replayed") => "replayed",
        (429, _) => "throttled",
        (500.., _) => "failed",
        (400.., _) => "refused",
        _ => return None,
    };
    Some(name)
}

#[cfg(test)]
pub(crate) mod tests;
