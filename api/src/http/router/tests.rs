pub(crate) mod guarding;

use axum::http::StatusCode;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::bundle::Bundle;
use crate::guard;
use crate::http::router::*;
use crate::intake::Intake;
use crate::store::memory::Memory;
use crate::testing::fixture;

const PAGE: (&str, &str) = ("accept", "text/html,application/xhtml+xml,*/*;q=0.8");
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const JSON: (&str, &str) = ("content-type", "application/json");
const ALTA: &str = "/api/tickets/gsuite/alta";

/// A router over a store in memory.
struct Api {
    router: Router,
    store: Arc<Memory>,
    guard: Arc<guard::memory::Memory>,
}

/// An answer, whole.
#[derive(Debug)]
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Api {
    fn new() -> Self {
        Self::limited(1_000, 1_000)
    }

    /// In ten minutes more than `soft` requests are marked, and more than `hard` are refused.
    fn limited(soft: u32, hard: u32) -> Self {
        let dir = fixture::bundle_dir();
        let bundle = Bundle::read(&dir).unwrap();
        std::fs::remove_dir_all(dir).unwrap();
        let store = Arc::new(Memory::default());
        let guard = Arc::default();
        let state = State {
            bundle,
            intake: Intake::new(Arc::clone(&store), fixture::chance()),
            guard: fixture::guard(&guard, soft, hard),
            keys: fixture::keys(),
            clock: Arc::new(fixture::now),
            chance: fixture::chance(),
        };
        Self { router: router(Arc::new(state)), store, guard }
    }

    async fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Answer {
        let request =
            headers.iter().fold(Request::builder().method(method).uri(path), |request, (name, value)| {
                request.header(*name, *value)
            });
        let response = self.router.clone().oneshot(request.body(body.into()).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        let body = String::from_utf8(body.to_vec()).unwrap();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    async fn post(&self, headers: &[(&str, &str)], body: impl Into<Body>) -> Answer {
        self.ask("POST", ALTA, headers, body).await
    }

    async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.ask("GET", path, headers, "").await
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
    fn is_problem(&self, status: u16, code: &str) {
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
async fn a_program_is_told_of_its_ticket() {
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
    let kept = api.store.tickets();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].receipt.folio.to_string(), folio);
    assert_eq!(api.get(confirmation, &[]).await.json(), ticket);
}

#[tokio::test]
async fn a_browser_is_led_to_its_confirmation() {
    let api = Api::new();
    let answer = api.post(&[PAGE, FORM], fixture::URLENCODED).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.body, "");
    let page = api.get(answer.header("location"), &[PAGE]).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    let kept = &api.store.tickets()[0];
    assert_eq!(kept.form_version.as_deref(), Some("0a1b2c3d"));
    for part in [
        &kept.receipt.folio.to_string(),
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
async fn sent_twice_is_stored_once() {
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
async fn a_key_belongs_to_one_request() {
    let api = Api::new();
    let key = ("idempotency-key", "\"8e03978e\"");
    let first = api.post(&[JSON, key], fixture::json_body().to_string()).await;
    let token = format!("{}&token_envio=8e03978e", fixture::URLENCODED.replace("&token_envio=", ""));
    let again = api.post(&[PAGE, FORM], token.clone()).await;
    assert_eq!(again.header("location"), first.header("location"));
    let mut other = fixture::json_body();
    other["empresa"] = json!("Otra");
    api.post(&[JSON, key], other.to_string()).await.is_problem(422, "clave-repetida");
    let page = api.post(&[PAGE, FORM], token.replace("Acero", "Otra")).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.body.contains("<li>Detalle de clave-repetida.</li>"), "{}", page.body);
    assert!(page.body.contains(r#"value="Otra &amp; Hijos""#));
    assert_eq!(api.store.tickets().len(), 1);
}

#[tokio::test]
async fn a_key_that_is_none_is_refused() {
    let api = Api::new();
    let body = fixture::json_body().to_string();
    api.post(&[JSON, ("idempotency-key", "")], body.clone()).await.is_problem(400, "clave-ilegible");
    let twice = [JSON, ("idempotency-key", "a"), ("idempotency-key", "a")];
    api.post(&twice, body).await.is_problem(400, "clave-ilegible");
    assert_eq!(api.store.tickets(), []);
}

#[tokio::test]
async fn a_program_is_told_every_fault_at_once() {
    let api = Api::new();
    let body = json!({"empresa": "A", "declaracion": true, "descripcion": "0123456789", "cuentas": [{"usuario": "ana"}, {"tipo": "buzon"}], "otro": 1});
    let answer = api.post(&[JSON], body.to_string()).await;
    answer.is_problem(422, "respuestas");
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
async fn a_browser_gets_its_page_back_with_what_must_be_mended() {
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
async fn a_row_is_added_without_judging_anything() {
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
async fn a_row_is_removed_and_the_others_close_up() {
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
async fn every_row_that_came_is_shown_again_but_no_page_is_endless() {
    let api = Api::new();
    for (sent, shown) in [(70, 70), (250, 200)] {
        let rows = (1..=sent).fold(String::new(), |rows, n| format!("{rows}cuentas.{n}.usuario=u{n}&"));
        let answer = api.post(&[PAGE, FORM], format!("{rows}accion=agregar.cuentas")).await;
        // One more legend stands in the template.
        assert_eq!(answer.body.matches("<legend>").count(), shown + 1);
        assert!(answer.body.contains(r#"data-add="cuentas" formnovalidate hidden="""#));
    }
}

#[tokio::test]
async fn a_button_for_rows_that_are_none_is_refused() {
    let answer = Api::new().post(&[FORM], "accion=agregar.otras").await;
    answer.is_problem(400, "cuerpo-ilegible");
    assert_eq!(
        answer.json()["detail"],
        "Detalle de cuerpo-ilegible. `accion` debe ser `agregar.FILAS`, `quitar.FILAS.N` o `pegar.FILAS`"
    );
}

#[tokio::test]
async fn a_store_that_is_down_loses_nothing() {
    let api = Api::new();
    api.store.fail();
    let answer = api.post(&[JSON], fixture::json_body().to_string()).await;
    answer.is_problem(503, "no-disponible");
    assert_eq!(answer.header("retry-after"), "10");
    let page = api.post(&[PAGE, FORM], fixture::URLENCODED).await;
    assert_eq!((page.status.as_u16(), page.header("retry-after")), (503, "10"));
    for part in ["<li>Detalle de no-disponible.</li>", r#"value="Acero &amp; Hijos""#] {
        assert!(page.body.contains(part), "{part}: {}", page.body);
    }
    api.store.mend();
    assert_eq!(api.post(&[PAGE, FORM], fixture::URLENCODED).await.status, StatusCode::SEE_OTHER);
    assert_eq!(api.store.tickets().len(), 1);
}

#[tokio::test]
async fn a_wrong_token_an_unknown_folio_and_no_folio_get_the_same_answer() {
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
        answer.is_problem(404, "no-encontrado");
        let mut problem = answer.json();
        problem["request_id"] = Value::Null;
        bodies.push(problem);
    }
    assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]), "{bodies:?}");
}

#[tokio::test]
async fn what_is_not_there_is_a_problem() {
    let api = Api::new();
    for path in [
        "/api/tickets/gsuite/otra",
        "/api/tickets/otra/alta",
        "/api/tickets/gsuite%2Falta/alta",
        "/api/tickets/%ff/alta",
    ] {
        api.ask("POST", path, &[JSON], "{}").await.is_problem(404, "no-encontrado");
    }
    for path in ["/api", "/api/", "/api/nada", "/api/tickets", "/api/tickets/a/b/c", "/"] {
        api.get(path, &[]).await.is_problem(404, "no-encontrado");
    }
    let page = api.get("/api/nada", &[PAGE]).await;
    assert_eq!((page.status.as_u16(), page.header("content-type")), (404, "text/html; charset=utf-8"));
    assert!(
        page.body.contains(&format!("<code data-slot=\"request-id\">{}</code>", page.header("x-request-id")))
    );
}

#[tokio::test]
async fn a_method_that_is_not_taken_says_which_are() {
    let api = Api::new();
    for (method, path, allow) in [
        ("GET", ALTA, "POST"),
        ("PUT", ALTA, "POST"),
        ("DELETE", "/api/tickets/F37-K29-QX4", "GET,HEAD"),
        ("POST", "/api/health", "GET,HEAD"),
        ("TRACE", "/api/health", "GET,HEAD"),
    ] {
        let answer = api.ask(method, path, &[], "").await;
        answer.is_problem(405, "metodo");
        assert_eq!(answer.header("allow"), allow);
    }
}

#[tokio::test]
async fn head_is_get_without_a_body() {
    let api = Api::new();
    for (path, status) in [("/api/health", 200), ("/api/nada", 404)] {
        let answer = api.ask("HEAD", path, &[], "").await;
        assert_eq!((answer.status.as_u16(), answer.body.as_str()), (status, ""));
    }
    assert_eq!(api.get("/api/health", &[]).await.body, r#"{"status":"ok"}"#);
}

#[tokio::test]
async fn other_types_and_compressed_bodies_are_refused() {
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
        api.post(headers, "{}").await.is_problem(415, "tipo-de-contenido");
    }
    let fine = ("content-type", "Application/JSON; charset=\"UTF-8\"");
    assert_eq!(api.post(&[fine], fixture::json_body().to_string()).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_body_that_is_too_long_is_refused() {
    let api = Api::new();
    let limit = policy::contract::MAX_BODY_BYTES;
    api.post(&[FORM], "a".repeat(limit + 1)).await.is_problem(413, "cuerpo-grande");
    api.post(&[FORM, ("content-length", "9999999999")], "a").await.is_problem(413, "cuerpo-grande");
    api.post(&[FORM], "a".repeat(limit)).await.is_problem(422, "respuestas");
}

#[tokio::test]
async fn what_cannot_be_read_is_told_why() {
    let answer = Api::new().post(&[FORM], "empresa=%zz").await;
    answer.is_problem(400, "cuerpo-ilegible");
    let detail = "Detalle de cuerpo-ilegible. el signo `%` del byte 8 no va seguido de dos dígitos hexadecimales; escríbalo como `%25`";
    assert_eq!(answer.json()["detail"], detail);
}

#[tokio::test]
async fn every_answer_has_its_headers() {
    let api = Api::new();
    let answers = [
        api.get("/api/health", &[]).await,
        api.get("/api/nada", &[PAGE]).await,
        api.post(&[PAGE, FORM], fixture::URLENCODED).await,
        api.post(&[JSON], "{").await,
        api.ask("GET", ALTA, &[], "").await,
    ];
    for answer in answers {
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "same-origin");
        assert_eq!(answer.header("x-request-id").len(), 16);
    }
}

#[tokio::test]
async fn a_number_that_the_platform_gave_is_the_requests_own() {
    let api = Api::new();
    let mut request = Request::new(Body::empty());
    request.headers_mut().insert("x-request-id", HeaderValue::from_static("forged"));
    request.extensions_mut().insert(RequestId::parse("af9-12").unwrap());
    let response = api.router.oneshot(request).await.unwrap();
    assert_eq!(response.headers()["x-request-id"], "af9-12");
}

/// A clock that fails only where it is read within a handler shows that a panic there is told as a problem.
#[tokio::test]
async fn a_panic_in_a_handler_is_a_problem() {
    let dir = fixture::bundle_dir();
    let bundle = Bundle::read(&dir).unwrap();
    std::fs::remove_dir_all(dir).unwrap();
    let reads = std::sync::atomic::AtomicU8::new(0);
    let clock = move || {
        assert_ne!(reads.fetch_add(1, std::sync::atomic::Ordering::Relaxed), 1, "no time");
        fixture::now()
    };
    let state = State {
        bundle,
        intake: Intake::new(Arc::new(Memory::default()), fixture::chance()),
        guard: fixture::guard(&Arc::default(), 1_000, 1_000),
        keys: fixture::keys(),
        clock: Arc::new(clock),
        chance: fixture::chance(),
    };
    let api = Api { router: router(Arc::new(state)), store: Arc::default(), guard: Arc::default() };
    api.post(&[JSON], fixture::json_body().to_string()).await.is_problem(500, "interno");
}
