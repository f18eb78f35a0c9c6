//! Reports the retries of the SDK to the metrics.

use aws_sdk_dynamodb::config::interceptors::BeforeTransmitInterceptorContextRef;
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use aws_smithy_runtime_api::client::retries::RequestAttempts;

use crate::telemetry::METRICS;

/// An interceptor that counts the retries of the SDK, for both tables.
#[derive(Debug)]
pub(super) struct RetryCounter;

impl Intercept for RetryCounter {
    fn name(&self) -> &'static str {
        "retries"
    }

    fn read_before_attempt(
        &self,
        _: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let attempts = config.load::<RequestAttempts>().map_or(1, RequestAttempts::attempts);
        if attempts > 1 {
            tracing::debug!(target: METRICS, store_retries = 1_u64);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Read, Write};
    use std::net::{TcpListener, TcpStream};
    use std::thread;

    use crate::store::client::connect;
    use crate::store::dynamodb::DynamoDbStore;
    use crate::store::{PutOutcome, Store, StoreError};
    use crate::telemetry::tests::capture;
    use crate::testing::fixture;

    const ERROR: &str =
        "HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

    /// Starts a server that gives one of `answers` to each request, and returns its address.
    fn serve(answers: Vec<String>) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        thread::spawn(move || {
            for (answer, connection) in answers.into_iter().zip(listener.incoming()) {
                let connection = connection.unwrap();
                read_request(&connection);
                (&connection).write_all(answer.as_bytes()).unwrap();
            }
        });
        address
    }

    /// Reads one whole request: closing a connection with unread bytes loses the answer.
    fn read_request(connection: &TcpStream) {
        let mut reader = BufReader::new(connection);
        let lines = reader.by_ref().lines().map(Result::unwrap).take_while(|line| !line.is_empty());
        let length =
            lines.filter_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
        let length: usize = length.last().unwrap();
        reader.read_exact(&mut vec![0; length]).unwrap();
    }

    fn json(status: &str, body: &str) -> String {
        let length = body.len();
        format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}")
    }

    /// Puts a ticket into that store and returns how often `metric` was written, and the outcome.
    async fn count_of(metric: &str, answers: Vec<String>) -> (usize, Result<PutOutcome, StoreError>) {
        let (written, guard) = capture();
        let store = DynamoDbStore::new(connect(Some(&serve(answers))).await, "tickets");
        let (ticket, record) = fixture::ticket();
        let stored = store.put(&ticket, &record).await;
        drop(guard);
        (written.lines().iter().filter(|line| line[metric] == 1).count(), stored)
    }

    #[tokio::test]
    async fn sdk_retries_are_counted() {
        let (retries, stored) = count_of("store_retries", vec![ERROR.to_owned(); 3]).await;
        assert!(matches!(stored, Err(StoreError::Unavailable(_))), "{stored:?}");
        assert_eq!(retries, 2);
    }

    #[tokio::test]
    async fn transaction_conflicts_are_counted() {
        let cancelled = r#"{"__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
            "CancellationReasons": [{"Code": "TransactionConflict"}, {"Code": "None"}]}"#;
        let answers = vec![json("400 Bad Request", cancelled), json("200 OK", "{}")];
        let (conflicts, stored) = count_of("store_conflicts", answers).await;
        assert!(matches!(stored, Ok(PutOutcome::Created)), "{stored:?}");
        assert_eq!(conflicts, 1);
    }
}
