//! Accepts only requests that come through the `CloudFront` distribution, and decides how they are processed.
//!
//! Anyone who learns the gateway's own address can call it. The distribution proves itself with a secret header; any
//! other request gets a 404. The client address that the distribution reports is trusted only with that proof.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::{Router, middleware};

use crate::guard::client_address::ClientAddress;
use crate::http::csrf;
use crate::ticket::token::KeyRing;

/// The header with the secret of the distribution.
pub const ORIGIN_SECRET_HEADER: &str = "x-folio-origin";

/// The header with the secret that marks a test ticket.
pub const TEST_HEADER: &str = "x-folio-test";

/// The header in which `CloudFront` sends the client's address, followed by the port.
static CLOUDFRONT_VIEWER_ADDRESS: HeaderName = HeaderName::from_static("cloudfront-viewer-address");

/// How submissions are processed. The server sets it in the extensions of a request; a client cannot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IntakeMode {
    /// They are stored.
    #[default]
    Normal,
    /// They are stored as tests, which nobody has to attend.
    Test,
    /// Nothing is stored.
    Paused {
        /// The seconds after which the client may try again.
        retry_after: u64,
    },
}

/// The secrets that requests are checked against, and whether the intake is paused.
#[derive(Clone, Debug)]
pub struct OriginGuard {
    /// The secret of the distribution, and the one before it during a rotation.
    pub proof: KeyRing,
    /// The secret that marks a test, if tests are accepted.
    pub test: Option<KeyRing>,
    /// The seconds after which clients may try again, if the intake is paused.
    pub pause: Option<u64>,
}

impl OriginGuard {
    /// Returns `router`, restricted to requests with the proof.
    pub fn protect(self, router: Router) -> Router {
        router.layer(middleware::from_fn_with_state(Arc::new(self), authenticate_origin))
    }

    /// Returns `None` for a request with a wrong test mark: a test must never become a ticket that somebody attends.
    fn intake_mode(&self, headers: &HeaderMap) -> Option<IntakeMode> {
        let is_marked = headers.contains_key(TEST_HEADER);
        match (self.pause, &self.test) {
            (Some(retry_after), _) => Some(IntakeMode::Paused { retry_after }),
            (None, Some(test)) if is_marked => {
                header_matches(headers, TEST_HEADER, test).then_some(IntakeMode::Test)
            }
            (None, _) => (!is_marked).then_some(IntakeMode::Normal),
        }
    }
}

async fn authenticate_origin(
    State(guard): State<Arc<OriginGuard>>,
    mut request: Request,
    next: Next,
) -> Response {
    let has_proof = header_matches(request.headers(), ORIGIN_SECRET_HEADER, &guard.proof);
    let Some(mode) = guard.intake_mode(request.headers()).filter(|_| has_proof) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    request.extensions_mut().insert(mode);
    let address = csrf::single_header(request.headers(), &CLOUDFRONT_VIEWER_ADDRESS);
    if let Some(client) = address.and_then(ClientAddress::parse_with_port) {
        request.extensions_mut().insert(client);
    }
    next.run(request).await
}

/// Returns whether the header is one of `secrets`; a repeated header is not.
fn header_matches(headers: &HeaderMap, name: &str, secrets: &KeyRing) -> bool {
    csrf::single_value(headers, name).is_some_and(|value| secrets.contains_secret(value.as_bytes()))
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::routing::get;
    use http_body_util::BodyExt;
    use tower::ServiceExt;

    use super::*;
    use crate::ticket::token::SigningKey;

    const NEW: &str = "new-proof-0123456789abcdef0123456";
    const OLD: &str = "old-proof-0123456789abcdef0123456";
    const MARK: &str = "the-mark-0123456789abcdef01234567";
    const CLIENT: (&str, &str) = ("cloudfront-viewer-address", "198.51.100.10:46532");

    fn key(secret: &str) -> SigningKey {
        SigningKey::new(secret.as_bytes()).unwrap()
    }

    fn guard(pause: Option<u64>) -> OriginGuard {
        let proof = KeyRing::new(key(NEW), Some(key(OLD)));
        OriginGuard { proof, test: Some(KeyRing::new(key(MARK), None)), pause }
    }

    /// Answers with the extensions of the request.
    async fn echo(request: Request) -> String {
        let client = request.extensions().get::<ClientAddress>().map(|client| client.network());
        format!("{:?} {client:?}", request.extensions().get::<IntakeMode>())
    }

    #[track_caller]
    fn assert_response(guard: OriginGuard, headers: &[(&str, &str)], expected: (u16, &str)) {
        let router = guard.protect(Router::new().route("/", get(echo)).fallback(echo));
        let request = headers
            .iter()
            .fold(Request::builder().uri("/"), |request, (name, value)| request.header(*name, *value));
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let (status, body) = runtime.block_on(async {
            let response = router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
            (response.status().as_u16(), response.into_body().collect().await.unwrap().to_bytes())
        });
        assert_eq!((status, std::str::from_utf8(&body).unwrap()), expected, "{headers:?}");
    }

    #[test]
    fn origin_guard_returns_404_without_the_proof() {
        assert_response(guard(None), &[(ORIGIN_SECRET_HEADER, NEW)], (200, "Some(Normal) None"));
        assert_response(guard(None), &[(ORIGIN_SECRET_HEADER, OLD)], (200, "Some(Normal) None"));
        for wrong in ["", "x", MARK, "new-proof-0123456789abcdef012345", "new-proof-0123456789abcdef01234567"]
        {
            assert_response(guard(None), &[(ORIGIN_SECRET_HEADER, wrong)], (404, ""));
        }
        assert_response(guard(None), &[], (404, ""));
        assert_response(guard(None), &[(ORIGIN_SECRET_HEADER, NEW), (ORIGIN_SECRET_HEADER, NEW)], (404, ""));
        let replaced = OriginGuard { proof: KeyRing::new(key(NEW), None), ..guard(None) };
        assert_response(replaced, &[(ORIGIN_SECRET_HEADER, OLD)], (404, ""));
    }

    #[test]
    fn client_address_is_trusted_only_with_the_proof() {
        assert_response(
            guard(None),
            &[(ORIGIN_SECRET_HEADER, NEW), CLIENT],
            (200, "Some(Normal) Some(198.51.100.10)"),
        );
        let forwarded = ("x-forwarded-for", "192.0.2.1");
        assert_response(guard(None), &[(ORIGIN_SECRET_HEADER, NEW), forwarded], (200, "Some(Normal) None"));
        let repeated = [(ORIGIN_SECRET_HEADER, NEW), CLIENT, CLIENT];
        assert_response(guard(None), &repeated, (200, "Some(Normal) None"));
        assert_response(guard(None), &[CLIENT], (404, ""));
    }

    #[test]
    fn mode_is_test_when_the_test_secret_matches() {
        assert_response(
            guard(None),
            &[(ORIGIN_SECRET_HEADER, NEW), (TEST_HEADER, MARK)],
            (200, "Some(Test) None"),
        );
        for wrong in ["", "si", NEW, "the-mark-0123456789abcdef0123456"] {
            assert_response(guard(None), &[(ORIGIN_SECRET_HEADER, NEW), (TEST_HEADER, wrong)], (404, ""));
        }
        assert_response(guard(None), &[(TEST_HEADER, MARK)], (404, ""));
        let without = OriginGuard { test: None, ..guard(None) };
        assert_response(without, &[(ORIGIN_SECRET_HEADER, NEW), (TEST_HEADER, MARK)], (404, ""));
    }

    #[test]
    fn mode_is_paused_for_every_request_during_a_pause() {
        let paused = "Some(Paused { retry_after: 600 }) None";
        assert_response(guard(Some(600)), &[(ORIGIN_SECRET_HEADER, NEW)], (200, paused));
        assert_response(guard(Some(600)), &[(ORIGIN_SECRET_HEADER, NEW), (TEST_HEADER, MARK)], (200, paused));
    }
}
