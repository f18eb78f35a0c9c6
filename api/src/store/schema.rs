//! Creates the tables for use on one machine; in the cloud the infrastructure does.

use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::operation::create_table::CreateTableError;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection,
    ProjectionType, ScalarAttributeType, TableStatus, TimeToLiveSpecification, TimeToLiveStatus,
};

use crate::platform::BoxError;

/// The index that lists open tickets by their deadline.
pub const QUEUE: &str = "queue";

/// The attributes that the index copies beside its keys. None holds personal data.
pub const QUEUE_PROJECTION: [&str; 8] =
    ["folio", "form", "operation", "kind", "state", "level", "received", "due"];

/// The keys of every table, and those of the index.
const TABLE_KEYS: [&str; 2] = ["pk", "sk"];
const QUEUE_KEYS: [&str; 2] = [QUEUE, "queue_order"];

/// How often the status of a new table is polled, and the delay between.
const MAX_POLLS: u32 = 50;
const POLL_INTERVAL: Duration = Duration::from_millis(100);

/// The timeout of one call: a local database can take long to describe a large table, and no visitor waits for it.
const CALL_TIMEOUT: Duration = Duration::from_secs(30);

/// Creates the tickets' table, its index and its TTL if they do not exist.
pub(crate) async fn create_tickets(client: &Client, table: &str) -> Result<(), BoxError> {
    let projection = Projection::builder()
        .projection_type(ProjectionType::Include)
        .set_non_key_attributes(Some(QUEUE_PROJECTION.map(str::to_owned).into()));
    let index = GlobalSecondaryIndex::builder()
        .index_name(QUEUE)
        .set_key_schema(Some(key_schema(QUEUE_KEYS)?))
        .projection(projection.build());
    create(client, table, Some(index.build()?)).await
}

/// Creates the guard's table and its TTL if they do not exist.
pub(crate) async fn create_guard(client: &Client, table: &str) -> Result<(), BoxError> {
    create(client, table, None).await
}

async fn create(client: &Client, table: &str, index: Option<GlobalSecondaryIndex>) -> Result<(), BoxError> {
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(CALL_TIMEOUT)
        .operation_attempt_timeout(CALL_TIMEOUT)
        .operation_timeout(CALL_TIMEOUT)
        .build();
    let client = Client::from_conf(client.config().to_builder().timeout_config(timeouts).build());
    let attributes = TABLE_KEYS.into_iter().chain(index.iter().flat_map(|_| QUEUE_KEYS)).map(attribute);
    let created = client
        .create_table()
        .table_name(table)
        .billing_mode(BillingMode::PayPerRequest)
        .set_attribute_definitions(Some(attributes.collect::<Result<_, _>>()?))
        .set_key_schema(Some(key_schema(TABLE_KEYS)?))
        .set_global_secondary_indexes(index.map(|index| vec![index]))
        .send()
        .await;
    if let Err(error) = created
        && !error.as_service_error().is_some_and(CreateTableError::is_resource_in_use_exception)
    {
        return Err(error.into());
    }
    wait_until_active(&client, table).await?;
    set_time_to_live(&client, table).await
}

fn attribute(name: &str) -> Result<AttributeDefinition, BuildError> {
    AttributeDefinition::builder().attribute_name(name).attribute_type(ScalarAttributeType::S).build()
}

fn key_schema(names: [&str; 2]) -> Result<Vec<KeySchemaElement>, BuildError> {
    let keys = names.into_iter().zip([KeyType::Hash, KeyType::Range]);
    keys.map(|(name, kind)| KeySchemaElement::builder().attribute_name(name).key_type(kind).build()).collect()
}

async fn wait_until_active(client: &Client, table: &str) -> Result<(), BoxError> {
    for _ in 0..MAX_POLLS {
        let described = client.describe_table().table_name(table).send().await?;
        if described.table().and_then(|table| table.table_status()) == Some(&TableStatus::Active) {
            return Ok(());
        }
        tokio::time::sleep(POLL_INTERVAL).await;
    }
    Err(format!("the table `{table}` is not ready after {} s", (POLL_INTERVAL * MAX_POLLS).as_secs()).into())
}

async fn set_time_to_live(client: &Client, table: &str) -> Result<(), BoxError> {
    let described = client.describe_time_to_live().table_name(table).send().await?;
    let status = described.time_to_live_description().and_then(|ttl| ttl.time_to_live_status());
    if matches!(status, Some(TimeToLiveStatus::Enabled | TimeToLiveStatus::Enabling)) {
        return Ok(());
    }
    let expires = TimeToLiveSpecification::builder().enabled(true).attribute_name("expires").build()?;
    client.update_time_to_live().table_name(table).time_to_live_specification(expires).send().await?;
    Ok(())
}
