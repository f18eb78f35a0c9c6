//! Routes under `/api`, and the middleware that completes every response.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State as FromState};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Router, middleware};
use tower_http::catch_panic::CatchPanicLayer;

use crate::guard::GuardStore;
use crate::http::access_log::{AccessLogFields, RequestInfo};
use crate::http::negotiate::ResponseFormat;
use crate::http::request_id::RequestId;
use crate::http::{State, access_log, csrf, handler, response};
use crate::page::{ErrorView, PageError};
use crate::platform::error_chain;
use crate::problem::{Problem, ProblemCode};
use crate::store::Store;

/// Returns the service for `/api` and everything below it.
///
/// Building a router is cheap: when the content is rebuilt, read its bundle and build a new router.
pub fn router<S: Store, G: GuardStore>(state: Arc<State<S, G>>) -> Router {
    Router::new()
        .route("/api/health", get(handler::health))
        .route("/api/openapi.json", get(handler::describe::<S, G>))
        .route("/api/tickets/{folio}", get(handler::confirm::<S, G>))
        .route("/api/tickets/{form}/{operation}", post(handler::submit::<S, G>))
        .fallback(async || Problem::new(ProblemCode::NotFound))
        .method_not_allowed_fallback(async || Problem::new(ProblemCode::Method))
        .layer(CatchPanicLayer::custom(|_| Problem::new(ProblemCode::Internal).into_response()))
        .layer(middleware::from_fn_with_state(Arc::clone(&state), complete_response::<S, G>))
        .with_state(state)
}

/// Gives the request an id, writes the body of a problem, sets the headers of every response and logs one line.
async fn complete_response<S: Store, G: GuardStore>(
    FromState(state): FromState<Arc<State<S, G>>>,
    request: Request,
    next: Next,
) -> Response {
    let started = (state.clock)();
    let platform_id = request.extensions().get::<RequestId>().cloned();
    let id = platform_id.unwrap_or_else(|| RequestId::random(&state.entropy));
    let info = RequestInfo::new(&request);
    let format = ResponseFormat::from_headers(request.headers());
    let is_head = request.method() == Method::HEAD;
    let mut response = next.run(request).await;
    let problem = response.extensions_mut().remove::<Problem>();
    if let Some(problem) = &problem {
        write_problem(&mut response, &state, problem, &id, format);
    }
    if is_head {
        *response.body_mut() = Body::empty();
    }
    set_headers(response.headers_mut(), &id);
    let logged = response.extensions_mut().remove::<AccessLogFields>().unwrap_or_else(|| {
        problem.as_ref().map_or(AccessLogFields::new("done"), AccessLogFields::from_problem)
    });
    let duration = (state.clock)() - started;
    access_log::write(&info, &logged, response.status(), &id, duration);
    response
}

/// Writes the body of `problem`: HTML for a browser, problem details for a program or when the page cannot be rendered.
fn write_problem<S, G>(
    response: &mut Response,
    state: &State<S, G>,
    problem: &Problem,
    id: &RequestId,
    format: ResponseFormat,
) {
    let texts = &state.bundle.problems;
    let text = texts.text(problem.code);
    let view = ErrorView { title: &text.title, detail: &text.detail, request_id: id.as_str() };
    let log =
        |error: &PageError| tracing::error!(cause = error_chain(error), "the error page cannot be rendered");
    let html = || view.render(&state.bundle.error_page).inspect_err(log).ok();
    let (content_type, body) = match (format == ResponseFormat::Html).then(html).flatten() {
        Some(html) => (response::HTML, html),
        None => (response::PROBLEM, texts.details(problem, id.as_str()).unwrap_or_default()),
    };
    response.headers_mut().insert(header::CONTENT_TYPE, content_type);
    *response.body_mut() = Body::from(body);
}

fn set_headers(headers: &mut HeaderMap, id: &RequestId) {
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::VARY, HeaderValue::from_static(csrf::VARY));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // The address of a confirmation contains its token, which must not be sent to other sites.
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    if let Ok(id) = HeaderValue::from_str(id.as_str()) {
        headers.insert("x-request-id", id);
    }
}

#[cfg(test)]
mod tests;
