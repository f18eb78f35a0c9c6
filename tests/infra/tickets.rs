//! What keeps tickets: the tables, and the key without which they cannot be read.

use serde_json::{Value, json};

use crate::template::{Faults, Template, attribute, reference, texts, words};

pub(crate) fn check(template: &Template, faults: &mut Faults) {
    tickets(template, faults);
    index(template, faults);
    for table in ["Tickets", "Guard"] {
        table_of_two_keys(template, table, faults);
    }
    kept(template, faults);
    key(template, faults);
    logs(template, faults);
}

fn tickets(template: &Template, faults: &mut Faults) {
    template.must_be(faults, "Tickets", "/DeletionProtectionEnabled", &json!(true));
    let recovery = json!({"PointInTimeRecoveryEnabled": true, "RecoveryPeriodInDays": 35});
    template.must_be(faults, "Tickets", "/PointInTimeRecoverySpecification", &recovery);
    // Notices are made of the new image, and of nothing before it.
    template.must_be(faults, "Tickets", "/StreamSpecification", &json!({"StreamViewType": "NEW_IMAGE"}));
}

/// The index is the one that the store makes where there is no template.
fn index(template: &Template, faults: &mut Faults) {
    let indexes = template.get("Tickets", "/GlobalSecondaryIndexes").as_array();
    let Some([index]) = indexes.map(Vec::as_slice) else {
        return faults.must(false, "Tickets must have one index");
    };
    faults.must(index["IndexName"] == api::store::QUEUE, "the index must have the name by which it is asked");
    let keys = json!([{"AttributeName": "queue", "KeyType": "HASH"}, {"AttributeName": "queue_order", "KeyType": "RANGE"}]);
    faults.must(index["KeySchema"] == keys, "the index must list what waits by the moment it is due");
    let projection = json!({"ProjectionType": "INCLUDE", "NonKeyAttributes": api::store::QUEUE_PROJECTION});
    faults.must(
        index["Projection"] == projection,
        format!("the index must have what a list shows: {projection}"),
    );
    faults.must(index["OnDemandThroughput"] == ceiling(), "the index must have a ceiling");
}

fn ceiling() -> Value {
    json!({"MaxReadRequestUnits": reference("TableUnitsPerSecond"), "MaxWriteRequestUnits": reference("TableUnitsPerSecond")})
}

fn table_of_two_keys(template: &Template, name: &str, faults: &mut Faults) {
    let keys =
        json!([{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}]);
    template.must_be(faults, name, "/KeySchema", &keys);
    template.must_be(faults, name, "/BillingMode", &json!("PAY_PER_REQUEST"));
    template.must_be(faults, name, "/OnDemandThroughput", &ceiling());
    template.must_be(
        faults,
        name,
        "/TimeToLiveSpecification",
        &json!({"AttributeName": "expires", "Enabled": true}),
    );
    let encrypted =
        json!({"SSEEnabled": true, "SSEType": "KMS", "KMSMasterKeyId": attribute("DataKey", "Arn")});
    template.must_be(faults, name, "/SSESpecification", &encrypted);
}

/// What cannot be made again outlives the stack and any replacement.
fn kept(template: &Template, faults: &mut Faults) {
    for name in ["Tickets", "DataKey", "ReceiptKey"] {
        let resource = &template.resources().get(name).cloned().unwrap_or_default();
        for policy in ["DeletionPolicy", "UpdateReplacePolicy"] {
            faults.must(resource[policy] == "Retain", format!("{name} must be retained: {policy}"));
        }
    }
}

fn key(template: &Template, faults: &mut Faults) {
    template.must_be(faults, "DataKey", "/EnableKeyRotation", &json!(true));
    template.must_be(faults, "DataKey", "/PendingWindowInDays", &json!(30));
    let statements = Template::statements(template.get("DataKey", "/KeyPolicy"));
    let lets = |service: &str, actions: &[&str]| {
        statements.iter().any(|one| {
            let allowed = texts(&one["Action"]);
            words(&one["Principal"]["Service"]).starts_with(service)
                && one["Effect"] == "Allow"
                && actions.iter().all(|action| allowed.contains(action))
                && one["Condition"].is_object()
        })
    };
    faults.must(
        lets("cloudwatch.amazonaws.com", &["kms:Decrypt", "kms:GenerateDataKey"]),
        "DataKey must let alarms publish",
    );
    faults.must(
        lets("logs.", &["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey"]),
        "DataKey must let logs be encrypted",
    );
}

fn logs(template: &Template, faults: &mut Faults) {
    for (name, group) in template.of("AWS::Logs::LogGroup") {
        let group = &group["Properties"];
        faults.must(group["RetentionInDays"] == reference("LogDays"), format!("{name} must end"));
        faults.must(group["KmsKeyId"] == attribute("DataKey", "Arn"), format!("{name} must be encrypted"));
        let path = words(&group["LogGroupName"]);
        faults.must(
            path.starts_with("/folio/${AWS::StackName}/"),
            format!("{name} must be where the key is allowed to be used"),
        );
    }
    let days = template.0["Parameters"]["LogDays"]["Default"].as_u64().unwrap_or_default();
    faults.must((30..=365).contains(&days), "logs must last between a month and a year");
}
