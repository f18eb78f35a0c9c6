//! The tables, made where no infrastructure makes them: on one machine.

use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::create_table::CreateTableError;
use aws_sdk_dynamodb::operation::create_table::builders::CreateTableFluentBuilder;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection,
    ProjectionType, ScalarAttributeType, TableStatus, TimeToLiveSpecification, TimeToLiveStatus,
};

use crate::BoxError;

/// The index that lists what waits by the moment it is due.
pub const QUEUE: &str = "queue";

/// The attributes beside its keys that a list of what waits shows; no personal data is copied into the index.
pub const QUEUE_PROJECTION: [&str; 8] =
    ["folio", "form", "operation", "kind", "state", "level", "received", "due"];

/// How often, and how long apart, a new table is asked whether it is ready.
const ASKED: u32 = 50;
const APART: Duration = Duration::from_millis(100);

/// How long one call may take: a store on one machine adds up all its items when it is asked for a table, and nobody
/// waits for a page meanwhile.
const LONGEST_CALL: Duration = Duration::from_secs(30);

/// Makes the table, its index and its TTL where they are missing.
pub(super) async fn create(client: &Client, table: &str) -> Result<(), BoxError> {
    let limits = TimeoutConfig::builder()
        .connect_timeout(LONGEST_CALL)
        .operation_attempt_timeout(LONGEST_CALL)
        .operation_timeout(LONGEST_CALL)
        .build();
    let client = Client::from_conf(client.config().to_builder().timeout_config(limits).build());
    create_table(&client, table).await?;
    wait_until_active(&client, table).await?;
    set_time_to_live(&client, table).await
}

/// Makes the guard's table and its TTL where they are missing.
pub(super) async fn create_guard(client: &Client, table: &str) -> Result<(), BoxError> {
    let guard = new_table(client, table, &["pk", "sk"])?;
    unless_there(guard).await?;
    wait_until_active(client, table).await?;
    set_time_to_live(client, table).await
}

async fn create_table(client: &Client, table: &str) -> Result<(), BoxError> {
    let tickets = new_table(client, table, &["pk", "sk", QUEUE, "queue_order"])?;
    unless_there(tickets.global_secondary_indexes(index()?)).await
}

fn new_table(client: &Client, table: &str, names: &[&str]) -> Result<CreateTableFluentBuilder, BoxError> {
    let new = client.create_table().table_name(table).billing_mode(BillingMode::PayPerRequest);
    Ok(new.set_attribute_definitions(Some(attributes(names)?)).set_key_schema(Some(keys("pk", "sk")?)))
}

async fn unless_there(table: CreateTableFluentBuilder) -> Result<(), BoxError> {
    match table.send().await {
        Err(SdkError::ServiceError(e)) if matches!(e.err(), CreateTableError::ResourceInUseException(_)) => {
            Ok(())
        }
        created => Ok(created.map(drop)?),
    }
}

fn index() -> Result<GlobalSecondaryIndex, BoxError> {
    let listed = QUEUE_PROJECTION.map(str::to_owned).to_vec();
    let projection = Projection::builder()
        .projection_type(ProjectionType::Include)
        .set_non_key_attributes(Some(listed))
        .build();
    let index = GlobalSecondaryIndex::builder()
        .index_name(QUEUE)
        .set_key_schema(Some(keys(QUEUE, "queue_order")?))
        .projection(projection);
    Ok(index.build()?)
}

fn attributes(names: &[&str]) -> Result<Vec<AttributeDefinition>, BoxError> {
    let attribute = |name: &str| {
        let text = ScalarAttributeType::S;
        Ok(AttributeDefinition::builder().attribute_name(name).attribute_type(text).build()?)
    };
    names.iter().map(|name| attribute(name)).collect()
}

fn keys(hash: &str, range: &str) -> Result<Vec<KeySchemaElement>, BoxError> {
    let key = |name: &str, kind: KeyType| {
        Ok(KeySchemaElement::builder().attribute_name(name).key_type(kind).build()?)
    };
    [key(hash, KeyType::Hash), key(range, KeyType::Range)].into_iter().collect()
}

async fn wait_until_active(client: &Client, table: &str) -> Result<(), BoxError> {
    for _ in 0..ASKED {
        let described = client.describe_table().table_name(table).send().await?;
        let status = described.table().and_then(|table| table.table_status());
        if status == Some(&TableStatus::Active) {
            return Ok(());
        }
        tokio::time::sleep(APART).await;
    }
    Err(format!("the table `{table}` is not ready after {} s", (APART * ASKED).as_secs()).into())
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
