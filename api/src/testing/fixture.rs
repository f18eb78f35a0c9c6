//! The policy and the pages of a small company, for the tests of this crate.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use policy::{Answers, Form, Operation, Policy};
use serde_json::{Value, json};

use crate::bundle::Bundle;
use crate::guard::rate::{Limit, Limits, Window};
use crate::guard::{Guard, RequestMetadata};
use crate::intake::{Intake, SubmitCommand};
use crate::store::IdempotencyRecord;
use crate::testing::memory_guard_store::MemoryGuardStore;
use crate::testing::memory_store::MemoryStore;
use crate::ticket::Ticket;
use crate::ticket::folio::Folio;
use crate::ticket::receipt::Receipt;
use crate::{Entropy, KeyRing, SigningKey};

/// The page of `/gsuite/alta/`, with everything that the contract needs.
pub(crate) const FORM_PAGE: &str = include_str!("fixture/form.html");
/// The page of a fault report, which has no rows.
pub(crate) const FAILURE_PAGE: &str = include_str!("fixture/failure.html");
/// The confirmation page.
pub(crate) const CONFIRMATION_PAGE: &str = include_str!("fixture/confirmation.html");
/// The problem page.
pub(crate) const PROBLEM_PAGE: &str = include_str!("fixture/problem.html");

/// Returns a Monday, an hour and a half after support opened.
pub(crate) fn now() -> DateTime<Utc> {
    "2024-06-03T16:00:00.250Z".parse().unwrap()
}

/// Returns a random source with the same sequence every time.
pub(crate) fn entropy() -> Entropy {
    let state = AtomicU64::new(7);
    Arc::new(move |bytes| {
        for byte in bytes {
            let next = state.load(Ordering::Relaxed).wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            state.store(next, Ordering::Relaxed);
            *byte = next.to_be_bytes()[0];
        }
        Ok(())
    })
}

pub(crate) fn policy_json() -> Value {
    serde_json::from_str(include_str!("fixture/policy.json")).unwrap()
}

pub(crate) fn policy() -> Policy {
    let written = serde_json::from_value(policy_json()).unwrap();
    Policy::parse(&written).unwrap_or_else(|faults| {
        let all: Vec<String> = faults.iter().map(ToString::to_string).collect();
        panic!("{}", all.join("\n"))
    })
}

pub(crate) fn problems_json() -> Value {
    let entry = |code: crate::problem::ProblemCode| {
        let texts = json!({"title": format!("título de {}", code.name()), "detail": format!("Detalle de {}.", code.name())});
        (code.name().to_owned(), texts)
    };
    let problems: BTreeMap<String, Value> = crate::problem::ProblemCode::all().map(entry).into();
    json!({"base": "https://ipaxes.mx", "problems": problems})
}

pub(crate) fn keys() -> KeyRing {
    KeyRing::new(SigningKey::new(&[7; 32]).unwrap(), None)
}

/// Returns a guard over `store` that flags more than `soft` requests in ten minutes, and refuses more than `hard`.
pub(crate) fn guard(store: &MemoryGuardStore, soft: u32, hard: u32) -> Guard<MemoryGuardStore> {
    let limit = Limit { soft, hard };
    let min_fill_time = TimeDelta::seconds(3);
    let limits = Limits { window: Window::new(600), address: limit, requester: limit, min_fill_time };
    Guard::new(store.clone(), &keys(), limits)
}

/// Returns an intake into `store` whose guard refuses nothing.
pub(crate) fn intake(store: &MemoryStore, entropy: Entropy) -> Intake<MemoryStore, MemoryGuardStore> {
    let guard = guard(&MemoryGuardStore::default(), 1_000, 1_000);
    Intake::new(store.clone(), guard, entropy)
}

/// Returns the command to submit `answers`, without anything optional.
pub(crate) fn command<'a>(
    form: &'a Form,
    operation: &'a Operation,
    answers: &'a Answers,
) -> SubmitCommand<'a> {
    SubmitCommand {
        form,
        operation,
        answers,
        key: None,
        form_version: None,
        confirmation: None,
        metadata: RequestMetadata::default(),
        is_test: false,
    }
}

/// Returns `form` and its operation.
pub(crate) fn operation<'a>(policy: &'a Policy, form: &str, operation: &str) -> (&'a Form, &'a Operation) {
    let form = policy.form(form).unwrap();
    (form, form.operation(operation).unwrap())
}

/// Returns valid answers to `/gsuite/alta/`, for two accounts.
pub(crate) fn answers() -> Answers {
    let values = |pairs: &[(&str, &str)]| {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), vec![(*value).to_owned()])).collect()
    };
    let rows = [("ana", "buzon"), ("beto", "alias")]
        .map(|(user, kind)| values(&[("usuario", user), ("tipo", kind)]));
    Answers {
        fields: values(&[
            ("empresa", "Acero & Hijos"),
            ("descripcion", "Dos cuentas nuevas"),
            ("declaracion", "si"),
        ]),
        rows: BTreeMap::from([("cuentas".to_owned(), rows.to_vec())]),
    }
}

/// Those answers as a page sends them.
pub(crate) const URLENCODED: &str = "version_formulario=0a1b2c3d&token_envio=&empresa=Acero+%26+Hijos&descripcion=Dos+cuentas+nuevas&declaracion=si\
    &cuentas.1.usuario=ana&cuentas.1.tipo=buzon&cuentas.2.usuario=beto&cuentas.2.tipo=alias";

/// Those answers as a program sends them.
pub(crate) fn json_body() -> Value {
    json!({
        "empresa": "Acero & Hijos", "descripcion": "Dos cuentas nuevas", "declaracion": true,
        "cuentas": [{"usuario": "ana", "tipo": "buzon"}, {"usuario": "beto", "tipo": "alias"}],
    })
}

pub(crate) fn receipt() -> Receipt {
    let received = "2024-06-03T16:00:00Z".parse().unwrap();
    Receipt {
        folio: Folio::random(&entropy()).unwrap(),
        form: "gsuite".to_owned(),
        operation: "alta".to_owned(),
        kind: policy::TicketKind::Alta,
        rows: Some(2),
        received,
        level: "estandar".to_owned(),
        due: received + TimeDelta::hours(4),
        policy_version: "2024-05-27".to_owned(),
    }
}

/// Returns a ticket with every kind of answer, and its record.
pub(crate) fn ticket() -> (Ticket, IdempotencyRecord) {
    let policy = policy();
    let (form, operation) = operation(&policy, "gsuite", "alta");
    let mut answers = answers();
    for (name, value) in [("telefono", "81 1522 5000"), ("licencias", "12"), ("avisar_a", "a@x.mx\nb@x.mx")] {
        answers.fields.insert(name.to_owned(), vec![value.to_owned()]);
    }
    let command = SubmitCommand { form_version: Some("0a1b2c3d"), ..command(form, operation, &answers) };
    let store = MemoryStore::default();
    let intake = intake(&store, entropy());
    // A test may run within a runtime already, which cannot block on another.
    std::thread::scope(|scope| {
        let submit = || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
            runtime.block_on(intake.submit(&policy, &command, now())).unwrap();
        };
        scope.spawn(submit).join().unwrap();
    });
    (store.tickets().remove(0), store.records().remove(0))
}

/// Writes `dist/api` into a new temporary directory, which the caller removes.
pub(crate) fn bundle_dir() -> PathBuf {
    static LAST: AtomicU64 = AtomicU64::new(0);
    let number = LAST.fetch_add(1, Ordering::Relaxed);
    let dir = std::env::temp_dir().join(format!("folio-api-{}-{number}", std::process::id()));
    fs::create_dir_all(dir.join("pages/gsuite")).unwrap();
    fs::create_dir_all(dir.join("pages/falla")).unwrap();
    let files = [
        ("policy.json", policy_json().to_string()),
        ("problems.json", problems_json().to_string()),
        ("pages/confirmation.html", CONFIRMATION_PAGE.to_owned()),
        ("pages/problem.html", PROBLEM_PAGE.to_owned()),
        ("pages/gsuite/alta.html", FORM_PAGE.to_owned()),
        ("pages/falla/falla.html", FAILURE_PAGE.to_owned()),
    ];
    for (path, text) in files {
        fs::write(dir.join(path), text).unwrap();
    }
    dir
}

/// Returns the bundle in that directory.
pub(crate) fn bundle() -> Bundle {
    let dir = bundle_dir();
    let bundle = Bundle::read(&dir).unwrap();
    fs::remove_dir_all(dir).unwrap();
    bundle
}
