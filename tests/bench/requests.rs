//! The cost of a request without its store: the validation, the filled page, and the whole handler.
//!
//! `cargo bench --bench requests`. A store in memory replaces DynamoDB, so that only our own work is measured.

#![expect(clippy::unwrap_used, reason = "a panic ends the benchmark")]

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;

use api::guard::rate::{Limit, Limits, Window};
use api::router;
use api::testing::memory_guard_store::MemoryGuardStore;
use api::testing::memory_store::MemoryStore;
use api::{Bundle, Guard, Intake, KeyRing, SigningKey, State};
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use chrono::{DateTime, TimeDelta, Utc};
use criterion::{Criterion, criterion_group, criterion_main};
use policy::{Answers, Operation};
use tempfile::TempDir;
use tower::ServiceExt;

const ALTA: &str = "/api/tickets/gsuite/alta";

/// The real content, built into a temporary folder.
struct BuiltContent {
    folder: TempDir,
}

impl BuiltContent {
    fn new() -> Self {
        let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
        let site = generator::load(&generator::ContentDir::read(&content).unwrap()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        generator::write(&generator::build(&site).unwrap(), &folder.path().join("dist")).unwrap();
        Self { folder }
    }

    fn bundle(&self) -> Bundle {
        Bundle::read(&self.folder.path().join("dist/api")).unwrap()
    }

    fn router(&self) -> Router {
        let entropy: api::Entropy = Arc::new(|bytes| getrandom::fill(bytes).map_err(Into::into));
        let state = State {
            bundle: self.bundle(),
            intake: Intake::new(MemoryStore::default(), guard(), Arc::clone(&entropy)),
            keys: keys(),
            clock: Arc::new(now),
            entropy,
        };
        router(Arc::new(state))
    }
}

fn keys() -> KeyRing {
    KeyRing::new(SigningKey::new(&[7; 32]).unwrap(), None)
}

/// Returns a guard over a table in memory, with limits that no benchmark reaches.
fn guard() -> Guard<MemoryGuardStore> {
    let max = Limit { soft: u32::MAX, hard: u32::MAX };
    let window = Window::new(600);
    let limits = Limits { window, address: max, requester: max, min_fill_time: TimeDelta::seconds(3) };
    Guard::new(MemoryGuardStore::default(), &keys(), limits)
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_717_000_000, 0).unwrap()
}

/// Returns an Alta for `count` accounts of Google Workspace, as pairs.
fn alta(count: usize) -> Vec<(String, String)> {
    let once = [
        ("empresa", "Empresa Ejemplo"),
        ("nombre_solicitante", "Marta Ruiz"),
        ("correo_solicitante", "marta@ejemplo.com"),
        ("telefono_contacto", "81 1234 5678"),
        ("descripcion", "Cuentas nuevas para el equipo de ventas."),
        ("entrega_acceso", "llamada"),
        ("declaracion", "si"),
    ];
    let mut pairs: Vec<(String, String)> =
        once.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    for n in 1..=count {
        pairs.push((format!("cuentas.{n}.correo_principal"), format!("persona{n}@ejemplo.com")));
        pairs.push((format!("cuentas.{n}.nombre"), "José".to_owned()));
        pairs.push((format!("cuentas.{n}.apellidos"), "Muñoz Peña".to_owned()));
    }
    pairs
}

fn answers(pairs: &[(String, String)]) -> Answers {
    let mut answers = Answers::default();
    for (name, value) in pairs {
        let values = match name.split('.').collect::<Vec<_>>()[..] {
            [rows, number, field] => {
                let rows = answers.rows.entry(rows.to_owned()).or_default();
                rows.resize_with(rows.len().max(number.parse().unwrap()), Default::default);
                rows[number.parse::<usize>().unwrap() - 1].entry(field.to_owned()).or_default()
            }
            _ => answers.fields.entry(name.clone()).or_default(),
        };
        values.push(value.clone());
    }
    answers
}

fn body(pairs: &[(String, String)]) -> String {
    let encoded: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{name}={}", value.replace(' ', "+"))).collect();
    encoded.join("&")
}

fn post(router: &Router, runtime: &tokio::runtime::Runtime, body: &str) -> u16 {
    let request = Request::post(ALTA)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("accept", "text/html")
        .body(Body::from(body.to_owned()))
        .unwrap();
    runtime.block_on(router.clone().oneshot(request)).unwrap().status().as_u16()
}

fn validation(criterion: &mut Criterion, operation: &Operation) {
    let today = now().date_naive();
    for count in [1, 50] {
        let answers = answers(&alta(count));
        assert!(operation.validate(&answers, today).is_ok());
        criterion.bench_function(&format!("validation of {count} rows"), |bencher| {
            bencher.iter(|| operation.validate(black_box(&answers), today));
        });
    }
}

fn handler(criterion: &mut Criterion, built: &BuiltContent) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    for (name, count, wrong, status) in [
        ("accepted, 1 row", 1, false, 303),
        ("accepted, 50 rows", 50, false, 303),
        ("refused page, 1 row", 1, true, 422),
        ("refused page, 50 rows", 50, true, 422),
    ] {
        let mut pairs = alta(count);
        if wrong {
            pairs.retain(|(name, _)| name != "empresa");
        }
        let body = body(&pairs);
        let router = built.router();
        assert_eq!(post(&router, &runtime, &body), status);
        criterion.bench_function(&format!("handler, {name}"), |bencher| {
            bencher.iter(|| post(&router, &runtime, black_box(&body)));
        });
    }
}

fn benchmarks(criterion: &mut Criterion) {
    let built = BuiltContent::new();
    criterion.bench_function("the bundle, read at the start", |bencher| bencher.iter(|| built.bundle()));
    let bundle = built.bundle();
    validation(criterion, bundle.policy.form("gsuite").unwrap().operation("alta").unwrap());
    handler(criterion, &built);
}

criterion_group!(requests, benchmarks);
criterion_main!(requests);
