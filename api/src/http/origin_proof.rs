//! The door in the cloud: who may come in at all, and how what they ask is taken.
//!
//! The gateway's own address is open to anyone who learns it. The distribution proves itself with a header that only
//! it sends; whoever comes around it finds nothing. Behind that proof, and only there, what the distribution says of
//! the viewer is believed.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::guard::client_address::ClientAddress;
use crate::ticket::token::KeyRing;

/// The header in which the distribution proves itself.
pub const ORIGIN_SECRET_HEADER: &str = "x-folio-origin";

/// The header with which operations mark a test.
pub const TEST: &str = "x-folio-test";

/// How a request is taken. Whoever runs the router puts it into the request's extensions; no visitor can.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Taking {
    /// As what it is.
    #[default]
    Usual,
    /// As a test of operations, for which nobody waits.
    Test,
    /// Not now: nothing is stored.
    Paused {
        /// After how many seconds asking again may help.
        retry_after: u64,
    },
}

/// What the door knows.
#[derive(Clone, Debug)]
pub struct OriginGuard {
    /// What the distribution sends, and what it sent before while that is being replaced.
    pub proof: KeyRing,
    /// What marks a test, when tests are taken.
    pub test: Option<KeyRing>,
    /// The intake is paused, and for how many seconds visitors are told to wait.
    pub pause: Option<u64>,
}

impl OriginGuard {
    /// Returns `router` behind this door.
    pub fn before(self, router: Router) -> Router {
        router.layer(middleware::from_fn_with_state(Arc::new(self), admit))
    }

    /// What is marked wrongly is not taken at all: a test must never become a ticket for which somebody works.
    fn taking(&self, headers: &HeaderMap) -> Option<Taking> {
        let is_marked = headers.contains_key(TEST);
        match (self.pause, &self.test) {
            (Some(retry_after), _) => Some(Taking::Paused { retry_after }),
            (None, Some(test)) if is_marked => shows(headers, TEST, test).then_some(Taking::Test),
            (None, _) => (!is_marked).then_some(Taking::Usual),
        }
    }
}

async fn admit(State(edge): State<Arc<OriginGuard>>, mut request: Request, next: Next) -> Response {
    let is_ours = shows(request.headers(), ORIGIN_SECRET_HEADER, &edge.proof);
    let Some(taking) = edge.taking(request.headers()).filter(|_| is_ours) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    request.extensions_mut().insert(taking);
    if let Some(viewer) = ClientAddress::from_cloudfront(request.headers()) {
        request.extensions_mut().insert(viewer);
    }
    next.run(request).await
}

/// A header that comes twice shows nothing.
fn shows(headers: &HeaderMap, name: &str, keys: &KeyRing) -> bool {
    let mut values = headers.get_all(name).iter();
    matches!((values.next(), values.next()), (Some(only), None) if keys.contains_secret(only.as_bytes()))
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
    const VIEWER: (&str, &str) = ("cloudfront-viewer-address", "198.51.100.10:46532");

    fn key(secret: &str) -> SigningKey {
        SigningKey::new(secret.as_bytes()).unwrap()
    }

    fn edge(pause: Option<u64>) -> OriginGuard {
        let proof = KeyRing::new(key(NEW), Some(key(OLD)));
        OriginGuard { proof, test: Some(KeyRing::new(key(MARK), None)), pause }
    }

    /// Says how it was asked.
    async fn told(request: Request) -> String {
        let viewer = request.extensions().get::<ClientAddress>().map(|viewer| viewer.network());
        format!("{:?} {viewer:?}", request.extensions().get::<Taking>())
    }

    #[track_caller]
    fn answers(edge: OriginGuard, headers: &[(&str, &str)], expected: (u16, &str)) {
        let door = edge.before(Router::new().route("/", get(told)).fallback(told));
        let request = headers
            .iter()
            .fold(Request::builder().uri("/"), |request, (name, value)| request.header(*name, *value));
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let (status, body) = runtime.block_on(async {
            let answer = door.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
            (answer.status().as_u16(), answer.into_body().collect().await.unwrap().to_bytes())
        });
        assert_eq!((status, std::str::from_utf8(&body).unwrap()), expected, "{headers:?}");
    }

    #[test]
    fn only_the_distribution_comes_in() {
        answers(edge(None), &[(ORIGIN_SECRET_HEADER, NEW)], (200, "Some(Usual) None"));
        answers(edge(None), &[(ORIGIN_SECRET_HEADER, OLD)], (200, "Some(Usual) None"));
        for wrong in ["", "x", MARK, "new-proof-0123456789abcdef012345", "new-proof-0123456789abcdef01234567"]
        {
            answers(edge(None), &[(ORIGIN_SECRET_HEADER, wrong)], (404, ""));
        }
        answers(edge(None), &[], (404, ""));
        answers(edge(None), &[(ORIGIN_SECRET_HEADER, NEW), (ORIGIN_SECRET_HEADER, NEW)], (404, ""));
        let replaced = OriginGuard { proof: KeyRing::new(key(NEW), None), ..edge(None) };
        answers(replaced, &[(ORIGIN_SECRET_HEADER, OLD)], (404, ""));
    }

    #[test]
    fn the_viewer_is_believed_behind_the_proof_alone() {
        answers(edge(None), &[(ORIGIN_SECRET_HEADER, NEW), VIEWER], (200, "Some(Usual) Some(198.51.100.10)"));
        let forwarded = ("x-forwarded-for", "192.0.2.1");
        answers(edge(None), &[(ORIGIN_SECRET_HEADER, NEW), forwarded], (200, "Some(Usual) None"));
        answers(edge(None), &[VIEWER], (404, ""));
    }

    #[test]
    fn a_test_is_what_bears_the_mark() {
        answers(edge(None), &[(ORIGIN_SECRET_HEADER, NEW), (TEST, MARK)], (200, "Some(Test) None"));
        for wrong in ["", "si", NEW, "the-mark-0123456789abcdef0123456"] {
            answers(edge(None), &[(ORIGIN_SECRET_HEADER, NEW), (TEST, wrong)], (404, ""));
        }
        answers(edge(None), &[(TEST, MARK)], (404, ""));
        let without = OriginGuard { test: None, ..edge(None) };
        answers(without, &[(ORIGIN_SECRET_HEADER, NEW), (TEST, MARK)], (404, ""));
    }

    #[test]
    fn a_pause_is_for_everyone() {
        let paused = "Some(Paused { retry_after: 600 }) None";
        answers(edge(Some(600)), &[(ORIGIN_SECRET_HEADER, NEW)], (200, paused));
        answers(edge(Some(600)), &[(ORIGIN_SECRET_HEADER, NEW), (TEST, MARK)], (200, paused));
    }
}
