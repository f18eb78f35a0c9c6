//! Tells the metrics how often the SDK tries again.

use aws_sdk_dynamodb::config::interceptors::BeforeTransmitInterceptorContextRef;
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use aws_smithy_runtime_api::client::retries::RequestAttempts;
use tracing::debug;

use crate::telemetry::METRICS;

/// Hears of every attempt of the SDK, for either table.
#[derive(Debug)]
pub(super) struct Retries;

impl Intercept for Retries {
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
            debug!(target: METRICS, store_retries = 1_u64);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Read, Write};
    use std::net::{TcpListener, TcpStream};
    use std::thread;

    use crate::store::dynamodb::{Connection, DynamoDb};
    use crate::store::{Store, StoreError, Stored};
    use crate::telemetry::tests::capture;
    use crate::testing::fixture;

    const FAULT: &str =
        "HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

    /// Returns the address of a store that gives these answers, one for each request.
    fn answering(answers: Vec<String>) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        thread::spawn(move || {
            for (answer, connection) in answers.into_iter().zip(listener.incoming()) {
                let connection = connection.unwrap();
                take(&connection);
                (&connection).write_all(answer.as_bytes()).unwrap();
            }
        });
        address
    }

    /// Reads one whole request: a connection that is closed over unread bytes loses its answer.
    fn take(connection: &TcpStream) {
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

    /// Puts a ticket into that store and returns how often `metric` was told, and what became of the ticket.
    async fn counted(metric: &str, answers: Vec<String>) -> (usize, Result<Stored, StoreError>) {
        let (written, guard) = capture();
        let connection = Connection { table: "tickets".to_owned(), endpoint: Some(answering(answers)) };
        let store = DynamoDb::connect(&connection).await;
        let (ticket, record) = fixture::ticket();
        let stored = store.put(&ticket, &record).await;
        drop(guard);
        (written.lines().iter().filter(|line| line[metric] == 1).count(), stored)
    }

    #[tokio::test]
    async fn each_retry_of_the_sdk_counts_once() {
        let (retries, stored) = counted("store_retries", vec![FAULT.to_owned(); 3]).await;
        assert!(matches!(stored, Err(StoreError::Unavailable(_))), "{stored:?}");
        assert_eq!(retries, 2);
    }

    #[tokio::test]
    async fn each_meeting_of_transactions_counts_once() {
        let cancelled = r#"{"__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
            "CancellationReasons": [{"Code": "TransactionConflict"}, {"Code": "None"}]}"#;
        let answers = vec![json("400 Bad Request", cancelled), json("200 OK", "{}")];
        let (conflicts, stored) = counted("store_conflicts", answers).await;
        assert!(matches!(stored, Ok(Stored::New)), "{stored:?}");
        assert_eq!(conflicts, 1);
    }
}
