//! The Lambda function: the router of `/api`, run by the Lambda runtime.

use std::sync::Arc;
use std::time::SystemTime;

use api::lambda::config::Config;
use api::router;
use api::store::dynamodb::DynamoDb;
use api::store::watched::Watched;
use api::telemetry::Metrics;
use api::{BoxError, Bundle, Entropy, Guard, Intake, RequestId, State};
use axum::http::Request;
use chrono::{DateTime, Utc};
use lambda_http::lambda_runtime;
use lambda_http::lambda_runtime::LambdaEvent;
use lambda_http::request::LambdaRequest;
use lambda_http::{Adapter, Body, RequestExt, Service, service_fn};
use tower::ServiceBuilder;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), BoxError> {
    tell();
    let served = serve().await;
    if let Err(cause) = &served {
        tracing::error!(cause = api::platform::error_chain(cause.as_ref()), "the function could not start");
    }
    served
}

/// Has the log written as JSON, a line for each event, and the metrics beside it.
fn tell() {
    let log = tracing_subscriber::fmt::layer().json().flatten_event(true);
    let log = log.with_current_span(false).with_span_list(false).with_filter(LevelFilter::INFO);
    let watched = Targets::new().with_target("api", LevelFilter::DEBUG);
    let metrics = Metrics::new(Arc::new(now), std::io::stdout()).with_filter(watched);
    tracing_subscriber::registry().with(log).with(metrics).init();
}

async fn serve() -> Result<(), BoxError> {
    let config = Config::from_environment()?;
    let chance: Entropy = Arc::new(|bytes| getrandom::fill(bytes).map_err(Into::into));
    let store = DynamoDb::connect(&config.store).await;
    let state = State {
        bundle: Bundle::read(&config.bundle)?,
        guard: Guard::new(Arc::new(store.guard(&config.guard)), &config.keys, config.limits),
        intake: Intake::new(Watched::new(store, Arc::new(now)), Arc::clone(&chance)),
        keys: config.keys,
        clock: Arc::new(now),
        chance,
    };
    let router = config.origin.protect(router(Arc::new(state)));
    let service = ServiceBuilder::new().map_request(number).service(router);
    let adapter = Adapter::from(service);
    lambda_runtime::run(service_fn(move |mut event: LambdaEvent<LambdaRequest>| {
        if let LambdaRequest::ApiGatewayV2(request) = &mut event.payload {
            api::lambda::event::sanitize(request);
        }
        adapter.clone().call(event)
    }))
    .await
}

#[expect(clippy::disallowed_methods, reason = "the clock is read in `main` alone")]
fn now() -> DateTime<Utc> {
    SystemTime::now().into()
}

/// The platform's number of an invocation is the request's own.
fn number(mut request: Request<Body>) -> Request<Body> {
    let id = request.lambda_context_ref().and_then(|context| RequestId::parse(&context.request_id));
    if let Some(id) = id {
        request.extensions_mut().insert(id);
    }
    request
}
