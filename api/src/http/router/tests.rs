pub(crate) mod guarding;

use std::sync::atomic::{AtomicU8, Ordering};

use axum::http::StatusCode;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::http::router::*;
use crate::intake::Intake;
use crate::platform::Clock;
use crate::testing::fixture;
use crate::testing::memory_guard_store::MemoryGuardStore;
use crate::testing::memory_store::MemoryStore;

const PAGE: (&str, &str) = ("accept", "text/html,application/xhtml+xml,*/*;q=0.8");
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const JSON: (&str, &str) = ("content-type", "application/json");
const ALTA: &str = "/api/tickets/gsuite/alta";

/// A router over stores in memory.
struct Api {
    router: Router,
    store: MemoryStore,
    guard: MemoryGuardStore,
}

/// A whole response.
#[derive(Debug)]
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Api {
    fn new() -> Self {
        Self::with_limits(1_000, 1_000)
    }

    /// Flags more than `soft` requests in ten minutes, and refuses more than `hard`.
    fn with_limits(soft: u32, hard: u32) -> Self {
        Self::with_clock(soft, hard, Arc::new(fixture::now))
    }

    fn with_clock(soft: u32, hard: u32, clock: Clock) -> Self {
        let (store, guard) = (MemoryStore::default(), MemoryGuardStore::default());
        let state = State {
            bundle: fixture::bundle(),
            intake: Intake::new(store.clone(), fixture::guard(&guard, soft, hard), fixture::entropy()),
            keys: fixture::keys(),
            clock,
            entropy: fixture::entropy(),
        };
        Self { router: router(Arc::new(state)), store, guard }
    }

    async fn send(&self, request: Request) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    async fn request(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let request =
            headers.iter().fold(Request::builder().method(method).uri(path), |request, (name, value)| {
                request.header(*name, *value)
            });
        self.send(request.body(body.into()).unwrap()).await
    }

    async fn post(&self, headers: &[(&str, &str)], body: impl Into<Body>) -> Answer {
        self.request("POST", ALTA, headers, body).await
    }

    async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.request("GET", path, headers, "").await
    }
}

impl Answer {
    #[track_caller]
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    #[track_caller]
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    #[track_caller]
    fn assert_problem(&self, status: u16, code: &str) {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        assert_eq!(self.header("content-type"), "application/problem+json");
        let problem = self.json();
        assert_eq!(problem["type"], format!("https://ipaxes.mx/problemas/#{code}"));
        assert_eq!(problem["title"], format!("título de {code}"));
        assert_eq!(problem["status"], status);
        assert_eq!(problem["request_id"], self.header("x-request-id"));
    }
}

#[tokio::test]
async fn submit_returns_201_with_ticket_for_json() {
    let api = Api::new();
    let answer = api.post(&[JSON], fixture::json_body().to_string()).await;
    assert_eq!(answer.status, StatusCode::CREATED);
    assert_eq!(answer.header("content-type"), "application/json");
    let ticket = answer.json();
    let folio = ticket["folio"].as_str().unwrap();
    let confirmation = answer.header("location");
    assert_eq!(
        ticket,
        json!({
            "folio": folio, "form": "gsuite", "operation": "alta", "kind": "Alta", "level": "estandar",
            "received": "2024-06-03T10:00:00-06:00", "respond_by": "2024-06-03T14:00:00-06:00",
            "confirmation": confirmation,
        })
    );
    let tickets = api.store.tickets();
    assert_eq!(tickets.len(), 1);
    assert_eq!(tickets[0].receipt.folio.to_string(), folio);
    assert_eq!(api.get(confirmation, &[]).await.json(), ticket);
}

#[tokio::test]
async fn submit_redirects_browser_to_confirmation() {
    let api = Api::new();
    let answer = api.post(&[PAGE, FORM], fixture::URLENCODED).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.body, "");
    let page = api.get(answer.header("location"), &[PAGE]).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    let ticket = &api.store.tickets()[0];
    assert_eq!(ticket.form_version.as_deref(), Some("0a1b2c3d"));
    for part in [
        &ticket.receipt.folio.to_string(),
        "Alta de cuentas",
        "2 cuentas",
        "lunes 3 de junio de 2024 a las 14:00\u{a0}h",
        "Estándar",
        "Bajo",
    ] {
        assert!(page.body.contains(part), "{part}: {}", page.body);
    }
}

#[tokio::test]
async fn submit_replays_receipt_when_sent_twice() {
    let api = Api::new();
    let first = api.post(&[PAGE, FORM], fixture::URLENCODED).await;
    let again = api.post(&[PAGE, FORM], fixture::URLENCODED).await;
    assert_eq!(again.header("location"), first.header("location"));
    assert_eq!(again.header("idempotent-replayed"), "true");
    let json = api.post(&[JSON], fixture::json_body().to_string()).await;
    assert_eq!((json.status, json.header("idempotent-replayed")), (StatusCode::CREATED, "true"));
    assert_eq!(json.header("location"), first.header("location"));
    assert_eq!(api.store.tickets().len(), 1);
}

#[tokio::test]
async fn submit_returns_422_when_key_has_other_answers() {
    let api = Api::new();
    let key = ("idempotency-key", "\"8e03978e\"");
    let first = api.post(&[JSON, key], fixture::json_body().to_string()).await;
    let token = format!("{}&token_envio=8e03978e", fixture::URLENCODED.replace("&token_envio=", ""));
    let again = api.post(&[PAGE, FORM], token.clone()).await;
    assert_eq!(again.header("location"), first.header("location"));
    let mut other = fixture::json_body();
    other["empresa"] = json!("Otra");
    api.post(&[JSON, key], other.to_string()).await.assert_problem(422, "clave-repetida");
    let page = api.post(&[PAGE, FORM], token.replace("Acero", "Otra")).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.body.contains("<li>Detalle de clave-repetida.</li>"), "{}", page.body);
    assert!(page.body.contains(r#"value="Otra &amp; Hijos""#));
    assert_eq!(api.store.tickets().len(), 1);
}

#[tokio::test]
async fn submit_returns_400_when_idempotency_key_is_invalid() {
    let api = Api::new();
    let body = fixture::json_body().to_string();
    api.post(&[JSON, ("idempotency-key", "")], body.clone()).await.assert_problem(400, "clave-ilegible");
    let twice = [JSON, ("idempotency-key", "a"), ("idempotency-key", "a")];
    api.post(&twice, body).await.assert_problem(400, "clave-ilegible");
    assert_eq!(api.store.tickets(), []);
}

#[tokio::test]
async fn submit_returns_422_with_every_field_error() {
    let api = Api::new();
    let body = json!({"empresa": "A", "declaracion": true, "descripcion": "0123456789", "cuentas": [{"usuario": "ana"}, {"tipo": "buzon"}], "otro": 1});
    let answer = api.post(&[JSON], body.to_string()).await;
    answer.assert_problem(422, "respuestas");
    assert_eq!(
        answer.json()["errors"],
        json!([
            {"pointer": "/empresa", "name": "empresa", "code": "corto", "detail": "empresa: corto"},
            {"pointer": "/cuentas/1/usuario", "name": "cuentas.2.usuario", "code": "falta", "detail": "usuario: falta"},
            {"pointer": "/otro", "name": "otro", "code": "desconocido", "detail": "No se pregunta «otro»"},
        ])
    );
    assert_eq!(api.store.tickets(), []);
}

#[tokio::test]
async fn submit_returns_filled_page_when_answers_are_invalid() {
    let api = Api::new();
    let answer = api.post(&[PAGE, FORM], fixture::URLENCODED.replace("beto", "")).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    for part in [
        r##"<li><a href="#cuentas-2-usuario">Cuenta 2: usuario: falta</a></li>"##,
        r#"value="Acero &amp; Hijos""#,
        r#"value="ana""#,
        ">Error: Alta",
    ] {
        assert!(answer.body.contains(part), "{part}: {}", answer.body);
    }
}

#[tokio::test]
async fn add_row_shows_one_more_row_without_validation() {
    let api = Api::new();
    let answer = api.post(&[PAGE, FORM], "empresa=&cuentas.1.usuario=ana&accion=agregar.cuentas").await;
    assert_eq!(answer.status, StatusCode::OK);
    for part in [
        r#"name="cuentas.2.usuario" type="text" data-control="cuentas.2.usuario" autofocus="">"#,
        r#"value="ana""#,
    ] {
        assert!(answer.body.contains(part), "{part}: {}", answer.body);
    }
    assert!(!answer.body.contains("Error: Alta"));
    assert_eq!(api.store.tickets(), []);
}

#[tokio::test]
async fn remove_row_renumbers_the_rows_after_it() {
    let api = Api::new();
    let rows = "cuentas.1.usuario=ana&cuentas.2.usuario=beto&cuentas.3.usuario=carla&accion=quitar.cuentas.";
    let answer = api.post(&[PAGE, FORM], format!("{rows}2")).await;
    assert!(
        answer.body.contains(r#"data-control="cuentas.2.usuario" autofocus="" value="carla""#),
        "{}",
        answer.body
    );
    assert!(!answer.body.contains("beto") && !answer.body.contains("Cuenta 3"), "{}", answer.body);
    let answer = api.post(&[PAGE, FORM], "cuentas.1.usuario=ana&accion=quitar.cuentas.1").await;
    assert!(!answer.body.contains("value=\"ana\"") && answer.body.contains("Cuenta 1"), "{}", answer.body);
}

#[tokio::test]
async fn page_shows_every_sent_row_up_to_a_maximum() {
    let api = Api::new();
    for (sent, shown) in [(70, 70), (250, 200)] {
        let rows = (1..=sent).fold(String::new(), |rows, n| format!("{rows}cuentas.{n}.usuario=u{n}&"));
        let answer = api.post(&[PAGE, FORM], format!("{rows}accion=agregar.cuentas")).await;
        // The template has one more legend.
        assert_eq!(answer.body.matches("<legend>").count(), shown + 1);
        assert!(answer.body.contains(r#"data-add="cuentas" formnovalidate hidden="""#));
    }
}

#[tokio::test]
async fn add_row_returns_400_when_rows_are_unknown() {
    let answer = Api::new().post(&[FORM], "accion=agregar.otras").await;
    answer.assert_problem(400, "cuerpo-ilegible");
    assert_eq!(
        answer.json()["detail"],
        "Detalle de cuerpo-ilegible. `accion` debe ser `agregar.FILAS`, `quitar.FILAS.N` o `pegar.FILAS`"
    );
}

#[tokio::test]
async fn submit_returns_503_with_filled_page_when_store_is_down() {
    let api = Api::new();
    api.store.set_down(true);
    let answer = api.post(&[JSON], fixture::json_body().to_string()).await;
    answer.assert_problem(503, "no-disponible");
    assert_eq!(answer.header("retry-after"), "10");
    let page = api.post(&[PAGE, FORM], fixture::URLENCODED).await;
    assert_eq!((page.status.as_u16(), page.header("retry-after")), (503, "10"));
    for part in ["<li>Detalle de no-disponible.</li>", r#"value="Acero &amp; Hijos""#] {
        assert!(page.body.contains(part), "{part}: {}", page.body);
    }
    api.store.set_down(false);
    assert_eq!(api.post(&[PAGE, FORM], fixture::URLENCODED).await.status, StatusCode::SEE_OTHER);
    assert_eq!(api.store.tickets().len(), 1);
}

#[tokio::test]
async fn confirm_returns_same_404_for_wrong_token_or_folio() {
    let api = Api::new();
    let first = api.post(&[JSON], fixture::json_body().to_string()).await;
    let address = first.header("location").to_owned();
    let token = address.split_once("?t=").unwrap().1;
    let mut bodies = Vec::new();
    let wrong = [
        address.split_once('?').unwrap().0.to_owned(),
        format!("{}x", &address[..address.len() - 1]),
        format!("{address}A"),
        format!("/api/tickets/222-222-222?t={token}"),
        format!("/api/tickets/nada?t={token}"),
        format!("/api/tickets/%ff?t={token}"),
        "/api/tickets/F37-K29-QX4".to_owned(),
    ];
    for path in wrong {
        let answer = api.get(&path, &[]).await;
        answer.assert_problem(404, "no-encontrado");
        let mut problem = answer.json();
        problem["request_id"] = Value::Null;
        bodies.push(problem);
    }
    assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]), "{bodies:?}");
}

#[tokio::test]
async fn unknown_path_returns_404() {
    let api = Api::new();
    for path in [
        "/api/tickets/gsuite/otra",
        "/api/tickets/otra/alta",
        "/api/tickets/gsuite%2Falta/alta",
        "/api/tickets/%ff/alta",
    ] {
        api.request("POST", path, &[JSON], "{}").await.assert_problem(404, "no-encontrado");
    }
    for path in ["/api", "/api/", "/api/nada", "/api/tickets", "/api/tickets/a/b/c", "/"] {
        api.get(path, &[]).await.assert_problem(404, "no-encontrado");
    }
    let page = api.get("/api/nada", &[PAGE]).await;
    assert_eq!((page.status.as_u16(), page.header("content-type")), (404, "text/html; charset=utf-8"));
    assert!(
        page.body.contains(&format!("<code data-slot=\"request-id\">{}</code>", page.header("x-request-id")))
    );
}

#[tokio::test]
async fn wrong_method_returns_405_with_allow() {
    let api = Api::new();
    for (method, path, allow) in [
        ("GET", ALTA, "POST"),
        ("PUT", ALTA, "POST"),
        ("DELETE", "/api/tickets/F37-K29-QX4", "GET,HEAD"),
        ("POST", "/api/health", "GET,HEAD"),
        ("TRACE", "/api/health", "GET,HEAD"),
    ] {
        let answer = api.request(method, path, &[], "").await;
        answer.assert_problem(405, "metodo");
        assert_eq!(answer.header("allow"), allow);
    }
}

#[tokio::test]
async fn head_returns_headers_of_get_without_body() {
    let api = Api::new();
    for (path, status) in [("/api/health", 200), ("/api/nada", 404)] {
        let answer = api.request("HEAD", path, &[], "").await;
        assert_eq!((answer.status.as_u16(), answer.body.as_str()), (status, ""));
    }
    assert_eq!(api.get("/api/health", &[]).await.body, r#"{"status":"ok"}"#);
}

#[tokio::test]
async fn submit_returns_415_when_type_or_encoding_is_wrong() {
    let api = Api::new();
    let types: [&[(&str, &str)]; 6] = [
        &[],
        &[("content-type", "text/plain")],
        &[("content-type", "multipart/form-data; boundary=x")],
        &[("content-type", "application/x-www-form-urlencoded; charset=iso-8859-1")],
        &[JSON, ("content-encoding", "gzip")],
        &[JSON, FORM],
    ];
    for headers in types {
        api.post(headers, "{}").await.assert_problem(415, "tipo-de-contenido");
    }
    let valid = ("content-type", "Application/JSON; charset=\"UTF-8\"");
    assert_eq!(api.post(&[valid], fixture::json_body().to_string()).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn submit_returns_413_when_body_is_too_long() {
    let api = Api::new();
    let limit = policy::contract::MAX_BODY_BYTES;
    api.post(&[FORM], "a".repeat(limit + 1)).await.assert_problem(413, "cuerpo-grande");
    api.post(&[FORM, ("content-length", "9999999999")], "a").await.assert_problem(413, "cuerpo-grande");
    api.post(&[FORM], "a".repeat(limit)).await.assert_problem(422, "respuestas");
}

#[tokio::test]
async fn submit_returns_400_with_reason_when_body_is_invalid() {
    let answer = Api::new().post(&[FORM], "empresa=%zz").await;
    answer.assert_problem(400, "cuerpo-ilegible");
    let detail = "Detalle de cuerpo-ilegible. el signo `%` del byte 8 no va seguido de dos dígitos hexadecimales; escríbalo como `%25`";
    assert_eq!(answer.json()["detail"], detail);
}

#[tokio::test]
async fn every_response_has_the_standard_headers() {
    let api = Api::new();
    let answers = [
        api.get("/api/health", &[]).await,
        api.get("/api/nada", &[PAGE]).await,
        api.post(&[PAGE, FORM], fixture::URLENCODED).await,
        api.post(&[JSON], "{").await,
        api.request("GET", ALTA, &[], "").await,
    ];
    for answer in answers {
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "same-origin");
        assert_eq!(answer.header("x-request-id").len(), 16);
    }
}

#[tokio::test]
async fn request_id_is_that_of_the_platform() {
    let api = Api::new();
    let mut request = Request::new(Body::empty());
    request.headers_mut().insert("x-request-id", HeaderValue::from_static("forged"));
    request.extensions_mut().insert(RequestId::parse("af9-12").unwrap());
    let response = api.router.oneshot(request).await.unwrap();
    assert_eq!(response.headers()["x-request-id"], "af9-12");
}

/// A clock that fails only where a handler reads it.
#[tokio::test]
async fn panic_in_a_handler_returns_500() {
    let reads = AtomicU8::new(0);
    let clock = move || {
        assert_ne!(reads.fetch_add(1, Ordering::Relaxed), 1, "no time");
        fixture::now()
    };
    let api = Api::with_clock(1_000, 1_000, Arc::new(clock));
    api.post(&[JSON], fixture::json_body().to_string()).await.assert_problem(500, "interno");
}
