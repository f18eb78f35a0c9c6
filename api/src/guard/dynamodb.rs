//! The guard's table in DynamoDB, in the cloud and on the loopback.
//!
//! | item | `pk` | `sk` | beside |
//! |---|---|---|---|
//! | requests counted | `RATE#<digest>` | `BUCKET#<number>` | `count`, `expires` |
//! | contact | `CONTACT#<digest>` | `CONTACT` | `clients`, a set of names |
//! | client's list | `CLIENT#<name>` | `CLIENT` | `contacts`, a set of digests |
//! | there are contacts | `CONTACTS` | `CONTACTS` | |
//!
//! Digests are keyed hashes; no address is in the table. `expires` is in epoch seconds, as the table's TTL wants it;
//! a bucket is known by its number, so nothing depends on when it is deleted. The function's role needs `GetItem` and
//! `UpdateItem`, the import's `PutItem` and `DeleteItem` beside.

use std::collections::{BTreeSet, HashMap};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue, ReturnValuesOnConditionCheckFailure};
use chrono::{DateTime, Utc};

use crate::guard::contacts::ContactStore;
use crate::guard::digest::Digest;
use crate::guard::rate::{Bucket, CountOutcome};
use crate::guard::{BoxFuture, GuardStore};
use crate::platform::BoxError;

type Item = HashMap<String, AttributeValue>;

/// The guard's table in DynamoDB. Copies share their connections.
#[derive(Clone, Debug)]
pub struct DynamoDb {
    client: Client,
    table: String,
}

impl DynamoDb {
    /// Returns the table of this name. Nothing is sent yet.
    pub(crate) fn new(client: Client, table: &str) -> Self {
        Self { client, table: table.to_owned() }
    }

    async fn get(&self, pk: String, sk: String) -> Result<Item, BoxError> {
        let found = self.client.get_item().table_name(&self.table).set_key(Some(key(pk, sk)));
        Ok(found.consistent_read(true).send().await?.item.unwrap_or_default())
    }

    fn update(&self, pk: String, sk: String) -> UpdateItemFluentBuilder {
        self.client.update_item().table_name(&self.table).set_key(Some(key(pk, sk)))
    }

    async fn put(&self, item: Item) -> Result<(), BoxError> {
        self.client.put_item().table_name(&self.table).set_item(Some(item)).send().await?;
        Ok(())
    }

    async fn count_below(
        &self,
        subject: &Digest,
        bucket: Bucket,
        cap: u32,
        expires: DateTime<Utc>,
    ) -> Result<CountOutcome, BoxError> {
        let counted = self
            .update(rate(subject), bucket_key(bucket))
            .update_expression("SET #expires = :expires ADD #count :one")
            .condition_expression("attribute_not_exists(#count) OR #count < :cap")
            .expression_attribute_names("#count", "count")
            .expression_attribute_names("#expires", "expires")
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":cap", number(cap.into()))
            .expression_attribute_values(":expires", number(expires.timestamp()))
            .return_values(ReturnValue::UpdatedNew)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .send()
            .await;
        match counted {
            Ok(now) => {
                Ok(CountOutcome::Counted(count(now.attributes()).ok_or("the count did not come back")?))
            }
            Err(SdkError::ServiceError(service)) => match service.into_err() {
                // Some stores do not hand the item back; it had the cap at least.
                UpdateItemError::ConditionalCheckFailedException(full) => {
                    Ok(CountOutcome::Full(count(full.item()).unwrap_or(cap)))
                }
                error => Err(error.into()),
            },
            Err(error) => Err(error.into()),
        }
    }

    async fn withdraw_from(&self, contact: &Digest, client: &str) -> Result<(), BoxError> {
        let (pk, sk) = contact_key(contact);
        self.update(pk.clone(), sk.clone())
            .update_expression("DELETE clients :client")
            .expression_attribute_values(":client", AttributeValue::Ss(vec![client.to_owned()]))
            .send()
            .await?;
        let deleted = self
            .client
            .delete_item()
            .table_name(&self.table)
            .set_key(Some(key(pk, sk)))
            .condition_expression("attribute_not_exists(clients)")
            .send()
            .await;
        match deleted {
            Err(SdkError::ServiceError(e))
                if matches!(e.err(), DeleteItemError::ConditionalCheckFailedException(_)) =>
            {
                Ok(())
            }
            deleted => Ok(deleted.map(drop)?),
        }
    }
}

impl GuardStore for DynamoDb {
    fn counted<'a>(&'a self, subject: &'a Digest, bucket: Bucket) -> BoxFuture<'a, u32> {
        Box::pin(async move {
            let item = self.get(rate(subject), bucket_key(bucket)).await?;
            Ok(count(Some(&item)).unwrap_or(0))
        })
    }

    fn count<'a>(
        &'a self,
        subject: &'a Digest,
        bucket: Bucket,
        cap: u32,
        expires: DateTime<Utc>,
    ) -> BoxFuture<'a, CountOutcome> {
        Box::pin(self.count_below(subject, bucket, cap, expires))
    }

    fn is_contact<'a>(&'a self, contact: &'a Digest) -> BoxFuture<'a, bool> {
        Box::pin(async move {
            let (pk, sk) = contact_key(contact);
            Ok(self.get(pk, sk).await?.contains_key("clients"))
        })
    }

    fn has_contacts(&self) -> BoxFuture<'_, bool> {
        Box::pin(async { Ok(!self.get(CONTACTS.to_owned(), CONTACTS.to_owned()).await?.is_empty()) })
    }
}

impl ContactStore for DynamoDb {
    fn noted<'a>(&'a self, client: &'a str) -> BoxFuture<'a, BTreeSet<Digest>> {
        Box::pin(async move {
            let item = self.get(format!("CLIENT#{client}"), CLIENT.to_owned()).await?;
            let digests = item.get("contacts").and_then(|contacts| contacts.as_ss().ok());
            Ok(digests.into_iter().flatten().cloned().map(Digest::kept).collect())
        })
    }

    fn note<'a>(&'a self, client: &'a str, contacts: &'a BTreeSet<Digest>) -> BoxFuture<'a, ()> {
        let mut item = key(format!("CLIENT#{client}"), CLIENT.to_owned());
        let digests: Vec<String> = contacts.iter().map(ToString::to_string).collect();
        // A set in DynamoDB is never empty.
        item.extend((!digests.is_empty()).then(|| ("contacts".to_owned(), AttributeValue::Ss(digests))));
        Box::pin(self.put(item))
    }

    fn authorize<'a>(&'a self, contact: &'a Digest, client: &'a str) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            let (pk, sk) = contact_key(contact);
            self.update(pk, sk)
                .update_expression("ADD clients :client")
                .expression_attribute_values(":client", AttributeValue::Ss(vec![client.to_owned()]))
                .send()
                .await?;
            Ok(())
        })
    }

    fn withdraw<'a>(&'a self, contact: &'a Digest, client: &'a str) -> BoxFuture<'a, ()> {
        Box::pin(self.withdraw_from(contact, client))
    }

    fn open(&self) -> BoxFuture<'_, ()> {
        Box::pin(self.put(key(CONTACTS.to_owned(), CONTACTS.to_owned())))
    }
}

const CONTACTS: &str = "CONTACTS";
const CLIENT: &str = "CLIENT";

fn key(pk: String, sk: String) -> Item {
    [("pk", pk), ("sk", sk)].map(|(name, text)| (name.to_owned(), AttributeValue::S(text))).into()
}

fn rate(subject: &Digest) -> String {
    format!("RATE#{subject}")
}

fn bucket_key(bucket: Bucket) -> String {
    format!("BUCKET#{}", bucket.0)
}

fn contact_key(contact: &Digest) -> (String, String) {
    (format!("CONTACT#{contact}"), "CONTACT".to_owned())
}

fn number(number: i64) -> AttributeValue {
    AttributeValue::N(number.to_string())
}

fn count(item: Option<&Item>) -> Option<u32> {
    item?.get("count")?.as_n().ok()?.parse().ok()
}
