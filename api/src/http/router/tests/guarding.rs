//! Suspicious requests, and requests that the guard or the CSRF check refuses.

use axum::Extension;

use crate::guard::GuardStore;
use crate::guard::client_address::ClientAddress;
use crate::guard::contacts::Contacts;
use crate::http::origin_proof::IntakeMode;
use crate::http::router::tests::*;
use crate::ticket::{TicketFlag, Verification};

impl Api {
    /// Submits the fixture's answers for `company` from a network address.
    async fn submit_from(&self, address: &str, company: &str) -> Answer {
        let body = fixture::json_body().to_string().replace("Acero", company);
        let mut request = Request::post(ALTA).header("content-type", "application/json");
        request.extensions_mut().unwrap().insert(ClientAddress::new(address.parse().unwrap()));
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    async fn submit_as(&self, email: &str) -> Answer {
        let mut body = fixture::json_body();
        body["correo"] = email.into();
        self.post(&[JSON], body.to_string()).await
    }

    async fn submit_in_mode(&self, mode: IntakeMode, headers: &[(&str, &str)]) -> Answer {
        let router = self.router.clone().layer(Extension(mode));
        let api = Self { router, store: self.store.clone(), guard: self.guard.clone() };
        api.post(headers, fixture::URLENCODED).await
    }

    fn flags(&self) -> Vec<Vec<TicketFlag>> {
        self.store.tickets().into_iter().map(|ticket| ticket.flags).collect()
    }
}

#[tokio::test]
async fn honeypot_field_flags_ticket_and_returns_303() {
    let (one, other) = (Api::new(), Api::new());
    let usual = one.post(&[PAGE, FORM], fixture::URLENCODED).await;
    let opened = fixture::now().timestamp_millis() - 1_000;
    let sent = format!("{}&trampa=x&pagina_vista_en={opened}", fixture::URLENCODED);
    let suspicious = other.post(&[PAGE, FORM], sent).await;
    assert_eq!((suspicious.status, &suspicious.body), (usual.status, &usual.body));
    assert_eq!(suspicious.header("location"), usual.header("location"));
    assert_eq!(one.flags(), [vec![]]);
    assert_eq!(other.flags(), [vec![TicketFlag::Honeypot, TicketFlag::TooFast]]);
}

#[tokio::test]
async fn test_mode_flags_ticket_and_returns_303() {
    let api = Api::new();
    let answer = api.submit_in_mode(IntakeMode::Test, &[PAGE, FORM]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(api.flags(), [vec![TicketFlag::Test]]);
}

#[tokio::test]
async fn paused_intake_returns_503_and_stores_nothing() {
    let api = Api::new();
    let paused = IntakeMode::Paused { retry_after: 600 };
    let page = api.submit_in_mode(paused, &[PAGE, FORM]).await;
    assert_eq!((page.status.as_u16(), page.header("retry-after")), (503, "600"));
    for part in ["Detalle de en-pausa.", r#"value="Acero &amp; Hijos""#] {
        assert!(page.body.contains(part), "{part}");
    }
    let details = api.submit_in_mode(paused, &[FORM]).await;
    details.assert_problem(503, "en-pausa");
    assert_eq!(details.header("retry-after"), "600");
    assert!(api.store.tickets().is_empty());
}

#[tokio::test]
async fn address_is_flagged_then_returns_429() {
    let api = Api::with_limits(2, 4);
    for n in 0..4 {
        assert_eq!(
            api.submit_from("192.0.2.1", &format!("Empresa {n}")).await.status,
            StatusCode::CREATED,
            "{n}"
        );
    }
    let refused = api.submit_from("192.0.2.1", "Empresa 5").await;
    refused.assert_problem(429, "demasiadas");
    let seconds: u64 = refused.header("retry-after").parse().unwrap();
    assert!((10..=1_200).contains(&seconds), "{seconds}");
    assert_eq!(api.flags().iter().filter(|flags| **flags == [TicketFlag::AddressRate]).count(), 2);
    assert_eq!(api.submit_from("192.0.2.2", "Empresa 5").await.status, StatusCode::CREATED);
    assert_eq!(api.store.tickets().len(), 5);
}

#[tokio::test]
async fn json_response_has_rate_limit_headers() {
    let api = Api::with_limits(2, 2);
    for (company, left) in [("Uno", "\"direccion\";r=1"), ("Dos", "\"direccion\";r=0")] {
        let answer = api.submit_from("192.0.2.1", company).await;
        assert_eq!(answer.header("ratelimit-policy"), "\"direccion\";q=2;w=600");
        assert_eq!(answer.header("ratelimit"), left);
    }
    let refused = api.submit_from("192.0.2.1", "Tres").await;
    let seconds = refused.header("retry-after");
    assert_eq!(refused.header("ratelimit"), format!("\"direccion\";r=0;t={seconds}"));
}

#[tokio::test]
async fn page_returns_429_filled_without_rate_limit_headers() {
    let api = Api::with_limits(1, 1);
    let sent = |company: &str| format!("{}&correo=a%40x.mx", fixture::URLENCODED.replace("Acero", company));
    assert_eq!(api.post(&[PAGE, FORM], sent("Uno")).await.status, StatusCode::SEE_OTHER);
    let refused = api.post(&[PAGE, FORM], sent("Dos")).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(!refused.header("retry-after").is_empty());
    assert!(!refused.headers.contains_key("ratelimit"), "the exact numbers are for programs");
    for part in ["<li>Detalle de demasiadas.</li>", r#"value="Dos &amp; Hijos""#] {
        assert!(refused.body.contains(part), "{part}: {}", refused.body);
    }
}

#[tokio::test]
async fn router_ignores_forged_address_headers() {
    let api = Api::with_limits(1, 1);
    for n in 0..3 {
        let body = fixture::json_body().to_string().replace("Acero", &format!("Empresa {n}"));
        let forged = [JSON, ("cloudfront-viewer-address", "192.0.2.1:1"), ("x-forwarded-for", "192.0.2.1")];
        assert_eq!(api.post(&forged, body).await.status, StatusCode::CREATED);
    }
}

#[tokio::test]
async fn invalid_requests_do_not_call_the_guard() {
    let api = Api::new();
    api.post(&[JSON], "{").await.assert_problem(400, "cuerpo-ilegible");
    api.post(&[JSON], r#"{"correo": "a@x.mx"}"#).await.assert_problem(422, "respuestas");
    api.post(&[FORM], "accion=agregar.cuentas&correo=a%40x.mx").await;
    api.post(&[JSON, ("sec-fetch-site", "cross-site")], fixture::json_body().to_string()).await;
    assert_eq!(api.guard.calls(), 0);
}

#[tokio::test]
async fn verification_is_stored_and_never_shown() {
    let import = async |api: &Api| {
        let contacts = Contacts::new(api.guard.clone(), &fixture::keys());
        let emails = [policy::value::Email::parse("ana@x.mx").unwrap()].into();
        contacts.replace("Acero", &emails).await.unwrap();
        api.guard.calls()
    };
    let (listed, unlisted) = (Api::new(), Api::new());
    let before = [import(&listed).await, import(&unlisted).await];
    let answers = [listed.submit_as("Ana@x.mx").await, unlisted.submit_as("otra@x.mx").await];
    assert_eq!(answers[0].status, answers[1].status);
    assert_eq!(answers[0].body, answers[1].body);
    assert_eq!(listed.guard.calls() - before[0], unlisted.guard.calls() - before[1]);
    assert_eq!(listed.store.tickets()[0].verification, Verification::Authorized);
    assert_eq!(unlisted.store.tickets()[0].verification, Verification::Pending);
    let nobody = Api::new();
    nobody.submit_as("ana@x.mx").await;
    assert!(!nobody.guard.has_contacts().await.unwrap());
    assert_eq!(nobody.store.tickets()[0].verification, Verification::Unknown);
}

#[tokio::test]
async fn submit_returns_201_when_guard_is_down() {
    let api = Api::with_limits(1, 1);
    api.guard.fail_after(Some(0));
    for n in 0..3 {
        assert_eq!(
            api.submit_from("192.0.2.1", &format!("Empresa {n}")).await.status,
            StatusCode::CREATED,
            "{n}"
        );
    }
    assert_eq!(api.flags(), [const { Vec::<TicketFlag>::new() }; 3]);
}

#[tokio::test]
async fn submit_returns_400_when_request_is_cross_site() {
    let api = Api::new();
    for header in [("sec-fetch-site", "cross-site"), ("origin", "https://otro.example"), ("origin", "null")] {
        for (accept, kind, body) in [
            (("accept", "*/*"), JSON, fixture::json_body().to_string()),
            (PAGE, FORM, fixture::URLENCODED.to_owned()),
        ] {
            let answer = api.post(&[accept, kind, header], body).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{header:?}");
            assert!(answer.body.contains("otro-origen"), "{}", answer.body);
        }
    }
    assert_eq!(api.store.tickets(), []);
    let own = api.post(&[PAGE, FORM, ("origin", "https://ipaxes.mx")], fixture::URLENCODED).await;
    assert_eq!(own.status, StatusCode::SEE_OTHER);
    assert_eq!(own.header("vary"), "accept, sec-fetch-site, origin");
}
