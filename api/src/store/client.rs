//! The connection to DynamoDB that both tables share, in the cloud and on the loopback.

use std::time::Duration;

use aws_config::BehaviorVersion;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::{Builder, Config, Credentials, Region};
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;

use crate::store::retries::RetryCounter;

pub use aws_sdk_dynamodb::Client;

/// The name and the address of the table.
#[derive(Clone, Debug)]
pub struct Connection {
    /// The name of the table.
    pub table: String,
    /// The endpoint, see [`connect`].
    pub endpoint: Option<String>,
}

/// Returns a client of `endpoint`, or of AWS without one. An endpoint that starts with `http://` is on this machine and
/// needs no credentials. Nothing is sent yet.
pub async fn connect(endpoint: Option<&str>) -> Client {
    let config = match endpoint {
        Some(endpoint) if endpoint.starts_with("http://") => local(endpoint),
        endpoint => cloud(endpoint).await,
    };
    let config = config.timeout_config(timeouts()).retry_config(retries()).interceptor(RetryCounter);
    Client::from_conf(config.build())
}

pub(super) fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(1))
        .operation_attempt_timeout(Duration::from_secs(2))
        .operation_timeout(Duration::from_secs(5))
        .build()
}

pub(super) fn retries() -> RetryConfig {
    RetryConfig::standard().with_max_attempts(3).with_initial_backoff(Duration::from_millis(50))
}

/// The protocol signs every request, although local servers do not check the signature.
fn local(endpoint: &str) -> Builder {
    Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("local", "local", None, None, "local"))
        .endpoint_url(endpoint)
        .http_client(aws_smithy_http_client::Builder::new().build_http())
}

async fn cloud(endpoint: Option<&str>) -> Builder {
    let tls = Provider::Rustls(CryptoMode::Ring);
    let https = aws_smithy_http_client::Builder::new().tls_provider(tls).build_https();
    let shared = aws_config::defaults(BehaviorVersion::latest()).http_client(https).load().await;
    let mut config = Builder::from(&shared);
    config.set_endpoint_url(endpoint.or(shared.endpoint_url()).map(str::to_owned));
    config
}
