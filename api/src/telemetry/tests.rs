use std::io;
use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use chrono::TimeDelta;
use policy::{FieldError, FieldPath};
use serde_json::{Value, json};
use tower::ServiceExt;
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;

use crate::http::access_log::{AccessLogFields, InvalidField, RequestInfo};
use crate::http::request_id::RequestId;
use crate::http::{State, access_log};
use crate::intake::Intake;
use crate::store::Store;
use crate::store::watched::InstrumentedStore;
use crate::telemetry::*;
use crate::testing::fixture;
use crate::testing::memory_guard_store::MemoryGuardStore;
use crate::testing::memory_store::MemoryStore;
use crate::ticket::TicketFlag;

/// A writer that captures the metrics.
#[derive(Clone, Default)]
pub(crate) struct CapturedMetrics(Arc<Mutex<Vec<u8>>>);

impl Write for CapturedMetrics {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl CapturedMetrics {
    pub(crate) fn lines(&self) -> Vec<Value> {
        let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// Captures the metrics of this thread until the guard is dropped.
pub(crate) fn capture() -> (CapturedMetrics, DefaultGuard) {
    let captured = CapturedMetrics::default();
    let targets = Targets::new().with_target("api", LevelFilter::DEBUG);
    let layer = Metrics::new(Arc::new(fixture::now), captured.clone()).with_filter(targets);
    (captured, tracing::subscriber::set_default(tracing_subscriber::registry().with(layer)))
}

/// Sends a request and returns its metrics.
async fn metrics_of(name: &str, body: String, status: StatusCode) -> Vec<Value> {
    let store = MemoryStore::default();
    store.set_down(name == "down");
    let clock: Clock = Arc::new(fixture::now);
    let store = InstrumentedStore::new(store, Arc::clone(&clock));
    let guard = fixture::guard(&MemoryGuardStore::default(), 1_000, 1_000);
    let state = State {
        bundle: fixture::bundle(),
        intake: Intake::new(store, guard, fixture::entropy()),
        keys: fixture::keys(),
        clock,
        entropy: fixture::entropy(),
    };
    let (captured, guard) = capture();
    let request = Request::post("/api/tickets/gsuite/alta").header("content-type", "application/json");
    let router = crate::http::router::router(Arc::new(state));
    let response = router.oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
    drop(guard);
    assert_eq!(response.status(), status);
    captured.lines()
}

fn line(sets: &Value, metrics: &[(&str, &str, u64)], dimensions: &[(&str, &str)]) -> Value {
    let names: Vec<Value> =
        metrics.iter().map(|(name, unit, _)| json!({"Name": name, "Unit": unit})).collect();
    let mut line = json!({"_aws": {
        "Timestamp": fixture::now().timestamp_millis(),
        "CloudWatchMetrics": [{"Namespace": "Folio", "Dimensions": sets, "Metrics": names}],
    }});
    for (name, value) in dimensions {
        line[*name] = json!(value);
    }
    for (name, _, value) in metrics {
        line[*name] = json!(value);
    }
    line
}

const DIMENSIONS: [(&str, &str); 2] = [("form", "gsuite"), ("operation", "alta")];

fn request(outcome: &str) -> Value {
    let metrics = [(outcome, "Count", 1), ("duration_ms", "Milliseconds", 0)];
    line(&json!([[], ["form", "operation"]]), &metrics, &DIMENSIONS)
}

fn store(outcome: &str) -> Value {
    line(&json!([[], ["outcome"]]), &[("store_ms", "Milliseconds", 0)], &[("outcome", outcome)])
}

#[tokio::test]
async fn new_ticket_counts_as_accepted_with_its_store_time() {
    let lines = metrics_of("ticket", fixture::json_body().to_string(), StatusCode::CREATED).await;
    assert_eq!(lines, [store("new"), request("accepted")]);
}

#[tokio::test]
async fn request_counts_as_failed_when_the_store_is_down() {
    let lines = metrics_of("down", fixture::json_body().to_string(), StatusCode::SERVICE_UNAVAILABLE).await;
    assert_eq!(lines, [store("unavailable"), request("failed")]);
}

#[tokio::test]
async fn invalid_answers_count_by_field_and_code_without_values() {
    let body = json!({
        "empresa": "M", "descripcion": "0123456789", "declaracion": true, "\u{1b}[31mmarca\n{": "marca",
        "cuentas": [{"tipo": "marca"}, {"usuario": "ana", "tipo": "buzon"}, {"tipo": "buzon"}],
    });
    let lines = metrics_of("refused", body.to_string(), StatusCode::UNPROCESSABLE_ENTITY).await;
    let answer = |field: &str, code: &str, number: u64| {
        let dimensions = [("form", "gsuite"), ("field", field), ("code", code)];
        line(&json!([[], ["form", "field", "code"]]), &[("refused_answers", "Count", number)], &dimensions)
    };
    let expected = [
        request("refused"),
        answer("-", "desconocido", 1),
        answer("empresa", "corto", 1),
        answer("tipo", "opcion", 1),
        answer("usuario", "falta", 2),
    ];
    assert_eq!(lines, expected);
}

#[tokio::test]
async fn documentation_lists_every_metric_with_its_unit() {
    let table = include_str!("../telemetry.rs");
    let (captured, guard) = capture();
    let info = RequestInfo::new(&Request::new(Body::empty()));
    let id = RequestId::random(&fixture::entropy());
    let path = FieldPath { row: None, field: "a".to_owned() };
    let error = FieldError { path, code: "b", message: String::new() };
    for (status, outcome) in [(201, "accepted"), (201, "replayed"), (422, "x"), (429, "x"), (503, "x")] {
        let fields = AccessLogFields {
            form: "f".to_owned(),
            flags: vec![TicketFlag::Honeypot],
            refused: vec![InvalidField::from(&error)],
            ..AccessLogFields::new(outcome)
        };
        let status = StatusCode::from_u16(status).unwrap();
        access_log::write(&info, &fields, status, &id, TimeDelta::milliseconds(5));
    }
    let (ticket, record) = fixture::ticket();
    InstrumentedStore::new(MemoryStore::default(), Arc::new(fixture::now))
        .put(&ticket, &record)
        .await
        .unwrap();
    drop(guard);
    let lines = captured.lines();
    assert_eq!(lines.len(), 11);
    for metric in
        lines.iter().flat_map(|line| line["_aws"]["CloudWatchMetrics"][0]["Metrics"].as_array().unwrap())
    {
        let (name, unit) = (metric["Name"].as_str().unwrap(), metric["Unit"].as_str().unwrap());
        assert!(table.contains(&format!("//! | `{name}` | {unit} |")), "{name}");
    }
}
