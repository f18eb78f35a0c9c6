//! The addresses under `/api`, and what is done to every answer.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{MatchedPath, Request, State as FromState};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;

use crate::guard::GuardStore;
use crate::http::csrf;
use crate::http::handler;
use crate::http::handler::AccessLogFields;
use crate::http::negotiate::Preference;
use crate::http::request_id::RequestId;
use crate::http::response;
use crate::http::response::ProblemContent;
use crate::http::state::State;
use crate::page::NoticeView;
use crate::problem::{Problem, ProblemCode};
use crate::store::Store;
use crate::telemetry::REQUEST;

/// Returns the service for `/api` and everything below it.
///
/// Building one is cheap: when the content is built again, read its bundle and make another router.
pub fn router<S: Store, G: GuardStore>(state: Arc<State<S, G>>) -> Router {
    Router::new()
        .route("/api/health", get(handler::health))
        .route("/api/openapi.json", get(handler::describe::<S, G>))
        .route("/api/tickets/{folio}", get(handler::confirm::<S, G>))
        .route("/api/tickets/{form}/{operation}", post(handler::submit::<S, G>))
        .fallback(handler::not_found)
        .method_not_allowed_fallback(handler::method_not_allowed)
        .layer(CatchPanicLayer::custom(|_| Problem::new(ProblemCode::Internal).into_response()))
        .layer(middleware::from_fn_with_state(Arc::clone(&state), finish::<S, G>))
        .with_state(state)
}

/// Gives every request a number, every problem its words, every answer its headers, and the log one line.
async fn finish<S: Store, G: GuardStore>(
    FromState(state): FromState<Arc<State<S, G>>>,
    request: Request,
    next: Next,
) -> Response {
    let started = (state.clock)();
    let known = request.extensions().get::<RequestId>().cloned();
    let id = known.unwrap_or_else(|| RequestId::random(&state.entropy));
    let asked = Asked::of(&request);
    let mut response = next.run(request).await;
    let problem = response.extensions_mut().remove::<Problem>();
    if let Some(problem) = &problem {
        response::write_problem(&mut response, content(&state, problem, &id, asked.preference));
    }
    if asked.method == Method::HEAD {
        *response.body_mut() = Body::empty();
    }
    put_headers(response.headers_mut(), &id);
    let trace = response.extensions_mut().remove::<AccessLogFields>().unwrap_or_else(|| {
        problem.as_ref().map_or(AccessLogFields::new("done"), AccessLogFields::from_problem)
    });
    log(&asked, &trace, &response, &id, ((state.clock)() - started).num_milliseconds());
    response
}

/// What must be known of a request after it was handed on.
struct Asked {
    method: Method,
    route: String,
    preference: Preference,
}

impl Asked {
    /// The route is the template and not the path, which could hold anything.
    fn of(request: &Request) -> Self {
        let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str);
        Self {
            method: request.method().clone(),
            route: route.to_owned(),
            preference: Preference::of(request.headers()),
        }
    }

    /// A method can be any word, so only those that are known are logged.
    fn method_name(&self) -> &str {
        let known = [
            Method::GET,
            Method::HEAD,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
            Method::OPTIONS,
        ];
        if known.contains(&self.method) { self.method.as_str() } else { "other" }
    }
}

fn content<S, G>(
    state: &State<S, G>,
    problem: &Problem,
    id: &RequestId,
    preference: Preference,
) -> ProblemContent {
    let words = state.bundle.words.of(problem.code);
    let view = NoticeView { title: &words.title, detail: &words.detail, request_id: id.as_str() };
    match preference {
        Preference::Page => match state.bundle.notice.fill(&view) {
            Ok(html) => ProblemContent::Page(html),
            Err(error) => {
                tracing::error!(
                    cause = crate::platform::error_chain(&error),
                    "the problem page could not be filled"
                );
                details(state, problem, id)
            }
        },
        Preference::Data => details(state, problem, id),
    }
}

fn details<S, G>(state: &State<S, G>, problem: &Problem, id: &RequestId) -> ProblemContent {
    ProblemContent::Details(state.bundle.words.details(problem, id.as_str()).unwrap_or_default())
}

fn put_headers(headers: &mut HeaderMap, id: &RequestId) {
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::VARY, HeaderValue::from_static(csrf::VARY));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // A confirmation's address holds its token, which must not travel to other sites.
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    if let Ok(id) = HeaderValue::from_str(id.as_str()) {
        headers.insert("x-request-id", id);
    }
}

/// How many refused names a line of the log has at most.
const MOST_NAMES: usize = 60;

fn log(asked: &Asked, trace: &AccessLogFields, response: &Response, id: &RequestId, duration_ms: i64) {
    let status = response.status().as_u16();
    let (method, route) = (asked.method_name(), asked.route.as_str());
    if let Some(cause) = &trace.cause {
        tracing::error!(
            target: REQUEST,
            request_id = id.as_str(),
            form = trace.form,
            operation = trace.operation,
            cause,
            "could not answer {method} {route}"
        );
    }
    let marks: Vec<&str> = trace.flags.iter().map(|flag| flag.name()).collect();
    let refused: Vec<&str> = trace.refused.iter().take(MOST_NAMES).map(String::as_str).collect();
    tracing::info!(
        target: REQUEST,
        request_id = id.as_str(),
        method,
        route,
        form = trace.form,
        operation = trace.operation,
        outcome = trace.outcome,
        status,
        refused = refused.join(" "),
        refused_count = trace.refused.len(),
        marks = marks.join(" "),
        duration_ms = duration_ms.max(0),
        "answered {method} {route} with {status}, {}", trace.outcome
    );
}

#[cfg(test)]
mod tests;
