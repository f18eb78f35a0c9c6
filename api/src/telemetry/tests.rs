use std::io;
use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};
use tower::ServiceExt;
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;

use crate::guard::memory::MemoryGuardStore;
use crate::http::state::State;
use crate::intake::Intake;
use crate::store::memory::MemoryStore;
use crate::store::watched::InstrumentedStore;
use crate::telemetry::*;
use crate::testing::fixture;

/// What the layer wrote.
#[derive(Clone, Default)]
pub(crate) struct Written(Arc<Mutex<Vec<u8>>>);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Written {
    pub(crate) fn lines(&self) -> Vec<Value> {
        let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// Has this thread's lines made into metrics until the guard is dropped.
pub(crate) fn listen() -> (Written, DefaultGuard) {
    let written = Written::default();
    let targets = Targets::new().with_target("api", LevelFilter::DEBUG);
    let layer = Metrics::new(Arc::new(fixture::now), written.clone()).with_filter(targets);
    (written, tracing::subscriber::set_default(tracing_subscriber::registry().with(layer)))
}

/// Sends one request and returns what was written about it.
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
    let (written, guard) = listen();
    let request = Request::post("/api/tickets/gsuite/alta").header("content-type", "application/json");
    let router = crate::http::router::router(Arc::new(state));
    let answer = router.oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
    drop(guard);
    assert_eq!(answer.status(), status);
    written.lines()
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

const DESK: [(&str, &str); 2] = [("form", "gsuite"), ("operation", "alta")];

fn desk(outcome: &str) -> Value {
    let metrics = [(outcome, "Count", 1), ("duration_ms", "Milliseconds", 0)];
    line(&json!([[], ["form", "operation"]]), &metrics, &DESK)
}

fn store(outcome: &str) -> Value {
    line(&json!([[], ["outcome"]]), &[("store_ms", "Milliseconds", 0)], &[("outcome", outcome)])
}

#[tokio::test]
async fn a_ticket_counts_with_the_time_of_its_store() {
    let lines = metrics_of("ticket", fixture::json_body().to_string(), StatusCode::CREATED).await;
    assert_eq!(lines, [store("new"), desk("accepted")]);
}

#[tokio::test]
async fn a_store_that_is_down_counts_as_failed() {
    let lines = metrics_of("down", fixture::json_body().to_string(), StatusCode::SERVICE_UNAVAILABLE).await;
    assert_eq!(lines, [store("unavailable"), desk("failed")]);
}

#[tokio::test]
async fn a_refused_answer_counts_by_field_and_code_and_says_nothing_of_it() {
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
        desk("refused"),
        answer("-", "desconocido", 1),
        answer("empresa", "corto", 1),
        answer("tipo", "opcion", 1),
        answer("usuario", "falta", 2),
    ];
    assert_eq!(lines, expected);
}

#[test]
fn every_metric_stands_in_the_table() {
    let table = include_str!("../telemetry.rs");
    let mut told = Told::default();
    told.texts.extend([("form", "f".to_owned()), ("marks", "m".to_owned()), ("refused", "a:b".to_owned())]);
    for (status, outcome) in [(201, "accepted"), (201, "replayed"), (422, "x"), (429, "x"), (503, "x")] {
        told.texts.insert("outcome", outcome.to_owned());
        told.numbers.insert("status", status);
        for line in told.of_request().iter().chain(&told.of_store()) {
            for metric in line.json(0)["_aws"]["CloudWatchMetrics"][0]["Metrics"].as_array().unwrap() {
                let row = format!(
                    "//! | `{}` | {} |",
                    metric["Name"].as_str().unwrap(),
                    metric["Unit"].as_str().unwrap()
                );
                assert!(table.contains(&row), "{row}");
            }
        }
    }
}
