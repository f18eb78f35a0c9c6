//! Requests that are suspicious, and requests that are refused at the door.

use axum::Extension;

use crate::guard::GuardStore;
use crate::guard::client_address::ClientAddress;
use crate::guard::contacts::{ContactStore, Contacts};
use crate::http::origin_proof::IntakeMode;
use crate::http::router::tests::*;
use crate::ticket::{Mark, Verification};

impl Api {
    /// Sends the fixture's answers as `company`'s, from a network address.
    async fn ask_from(&self, viewer: &str, company: &str) -> Answer {
        let body = fixture::json_body().to_string().replace("Acero", company);
        let mut request = Request::post(ALTA).header("content-type", "application/json");
        let viewer = ClientAddress::new(viewer.parse().unwrap());
        request.extensions_mut().unwrap().insert(viewer);
        let response = self.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    async fn ask_as(&self, email: &str) -> Answer {
        let mut body = fixture::json_body();
        body["correo"] = email.into();
        self.post(&[JSON], body.to_string()).await
    }

    fn marks(&self) -> Vec<Vec<Mark>> {
        self.store.tickets().into_iter().map(|ticket| ticket.marks).collect()
    }
}

#[tokio::test]
async fn what_only_a_program_sends_is_stored_and_marked_with_the_usual_answer() {
    let (one, other) = (Api::new(), Api::new());
    let usual = one.post(&[PAGE, FORM], fixture::URLENCODED).await;
    let opened = fixture::now().timestamp_millis() - 1_000;
    let sent = format!("{}&trampa=x&pagina_vista_en={opened}", fixture::URLENCODED);
    let suspicious = other.post(&[PAGE, FORM], sent).await;
    assert_eq!((suspicious.status, &suspicious.body), (usual.status, &usual.body));
    assert_eq!(suspicious.header("location"), usual.header("location"));
    assert_eq!(one.marks(), [vec![]]);
    assert_eq!(other.marks(), [vec![Mark::Trap, Mark::Quick]]);
}

impl Api {
    async fn ask_while(&self, taking: IntakeMode, headers: &[(&str, &str)]) -> Answer {
        let router = self.router.clone().layer(Extension(taking));
        Self { router, store: Arc::clone(&self.store), guard: Arc::clone(&self.guard) }
            .post(headers, fixture::URLENCODED)
            .await
    }
}

#[tokio::test]
async fn a_test_is_answered_as_any_other_and_stored_as_a_test() {
    let api = Api::new();
    let answer = api.ask_while(IntakeMode::Test, &[PAGE, FORM]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(api.marks(), [vec![Mark::Test]]);
}

#[tokio::test]
async fn while_the_intake_is_paused_answers_come_back_and_nothing_is_stored() {
    let api = Api::new();
    let paused = IntakeMode::Paused { retry_after: 600 };
    let page = api.ask_while(paused, &[PAGE, FORM]).await;
    assert_eq!((page.status.as_u16(), page.header("retry-after")), (503, "600"));
    for part in ["Detalle de en-pausa.", r#"value="Acero &amp; Hijos""#] {
        assert!(page.body.contains(part), "{part}");
    }
    let details = api.ask_while(paused, &[FORM]).await;
    details.is_problem(503, "en-pausa");
    assert_eq!(details.header("retry-after"), "600");
    assert!(api.store.tickets().is_empty());
}

#[tokio::test]
async fn too_many_from_one_address_are_marked_and_then_refused() {
    let api = Api::limited(2, 4);
    for n in 0..4 {
        assert_eq!(
            api.ask_from("192.0.2.1", &format!("Empresa {n}")).await.status,
            StatusCode::CREATED,
            "{n}"
        );
    }
    let refused = api.ask_from("192.0.2.1", "Empresa 5").await;
    refused.is_problem(429, "demasiadas");
    let seconds: u64 = refused.header("retry-after").parse().unwrap();
    assert!((10..=1_200).contains(&seconds), "{seconds}");
    assert_eq!(api.marks().iter().filter(|marks| **marks == [Mark::Viewer]).count(), 2);
    assert_eq!(api.ask_from("192.0.2.2", "Empresa 5").await.status, StatusCode::CREATED);
    assert_eq!(api.store.tickets().len(), 5);
}

#[tokio::test]
async fn a_program_is_told_what_is_left_to_its_address() {
    let api = Api::limited(2, 2);
    for (company, left) in [("Uno", "\"direccion\";r=1"), ("Dos", "\"direccion\";r=0")] {
        let answer = api.ask_from("192.0.2.1", company).await;
        assert_eq!(answer.header("ratelimit-policy"), "\"direccion\";q=2;w=600");
        assert_eq!(answer.header("ratelimit"), left);
    }
    let refused = api.ask_from("192.0.2.1", "Tres").await;
    let seconds = refused.header("retry-after");
    assert_eq!(refused.header("ratelimit"), format!("\"direccion\";r=0;t={seconds}"));
}

#[tokio::test]
async fn a_browser_that_is_refused_gets_its_page_back() {
    let api = Api::limited(1, 1);
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
async fn no_header_says_from_where_a_request_comes() {
    let api = Api::limited(1, 1);
    for n in 0..3 {
        let body = fixture::json_body().to_string().replace("Acero", &format!("Empresa {n}"));
        let forged = [JSON, ("cloudfront-viewer-address", "192.0.2.1:1"), ("x-forwarded-for", "192.0.2.1")];
        assert_eq!(api.post(&forged, body).await.status, StatusCode::CREATED);
    }
}

#[tokio::test]
async fn what_is_refused_for_itself_asks_the_guard_nothing() {
    let api = Api::new();
    api.post(&[JSON], "{").await.is_problem(400, "cuerpo-ilegible");
    api.post(&[JSON], r#"{"correo": "a@x.mx"}"#).await.is_problem(422, "respuestas");
    api.post(&[FORM], "accion=agregar.cuentas&correo=a%40x.mx").await;
    api.post(&[JSON, ("sec-fetch-site", "cross-site")], fixture::json_body().to_string()).await;
    assert_eq!(api.guard.asked(), 0);
}

#[tokio::test]
async fn whether_a_contact_asks_is_stored_and_never_told() {
    let import = async |api: &Api| {
        let contacts = Contacts::new(Arc::clone(&api.guard) as Arc<dyn ContactStore>, &fixture::keys());
        let emails = [policy::value::Email::parse("ana@x.mx").unwrap()].into();
        contacts.replace("Acero", &emails).await.unwrap();
        api.guard.asked()
    };
    let (listed, unlisted) = (Api::new(), Api::new());
    let before = [import(&listed).await, import(&unlisted).await];
    let answers = [listed.ask_as("Ana@x.mx").await, unlisted.ask_as("otra@x.mx").await];
    assert_eq!(answers[0].status, answers[1].status);
    assert_eq!(answers[0].body, answers[1].body);
    assert_eq!(listed.guard.asked() - before[0], unlisted.guard.asked() - before[1]);
    assert_eq!(listed.store.tickets()[0].verification, Verification::Authorized);
    assert_eq!(unlisted.store.tickets()[0].verification, Verification::Pending);
    let nobody = Api::new();
    nobody.ask_as("ana@x.mx").await;
    assert!(!nobody.guard.has_contacts().await.unwrap());
    assert_eq!(nobody.store.tickets()[0].verification, Verification::Unknown);
}

#[tokio::test]
async fn a_guard_that_is_down_loses_no_ticket() {
    let api = Api::limited(1, 1);
    api.guard.fail_after(0);
    for n in 0..3 {
        assert_eq!(
            api.ask_from("192.0.2.1", &format!("Empresa {n}")).await.status,
            StatusCode::CREATED,
            "{n}"
        );
    }
    assert_eq!(api.marks(), [const { Vec::<Mark>::new() }; 3]);
}

#[tokio::test]
async fn a_page_of_another_site_sends_nothing() {
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
