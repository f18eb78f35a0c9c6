//! The storage of tickets: the tables, their key, and the logs.

use serde_json::{Value, json};

use crate::template::{Template, Violations, attribute, reference, text, texts};

pub(crate) fn check(template: &Template, violations: &mut Violations) {
    tickets(template, violations);
    index(template, violations);
    for table in ["Tickets", "Guard"] {
        table_of_two_keys(template, table, violations);
    }
    retention(template, violations);
    key(template, violations);
    logs(template, violations);
}

fn tickets(template: &Template, violations: &mut Violations) {
    template.require_value(violations, "Tickets", "/DeletionProtectionEnabled", &json!(true));
    let recovery = json!({"PointInTimeRecoveryEnabled": true, "RecoveryPeriodInDays": 35});
    template.require_value(violations, "Tickets", "/PointInTimeRecoverySpecification", &recovery);
    // Notices are made from the new image only.
    template.require_value(
        violations,
        "Tickets",
        "/StreamSpecification",
        &json!({"StreamViewType": "NEW_IMAGE"}),
    );
}

/// The index equals the one that the store creates without a template.
fn index(template: &Template, violations: &mut Violations) {
    let indexes = template.get("Tickets", "/GlobalSecondaryIndexes").as_array();
    let Some([index]) = indexes.map(Vec::as_slice) else {
        return violations.require(false, "Tickets must have one index");
    };
    violations
        .require(index["IndexName"] == api::store::QUEUE, "the index must have the name that the API uses");
    let keys = json!([{"AttributeName": "queue", "KeyType": "HASH"}, {"AttributeName": "queue_order", "KeyType": "RANGE"}]);
    violations.require(index["KeySchema"] == keys, "the index must list open tickets by due time");
    let projection = json!({"ProjectionType": "INCLUDE", "NonKeyAttributes": api::store::QUEUE_PROJECTION});
    violations.require(
        index["Projection"] == projection,
        format!("the index must project the fields of a list: {projection}"),
    );
    violations.require(index["OnDemandThroughput"] == ceiling(), "the index must have a throughput limit");
}

fn ceiling() -> Value {
    json!({"MaxReadRequestUnits": reference("TableUnitsPerSecond"), "MaxWriteRequestUnits": reference("TableUnitsPerSecond")})
}

fn table_of_two_keys(template: &Template, name: &str, violations: &mut Violations) {
    let keys =
        json!([{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}]);
    template.require_value(violations, name, "/KeySchema", &keys);
    template.require_value(violations, name, "/BillingMode", &json!("PAY_PER_REQUEST"));
    template.require_value(violations, name, "/OnDemandThroughput", &ceiling());
    template.require_value(
        violations,
        name,
        "/TimeToLiveSpecification",
        &json!({"AttributeName": "expires", "Enabled": true}),
    );
    let encrypted =
        json!({"SSEEnabled": true, "SSEType": "KMS", "KMSMasterKeyId": attribute("DataKey", "Arn")});
    template.require_value(violations, name, "/SSESpecification", &encrypted);
}

/// Resources that cannot be recreated outlive the stack and any replacement.
fn retention(template: &Template, violations: &mut Violations) {
    for name in ["Tickets", "DataKey", "ReceiptKey"] {
        let resource = &template.resources().get(name).cloned().unwrap_or_default();
        for policy in ["DeletionPolicy", "UpdateReplacePolicy"] {
            violations.require(resource[policy] == "Retain", format!("{name} must be retained: {policy}"));
        }
    }
}

fn key(template: &Template, violations: &mut Violations) {
    template.require_value(violations, "DataKey", "/EnableKeyRotation", &json!(true));
    template.require_value(violations, "DataKey", "/PendingWindowInDays", &json!(30));
    let statements = Template::statements(template.get("DataKey", "/KeyPolicy"));
    let lets = |service: &str, actions: &[&str]| {
        statements.iter().any(|one| {
            let allowed = texts(&one["Action"]);
            text(&one["Principal"]["Service"]).starts_with(service)
                && one["Effect"] == "Allow"
                && actions.iter().all(|action| allowed.contains(action))
                && one["Condition"].is_object()
        })
    };
    violations.require(
        lets("cloudwatch.amazonaws.com", &["kms:Decrypt", "kms:GenerateDataKey"]),
        "DataKey must allow alarms to publish",
    );
    violations.require(
        lets("logs.", &["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey"]),
        "DataKey must let logs be encrypted",
    );
}

fn logs(template: &Template, violations: &mut Violations) {
    for (name, group) in template.by_type("AWS::Logs::LogGroup") {
        let group = &group["Properties"];
        violations.require(
            group["RetentionInDays"] == reference("LogDays"),
            format!("{name} must have a retention"),
        );
        violations
            .require(group["KmsKeyId"] == attribute("DataKey", "Arn"), format!("{name} must be encrypted"));
        let path = text(&group["LogGroupName"]);
        violations.require(
            path.starts_with("/folio/${AWS::StackName}/"),
            format!("{name} must be where the key is allowed to be used"),
        );
    }
    let days = template.0["Parameters"]["LogDays"]["Default"].as_u64().unwrap_or_default();
    violations.require((30..=365).contains(&days), "logs must last between a month and a year");
}
