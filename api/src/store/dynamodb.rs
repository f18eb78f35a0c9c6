//! The store in DynamoDB, in the cloud and on the loopback: one table, whose items `item` describes.
//!
//! A ticket and its idempotency record are written in one transaction, so there is never one without the other. When
//! the record's condition fails, DynamoDB hands back the record that stood there, and with it the first receipt:
//! nothing is ever read, and the function's role may not read.

use std::time::Duration;

use aws_config::BehaviorVersion;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{Credentials, Region, SharedHttpClient};
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{
    AttributeValue, CancellationReason, Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem,
};
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;

use crate::guard;
use crate::store::item;
use crate::store::item::Item;
use crate::store::retries::Retries;
use crate::store::{IdempotencyRecord, Store, StoreError, Stored, schema};
use crate::ticket::Ticket;

/// How long one ticket may take, retries and all: well within the ten seconds that the function has.
pub const PUT_TIMEOUT: Duration = Duration::from_secs(7);

/// How often a transaction is tried again when another one holds the same item.
const MOST_CONFLICTS: u32 = 8;

/// The places in the transaction, and so in its reasons.
const TICKET: usize = 0;
const RECORD: usize = 1;

/// Where the table is.
#[derive(Clone, Debug)]
pub struct Connection {
    /// The name of the table.
    pub table: String,
    /// An address other than AWS's own. One that starts with `http://` is on this machine and asks for no credentials.
    pub endpoint: Option<String>,
}

/// The store in DynamoDB. Copies share their connections.
#[derive(Clone, Debug)]
pub struct DynamoDb {
    client: Client,
    table: String,
}

impl DynamoDb {
    /// Returns the store at `connection`. Nothing is sent yet.
    pub async fn connect(connection: &Connection) -> Self {
        let config = match &connection.endpoint {
            Some(endpoint) if endpoint.starts_with("http://") => local(endpoint),
            endpoint => cloud(endpoint.as_deref()).await,
        };
        let config = config.timeout_config(timeouts()).retry_config(retries()).interceptor(Retries).build();
        Self { client: Client::from_conf(config), table: connection.table.clone() }
    }

    /// Returns the guard's table of this name, over the same connections.
    #[must_use]
    pub fn guard(&self, table: &str) -> guard::dynamodb::DynamoDb {
        guard::dynamodb::DynamoDb::new(self.client.clone(), table)
    }

    /// Makes the guard's table, named `table`, with its TTL where they are missing, for use on one machine.
    ///
    /// # Errors
    ///
    /// When the store does not answer or refuses.
    pub async fn create_guard(&self, table: &str) -> Result<(), StoreError> {
        schema::create_guard(&self.client, table).await.map_err(StoreError::Unavailable)
    }

    /// Makes the table with its index and TTL where they are missing, for use on one machine; in the cloud the
    /// infrastructure makes them.
    ///
    /// # Errors
    ///
    /// When the store does not answer or refuses.
    pub async fn create_tables(&self) -> Result<(), StoreError> {
        schema::create(&self.client, &self.table).await.map_err(StoreError::Unavailable)
    }

    async fn transact(&self, ticket: &Ticket, record: &IdempotencyRecord) -> Result<Stored, Failure> {
        let sent = self.client.transact_write_items();
        let sent =
            sent.transact_items(self.put_ticket(ticket)?).transact_items(self.put_record(ticket, record)?);
        let Err(error) = sent.send().await else {
            return Ok(Stored::New);
        };
        match &error {
            SdkError::ServiceError(service) => match service.err() {
                TransactWriteItemsError::TransactionCanceledException(cancelled) => {
                    judge(cancelled.cancellation_reasons(), ticket, record)
                }
                TransactWriteItemsError::TransactionInProgressException(_) => Err(Failure::Conflict),
                _ => Err(Failure::Final(unavailable(error))),
            },
            _ => Err(Failure::Final(unavailable(error))),
        }
    }

    fn put_ticket(&self, ticket: &Ticket) -> Result<TransactWriteItem, Failure> {
        let put = self.put_item(item::of_ticket(ticket)).condition_expression("attribute_not_exists(pk)");
        Ok(TransactWriteItem::builder().put(put.build().map_err(|e| Failure::Final(unavailable(e)))?).build())
    }

    fn put_record(&self, ticket: &Ticket, record: &IdempotencyRecord) -> Result<TransactWriteItem, Failure> {
        let now = AttributeValue::N(ticket.receipt.received.timestamp().to_string());
        let put = self
            .put_item(item::of_record(record, &ticket.receipt))
            .condition_expression("attribute_not_exists(pk) OR #expires < :now")
            .expression_attribute_names("#expires", "expires")
            .expression_attribute_values(":now", now)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        Ok(TransactWriteItem::builder().put(put.build().map_err(|e| Failure::Final(unavailable(e)))?).build())
    }

    fn put_item(&self, item: Item) -> aws_sdk_dynamodb::types::builders::PutBuilder {
        Put::builder().table_name(&self.table).set_item(Some(item))
    }

    async fn put_patiently(&self, ticket: &Ticket, record: &IdempotencyRecord) -> Result<Stored, StoreError> {
        for attempt in 0..MOST_CONFLICTS {
            match self.transact(ticket, record).await {
                Ok(stored) => return Ok(stored),
                Err(Failure::Final(error)) => return Err(error),
                Err(Failure::Conflict) => {
                    tracing::debug!(target: crate::telemetry::METRICS, store_conflicts = 1_u64);
                    tokio::time::sleep(pause(attempt, ticket)).await;
                }
            }
        }
        Err(StoreError::Unavailable("other transactions held the same item every time".into()))
    }
}

impl Store for DynamoDb {
    async fn put(&self, ticket: &Ticket, record: &IdempotencyRecord) -> Result<Stored, StoreError> {
        let put = tokio::time::timeout(PUT_TIMEOUT, self.put_patiently(ticket, record));
        put.await.unwrap_or_else(|elapsed| Err(StoreError::Unavailable(elapsed.into())))
    }
}

/// Why a transaction did not say what became of a ticket.
enum Failure {
    /// Another transaction held the same item: trying again is safe and likely to help.
    Conflict,
    /// Trying again would not help, or was tried.
    Final(StoreError),
}

fn unavailable(error: impl Into<crate::BoxError>) -> StoreError {
    StoreError::Unavailable(error.into())
}

/// Says what a cancelled transaction means; a key that is taken goes before a folio that is taken.
fn judge(
    reasons: &[CancellationReason],
    ticket: &Ticket,
    record: &IdempotencyRecord,
) -> Result<Stored, Failure> {
    let failed =
        |place: usize| reasons.get(place).filter(|reason| has_code(reason, &["ConditionalCheckFailed"]));
    if let Some(reason) = failed(RECORD) {
        let found = reason.item().and_then(item::read_record);
        let (digest, receipt) = found.ok_or_else(|| {
            Failure::Final(unavailable("the idempotency record that stood there cannot be read"))
        })?;
        return Ok(match receipt {
            // An attempt whose answer was lost had stored this very ticket.
            receipt if receipt.folio == ticket.receipt.folio && digest == record.digest => Stored::New,
            receipt if digest == record.digest => Stored::Replayed(receipt),
            _ => Stored::KeyReused,
        });
    }
    if failed(TICKET).is_some() {
        return Err(Failure::Final(StoreError::FolioTaken));
    }
    if reasons.iter().any(|reason| has_code(reason, &PASSING)) {
        return Err(Failure::Conflict);
    }
    let codes: Vec<&str> = reasons.iter().filter_map(CancellationReason::code).collect();
    Err(Failure::Final(unavailable(format!("the transaction was cancelled: {}", codes.join(", ")))))
}

/// Reasons that pass by themselves.
const PASSING: [&str; 3] = ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"];

fn has_code(reason: &CancellationReason, codes: &[&str]) -> bool {
    reason.code().is_some_and(|code| codes.contains(&code))
}

/// Doubles from 10 ms to 320 ms, and as much again by chance: a folio is random, so it serves as the chance that keeps
/// requests from meeting again.
fn pause(attempt: u32, ticket: &Ticket) -> Duration {
    let base = 10_u64 << attempt.min(5);
    let folio = ticket.receipt.folio.symbols().skip(attempt as usize).take(3);
    let chance = folio.fold(0, |sum: u64, symbol| sum * 31 + u64::from(u32::from(symbol)));
    Duration::from_millis(base + chance % base)
}

fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(1))
        .operation_attempt_timeout(Duration::from_secs(2))
        .operation_timeout(Duration::from_secs(5))
        .build()
}

fn retries() -> RetryConfig {
    RetryConfig::standard().with_max_attempts(3).with_initial_backoff(Duration::from_millis(50))
}

/// Servers on this machine look at no credentials, but the protocol signs every request.
fn local(endpoint: &str) -> aws_sdk_dynamodb::config::Builder {
    aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("local", "local", None, None, "local"))
        .endpoint_url(endpoint)
        .http_client(aws_smithy_http_client::Builder::new().build_http())
}

async fn cloud(endpoint: Option<&str>) -> aws_sdk_dynamodb::config::Builder {
    let shared = aws_config::defaults(BehaviorVersion::latest()).http_client(https()).load().await;
    let mut config = aws_sdk_dynamodb::config::Builder::from(&shared);
    config.set_endpoint_url(endpoint.map(str::to_owned).or_else(|| shared.endpoint_url().map(str::to_owned)));
    config
}

fn https() -> SharedHttpClient {
    aws_smithy_http_client::Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::fixture;

    fn reason(code: &str) -> CancellationReason {
        CancellationReason::builder().code(code).build()
    }

    fn taken(record: &IdempotencyRecord, ticket: &Ticket) -> CancellationReason {
        let item = item::of_record(record, &ticket.receipt);
        CancellationReason::builder().code("ConditionalCheckFailed").set_item(Some(item)).build()
    }

    /// Another ticket for the same answers.
    fn second() -> (Ticket, IdempotencyRecord) {
        let (mut ticket, record) = fixture::ticket();
        ticket.receipt.folio = crate::Folio::random(&fixture::chance()).unwrap();
        (ticket, record)
    }

    #[test]
    fn a_record_that_stood_there_answers_with_its_receipt() {
        let (first, record) = fixture::ticket();
        let (mut second, _) = second();
        let reasons = [reason("ConditionalCheckFailed"), taken(&record, &first)];
        second.receipt.folio = "222222222".parse().unwrap();
        assert!(
            matches!(judge(&reasons, &second, &record), Ok(Stored::Replayed(receipt)) if receipt == first.receipt)
        );
        let other = IdempotencyRecord { digest: "other".to_owned(), ..record.clone() };
        assert!(matches!(judge(&reasons, &second, &other), Ok(Stored::KeyReused)));
    }

    #[test]
    fn a_ticket_whose_answer_was_lost_is_new() {
        let (ticket, record) = fixture::ticket();
        let reasons = [reason("ConditionalCheckFailed"), taken(&record, &ticket)];
        assert!(matches!(judge(&reasons, &ticket, &record), Ok(Stored::New)));
    }

    #[test]
    fn each_reason_means_one_thing() {
        let (ticket, record) = fixture::ticket();
        let judged = |codes: [&str; 2]| match judge(&codes.map(reason), &ticket, &record) {
            Err(Failure::Conflict) => "conflict".to_owned(),
            Err(Failure::Final(error)) => crate::platform::error_chain(&error),
            Ok(stored) => format!("{stored:?}"),
        };
        assert_eq!(judged(["ConditionalCheckFailed", "None"]), "another ticket has this folio");
        assert_eq!(judged(["None", "TransactionConflict"]), "conflict");
        assert_eq!(judged(["ThrottlingError", "None"]), "conflict");
        assert_eq!(
            judged(["None", "ConditionalCheckFailed"]),
            "the store is not available: the idempotency record that stood there cannot be read"
        );
        assert_eq!(
            judged(["ValidationError", "None"]),
            "the store is not available: the transaction was cancelled: ValidationError, None"
        );
    }

    #[test]
    fn pauses_grow_and_end() {
        let (ticket, _) = fixture::ticket();
        let total: Duration = (0..MOST_CONFLICTS).map(|attempt| pause(attempt, &ticket)).sum();
        assert!(pause(0, &ticket) >= Duration::from_millis(10));
        assert!(total < PUT_TIMEOUT, "{total:?}");
    }

    #[test]
    fn each_patience_fits_into_the_next() {
        let timeouts = timeouts();
        let nested = [
            timeouts.connect_timeout().unwrap(),
            timeouts.operation_attempt_timeout().unwrap(),
            timeouts.operation_timeout().unwrap(),
            PUT_TIMEOUT,
            // What the function has for everything.
            Duration::from_secs(10),
        ];
        assert!(nested.is_sorted_by(|one, next| one < next), "{nested:?}");
        assert_eq!(retries().max_attempts(), 3);
    }
}
