//! The Lambda function: the router of `/api` in the Lambda runtime.

use std::sync::Arc;
use std::time::SystemTime;

use api::guard::dynamodb::DynamoDbGuardStore;
use api::lambda::config::Config;
use api::store::client::connect;
use api::store::dynamodb::DynamoDbStore;
use api::store::watched::InstrumentedStore;
use api::telemetry::Metrics;
use api::{BoxError, Bundle, Entropy, Guard, Intake, RequestId, State, router};
use axum::http::Request;
use chrono::{DateTime, Utc};
use lambda_http::lambda_runtime::LambdaEvent;
use lambda_http::request::LambdaRequest;
use lambda_http::{Adapter, Body, RequestExt, Service, lambda_runtime, service_fn};
use tower::ServiceBuilder;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), BoxError> {
    init_tracing();
    let result = serve().await;
    if let Err(cause) = &result {
        tracing::error!(cause = api::platform::error_chain(cause.as_ref()), "the function could not start");
    }
    result
}

/// Writes the log to standard output as JSON, one line per event, and the metrics beside it.
fn init_tracing() {
    let log = tracing_subscriber::fmt::layer().json().flatten_event(true);
    let log = log.with_current_span(false).with_span_list(false).with_filter(LevelFilter::INFO);
    let targets = Targets::new().with_target("api", LevelFilter::DEBUG);
    let metrics = Metrics::new(Arc::new(now), std::io::stdout()).with_filter(targets);
    tracing_subscriber::registry().with(log).with(metrics).init();
}

async fn serve() -> Result<(), BoxError> {
    let config = Config::from_environment()?;
    let entropy: Entropy = Arc::new(|bytes| getrandom::fill(bytes).map_err(Into::into));
    let client = connect(config.store.endpoint.as_deref()).await;
    let store = DynamoDbStore::new(client.clone(), &config.store.table);
    let guard_store = DynamoDbGuardStore::new(client, &config.guard);
    let guard = Guard::new(guard_store, &config.keys, config.limits);
    let state = State {
        bundle: Bundle::read(&config.bundle)?,
        intake: Intake::new(InstrumentedStore::new(store, Arc::new(now)), guard, Arc::clone(&entropy)),
        keys: config.keys,
        clock: Arc::new(now),
        entropy,
    };
    let router = config.origin.protect(router(Arc::new(state)));
    let adapter = Adapter::from(ServiceBuilder::new().map_request(set_request_id).service(router));
    lambda_runtime::run(service_fn(move |mut event: LambdaEvent<LambdaRequest>| {
        if let LambdaRequest::ApiGatewayV2(request) = &mut event.payload {
            api::lambda::event::sanitize(request);
        }
        adapter.clone().call(event)
    }))
    .await
}

#[expect(clippy::disallowed_methods, reason = "only `main` reads the clock")]
fn now() -> DateTime<Utc> {
    SystemTime::now().into()
}

/// Uses the id of the Lambda invocation as the request's id.
fn set_request_id(mut request: Request<Body>) -> Request<Body> {
    let id = request.lambda_context_ref().and_then(|context| RequestId::parse(&context.request_id));
    if let Some(id) = id {
        request.extensions_mut().insert(id);
    }
    request
}
