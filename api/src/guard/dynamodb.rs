//! The guard's table in DynamoDB, in the cloud and on the loopback.
//!
//! | item | `pk` | `sk` | other attributes |
//! |---|---|---|---|
//! | request count | `RATE#<digest>` | `BUCKET#<number>` | `count`, `expires` |
//! | contact | `CONTACT#<digest>` | `CONTACT` | `clients`, a set of names |
//! | client's list | `CLIENT#<name>` | `CLIENT` | `contacts`, a set of digests |
//! | contacts were imported | `CONTACTS` | `CONTACTS` | |
//!
//! Digests are keyed hashes; no address is in the table. `expires` is in epoch seconds, as the table's TTL needs it. A
//! bucket is identified by its number, so the time of its deletion does not matter. The function's role needs `GetItem`
//! and `UpdateItem`; the import's role also needs `PutItem` and `DeleteItem`.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue, ReturnValuesOnConditionCheckFailure};
use chrono::{DateTime, Utc};

use crate::guard::GuardStore;
use crate::guard::contacts::ContactStore;
use crate::guard::digest::Digest;
use crate::guard::rate::{Bucket, CountOutcome};
use crate::platform::BoxError;
use crate::store::item::{Item, attributes, number, text};
use crate::store::{StoreError, schema};

/// The guard's table in DynamoDB. Clones share their connections.
#[derive(Clone, Debug)]
pub struct DynamoDbGuardStore {
    client: Client,
    table: String,
}

impl DynamoDbGuardStore {
    /// Returns the table of this name. Nothing is sent yet.
    #[must_use]
    pub fn new(client: Client, table: &str) -> Self {
        Self { client, table: table.to_owned() }
    }

    /// Creates the table with its TTL if they do not exist, for use on one machine.
    ///
    /// # Errors
    ///
    /// When the database does not answer or refuses.
    pub async fn create_table(&self) -> Result<(), StoreError> {
        schema::create_guard(&self.client, &self.table).await.map_err(StoreError::Unavailable)
    }

    async fn get(&self, key: Item) -> Result<Item, BoxError> {
        let get = self.client.get_item().table_name(&self.table).set_key(Some(key));
        Ok(get.consistent_read(true).send().await?.item.unwrap_or_default())
    }

    fn update(&self, key: Item) -> UpdateItemFluentBuilder {
        self.client.update_item().table_name(&self.table).set_key(Some(key))
    }

    /// Adds `client` to the clients of `contact`, or deletes it from them.
    async fn update_clients(&self, action: &str, contact: &Digest, client: &str) -> Result<(), BoxError> {
        self.update(contact_key(contact))
            .update_expression(format!("{action} clients :client"))
            .expression_attribute_values(":client", AttributeValue::Ss(vec![client.to_owned()]))
            .send()
            .await?;
        Ok(())
    }

    async fn put(&self, item: Item) -> Result<(), BoxError> {
        self.client.put_item().table_name(&self.table).set_item(Some(item)).send().await?;
        Ok(())
    }
}

impl GuardStore for DynamoDbGuardStore {
    async fn count_in(&self, subject: &Digest, bucket: Bucket) -> Result<u32, BoxError> {
        Ok(count(&self.get(rate_key(subject, bucket)).await?).unwrap_or(0))
    }

    async fn count(
        &self,
        subject: &Digest,
        bucket: Bucket,
        cap: u32,
        expires: DateTime<Utc>,
    ) -> Result<CountOutcome, BoxError> {
        let updated = self
            .update(rate_key(subject, bucket))
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
        match updated {
            Ok(output) => {
                let counted = output.attributes().and_then(count);
                Ok(CountOutcome::Counted(counted.ok_or("the count did not come back")?))
            }
            Err(error) => match error.as_service_error() {
                // Some servers do not return the item; its count is at least the cap.
                Some(UpdateItemError::ConditionalCheckFailedException(full)) => {
                    Ok(CountOutcome::Full(full.item().and_then(count).unwrap_or(cap)))
                }
                _ => Err(error.into()),
            },
        }
    }

    async fn is_contact(&self, contact: &Digest) -> Result<bool, BoxError> {
        Ok(self.get(contact_key(contact)).await?.contains_key("clients"))
    }

    async fn has_contacts(&self) -> Result<bool, BoxError> {
        Ok(!self.get(contacts_key()).await?.is_empty())
    }
}

impl ContactStore for DynamoDbGuardStore {
    async fn contacts_of(&self, client: &str) -> Result<BTreeSet<Digest>, BoxError> {
        let item = self.get(client_key(client)).await?;
        let digests = item.get("contacts").and_then(|contacts| contacts.as_ss().ok());
        Ok(digests.into_iter().flatten().cloned().map(Digest).collect())
    }

    async fn set_contacts(&self, client: &str, contacts: &BTreeSet<Digest>) -> Result<(), BoxError> {
        let mut item = client_key(client);
        // DynamoDB has no empty sets.
        if !contacts.is_empty() {
            let digests = contacts.iter().map(|contact| contact.0.clone()).collect();
            item.insert("contacts".to_owned(), AttributeValue::Ss(digests));
        }
        self.put(item).await
    }

    async fn authorize(&self, contact: &Digest, client: &str) -> Result<(), BoxError> {
        self.update_clients("ADD", contact, client).await
    }

    async fn withdraw(&self, contact: &Digest, client: &str) -> Result<(), BoxError> {
        self.update_clients("DELETE", contact, client).await?;
        let delete = self.client.delete_item().table_name(&self.table).set_key(Some(contact_key(contact)));
        match delete.condition_expression("attribute_not_exists(clients)").send().await {
            Err(error)
                if !error
                    .as_service_error()
                    .is_some_and(DeleteItemError::is_conditional_check_failed_exception) =>
            {
                Err(error.into())
            }
            _ => Ok(()),
        }
    }

    async fn mark_imported(&self) -> Result<(), BoxError> {
        self.put(contacts_key()).await
    }
}

fn key(pk: String, sk: impl Into<String>) -> Item {
    attributes([("pk", text(pk)), ("sk", text(sk))]).into()
}

fn rate_key(subject: &Digest, bucket: Bucket) -> Item {
    key(format!("RATE#{}", subject.0), format!("BUCKET#{}", bucket.0))
}

fn contact_key(contact: &Digest) -> Item {
    key(format!("CONTACT#{}", contact.0), "CONTACT")
}

fn client_key(client: &str) -> Item {
    key(format!("CLIENT#{client}"), "CLIENT")
}

fn contacts_key() -> Item {
    key("CONTACTS".to_owned(), "CONTACTS")
}

fn count(item: &Item) -> Option<u32> {
    item.get("count")?.as_n().ok()?.parse().ok()
}
