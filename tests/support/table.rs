//! Reads and writes a table in DynamoDB's JSON protocol, for operations that the API's store does not have.

use serde_json::{Value, json};

/// A table of an emulator.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    url: String,
    pub(crate) name: String,
}

/// An error response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CallError {
    pub(crate) status: u16,
    /// The name of the error, without its namespace.
    pub(crate) name: String,
}

impl Table {
    #[must_use]
    pub(crate) fn new(url: &str, name: &str) -> Self {
        Self { url: url.to_owned(), name: name.to_owned() }
    }

    /// Calls `operation` with `input` and the name of the table.
    pub(crate) fn call(&self, operation: &str, mut input: Value) -> Result<Value, CallError> {
        input["TableName"] = json!(self.name);
        let config = ureq::Agent::config_builder().http_status_as_error(false);
        let request = config.build().new_agent().post(format!("{}/", self.url));
        let mut response = request
            .header("content-type", "application/x-amz-json-1.0")
            .header("x-amz-target", format!("DynamoDB_20120810.{operation}"))
            .header("x-amz-date", "20240603T160000Z")
            .header("authorization", AUTHORIZATION)
            .send(input.to_string().as_bytes())
            .unwrap();
        let status = response.status().as_u16();
        let body = response.body_mut().read_to_string().unwrap();
        let body: Value = serde_json::from_str(&body).unwrap_or(Value::Null);
        if status == 200 {
            return Ok(body);
        }
        let name = body["__type"].as_str().unwrap_or_default();
        Err(CallError { status, name: name.rsplit('#').next().unwrap_or_default().to_owned() })
    }

    /// Puts an item without a condition.
    #[track_caller]
    pub(crate) fn put(&self, item: &Value) {
        self.call("PutItem", json!({"Item": item})).unwrap();
    }

    /// Returns every item, unordered.
    #[must_use]
    #[track_caller]
    pub(crate) fn items(&self) -> Vec<Value> {
        self.pages("Scan", &json!({"ConsistentRead": true})).concat()
    }

    /// Returns every ticket.
    #[must_use]
    #[track_caller]
    pub(crate) fn tickets(&self) -> Vec<Value> {
        self.items().into_iter().filter(|item| item["sk"]["S"] == "TICKET").collect()
    }

    /// Returns every idempotency record.
    #[must_use]
    #[track_caller]
    pub(crate) fn records(&self) -> Vec<Value> {
        self.items().into_iter().filter(|item| item["sk"]["S"] == "KEY").collect()
    }

    /// Returns the open tickets by due time, in pages of `limit`.
    #[must_use]
    #[track_caller]
    pub(crate) fn queue(&self, limit: u32) -> Vec<Vec<Value>> {
        let query = json!({
            "IndexName": "queue", "Limit": limit, "KeyConditionExpression": "queue = :open",
            "ExpressionAttributeValues": {":open": {"S": "OPEN"}},
        });
        self.pages("Query", &query)
    }

    fn pages(&self, operation: &str, input: &Value) -> Vec<Vec<Value>> {
        let (mut pages, mut input) = (Vec::new(), input.clone());
        loop {
            let found = self.call(operation, input.clone()).unwrap();
            pages.push(found["Items"].as_array().unwrap().clone());
            match found.get("LastEvaluatedKey") {
                Some(key) if !key.is_null() => input["ExclusiveStartKey"] = key.clone(),
                _ => return pages,
            }
        }
    }
}

/// The emulators require a signature but do not verify it.
const AUTHORIZATION: &str = "AWS4-HMAC-SHA256 Credential=local/20240603/us-east-1/dynamodb/aws4_request, \
    SignedHeaders=host;x-amz-date;x-amz-target, Signature=0";
