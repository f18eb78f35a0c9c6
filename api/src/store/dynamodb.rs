//! The store in DynamoDB: one table, whose items `item` describes.
//!
//! A ticket and its idempotency record are written in one transaction. When the condition of the record fails, DynamoDB
//! returns the existing record and with it the first receipt. The store reads nothing else, and the function's role has
//! no permission to read.

use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::builders::PutBuilder;
use aws_sdk_dynamodb::types::{
    CancellationReason, Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem,
};

use crate::store::item::Item;
use crate::store::{IdempotencyRecord, PutOutcome, PutResult, Store, StoreError, item, schema};
use crate::telemetry::METRICS;
use crate::ticket::Ticket;

/// The timeout of one ticket with all retries: well within the function's ten seconds.
pub const PUT_TIMEOUT: Duration = Duration::from_secs(7);

/// How often a transaction is tried when another one holds the same item.
const MAX_ATTEMPTS: u32 = 8;

/// The places of the two items in the transaction, and so in its cancellation reasons.
const TICKET: usize = 0;
const RECORD: usize = 1;

/// The cancellation reasons after which another attempt helps.
const RETRYABLE_CODES: [&str; 3] =
    ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"];

/// The store of tickets in DynamoDB. Clones share their connections.
#[derive(Clone, Debug)]
pub struct DynamoDbStore {
    client: Client,
    table: String,
}

impl DynamoDbStore {
    /// Returns the store in `table`. Nothing is sent yet.
    #[must_use]
    pub fn new(client: Client, table: &str) -> Self {
        Self { client, table: table.to_owned() }
    }

    /// Creates the table with its index and its TTL if they do not exist, for use on one machine.
    ///
    /// # Errors
    ///
    /// When the database does not answer or refuses.
    pub async fn create_table(&self) -> Result<(), StoreError> {
        schema::create_tickets(&self.client, &self.table).await.map_err(StoreError::Unavailable)
    }

    /// Returns `None` when another transaction holds the same item: another attempt is safe and likely to succeed.
    async fn transact(
        &self,
        ticket: &Ticket,
        record: &IdempotencyRecord,
    ) -> Result<Option<PutOutcome>, StoreError> {
        let mut puts = Vec::new();
        for put in [self.put_ticket(ticket), self.put_record(ticket, record)] {
            let put = put.build().map_err(StoreError::unavailable)?;
            puts.push(TransactWriteItem::builder().put(put).build());
        }
        let Err(error) = self.client.transact_write_items().set_transact_items(Some(puts)).send().await
        else {
            return Ok(Some(PutOutcome::Created));
        };
        match error.as_service_error() {
            Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
                interpret(cancelled.cancellation_reasons(), ticket, record)
            }
            Some(TransactWriteItemsError::TransactionInProgressException(_)) => Ok(None),
            _ => Err(StoreError::unavailable(error)),
        }
    }

    fn put_ticket(&self, ticket: &Ticket) -> PutBuilder {
        self.put_item(item::from_ticket(ticket)).condition_expression("attribute_not_exists(pk)")
    }

    fn put_record(&self, ticket: &Ticket, record: &IdempotencyRecord) -> PutBuilder {
        let now = item::number(ticket.receipt.received.timestamp());
        self.put_item(item::from_record(record, &ticket.receipt))
            .condition_expression("attribute_not_exists(pk) OR #expires < :now")
            .expression_attribute_names("#expires", "expires")
            .expression_attribute_values(":now", now)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
    }

    fn put_item(&self, item: Item) -> PutBuilder {
        Put::builder().table_name(&self.table).set_item(Some(item))
    }

    async fn put_with_retry(&self, ticket: &Ticket, record: &IdempotencyRecord) -> PutResult {
        for attempt in 0..MAX_ATTEMPTS {
            if let Some(outcome) = self.transact(ticket, record).await? {
                return Ok(outcome);
            }
            tracing::debug!(target: METRICS, store_conflicts = 1_u64);
            tokio::time::sleep(backoff(attempt, ticket)).await;
        }
        Err(StoreError::unavailable("other transactions held the same item every time"))
    }
}

impl Store for DynamoDbStore {
    async fn put(&self, ticket: &Ticket, record: &IdempotencyRecord) -> PutResult {
        let put = tokio::time::timeout(PUT_TIMEOUT, self.put_with_retry(ticket, record)).await;
        put.unwrap_or_else(|elapsed| Err(StoreError::unavailable(elapsed)))
    }
}

/// Interprets a cancelled transaction; an existing key goes before an existing folio.
fn interpret(
    reasons: &[CancellationReason],
    ticket: &Ticket,
    record: &IdempotencyRecord,
) -> Result<Option<PutOutcome>, StoreError> {
    let codes: Vec<&str> = reasons.iter().map(|reason| reason.code().unwrap_or_default()).collect();
    let has_failed = |place: usize| codes.get(place) == Some(&"ConditionalCheckFailed");
    if has_failed(RECORD) {
        let existing = reasons[RECORD].item().and_then(item::parse_record);
        let (digest, receipt) = existing
            .ok_or_else(|| StoreError::unavailable("the existing idempotency record cannot be read"))?;
        return Ok(Some(match digest == record.digest {
            // An earlier attempt, whose answer was lost, stored this very ticket.
            true if receipt.folio == ticket.receipt.folio => PutOutcome::Created,
            true => PutOutcome::Replayed(receipt),
            false => PutOutcome::KeyReused,
        }));
    }
    if has_failed(TICKET) {
        return Err(StoreError::FolioExists);
    }
    if codes.iter().any(|code| RETRYABLE_CODES.contains(code)) {
        return Ok(None);
    }
    Err(StoreError::unavailable(format!("the transaction was cancelled: {}", codes.join(", "))))
}

/// Returns a delay that doubles from 10 ms to 320 ms, plus up to as much again. A folio is random, so its symbols serve
/// as jitter that keeps requests from colliding again.
fn backoff(attempt: u32, ticket: &Ticket) -> Duration {
    let base = 10_u64 << attempt.min(5);
    let symbols = ticket.receipt.folio.symbols().skip(attempt as usize).take(3);
    let jitter = symbols.fold(0, |sum: u64, symbol| sum * 31 + u64::from(u32::from(symbol)));
    Duration::from_millis(base + jitter % base)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::client;
    use crate::testing::fixture;

    fn reason(code: &str) -> CancellationReason {
        CancellationReason::builder().code(code).build()
    }

    fn existing(record: &IdempotencyRecord, ticket: &Ticket) -> CancellationReason {
        let item = item::from_record(record, &ticket.receipt);
        CancellationReason::builder().code("ConditionalCheckFailed").set_item(Some(item)).build()
    }

    /// Another ticket for the same answers.
    fn second() -> (Ticket, IdempotencyRecord) {
        let (mut ticket, record) = fixture::ticket();
        ticket.receipt.folio = crate::Folio::random(&fixture::entropy()).unwrap();
        (ticket, record)
    }

    #[test]
    fn interpret_returns_receipt_of_the_existing_record() {
        let (first, record) = fixture::ticket();
        let (mut second, _) = second();
        let reasons = [reason("ConditionalCheckFailed"), existing(&record, &first)];
        second.receipt.folio = "222222222".parse().unwrap();
        assert!(
            matches!(interpret(&reasons, &second, &record), Ok(Some(PutOutcome::Replayed(receipt))) if receipt == first.receipt)
        );
        let other = IdempotencyRecord { digest: "other".to_owned(), ..record.clone() };
        assert!(matches!(interpret(&reasons, &second, &other), Ok(Some(PutOutcome::KeyReused))));
    }

    #[test]
    fn interpret_returns_created_when_answer_was_lost() {
        let (ticket, record) = fixture::ticket();
        let reasons = [reason("ConditionalCheckFailed"), existing(&record, &ticket)];
        assert!(matches!(interpret(&reasons, &ticket, &record), Ok(Some(PutOutcome::Created))));
    }

    #[test]
    fn interpret_maps_each_cancellation_code() {
        let (ticket, record) = fixture::ticket();
        let meaning = |codes: [&str; 2]| match interpret(&codes.map(reason), &ticket, &record) {
            Ok(None) => "conflict".to_owned(),
            Err(error) => crate::platform::error_chain(&error),
            Ok(Some(outcome)) => format!("{outcome:?}"),
        };
        assert_eq!(meaning(["ConditionalCheckFailed", "None"]), "another ticket has this folio");
        assert_eq!(meaning(["None", "TransactionConflict"]), "conflict");
        assert_eq!(meaning(["ThrottlingError", "None"]), "conflict");
        assert_eq!(
            meaning(["None", "ConditionalCheckFailed"]),
            "the store is not available: the existing idempotency record cannot be read"
        );
        assert_eq!(
            meaning(["ValidationError", "None"]),
            "the store is not available: the transaction was cancelled: ValidationError, None"
        );
    }

    #[test]
    fn backoff_fits_into_the_put_timeout() {
        let (ticket, _) = fixture::ticket();
        let total: Duration = (0..MAX_ATTEMPTS).map(|attempt| backoff(attempt, &ticket)).sum();
        assert!(backoff(0, &ticket) >= Duration::from_millis(10));
        assert!(total < PUT_TIMEOUT, "{total:?}");
    }

    #[test]
    fn timeouts_are_nested() {
        let timeouts = client::timeouts();
        let nested = [
            timeouts.connect_timeout().unwrap(),
            timeouts.operation_attempt_timeout().unwrap(),
            timeouts.operation_timeout().unwrap(),
            PUT_TIMEOUT,
            // What the function has for everything.
            Duration::from_secs(10),
        ];
        assert!(nested.is_sorted_by(|one, next| one < next), "{nested:?}");
        assert_eq!(client::retries().max_attempts(), 3);
    }
}
