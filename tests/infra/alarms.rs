//! The alarms that operators get.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::template::{Template, Violations, attribute, reference};

pub(crate) fn check(template: &Template, violations: &mut Violations) {
    let mut watched = BTreeMap::new();
    for (name, alarm) in template.by_type("AWS::CloudWatch::Alarm") {
        let alarm = &alarm["Properties"];
        violations.require(
            alarm["AlarmActions"] == json!([reference("AlarmTopic")]),
            format!("{name} must notify someone"),
        );
        violations.require(alarm["ActionsEnabled"] != false, format!("{name} must notify someone"));
        violations.require(
            alarm["TreatMissingData"] == "notBreaching",
            format!("{name} must not fire when there are no requests"),
        );
        violations.require(alarm["AlarmDescription"].is_string(), format!("{name} must say what to do"));
        let metric = format!(
            "{}/{}",
            alarm["Namespace"].as_str().unwrap_or_default(),
            alarm["MetricName"].as_str().unwrap_or_default()
        );
        watched.insert(metric, alarm["Dimensions"][0].clone());
    }
    let expected = expected_dimensions();
    for (metric, dimension) in &expected {
        let found = watched.get(metric).cloned().unwrap_or_default();
        violations.require(
            found == *dimension,
            format!("{metric} of {dimension} must have an alarm, not of {found}"),
        );
    }
    violations.require(watched.len() == expected.len(), "every alarm must be known to this test");
    limits(template, violations);
    topic(template, violations);
    dashboard(template, violations);
    template.require_value(
        violations,
        "Budget",
        "/Budget/BudgetLimit/Amount",
        &reference("MonthlyBudgetUsd"),
    );
}

fn expected_dimensions() -> BTreeMap<String, Value> {
    let by_type = |name: &str, value: Value| json!({"Name": name, "Value": value});
    let function = by_type("FunctionName", reference("ApiFunction"));
    let gateway = by_type("ApiId", reference("Api"));
    [
        ("AWS/Lambda/Errors", function.clone()),
        ("AWS/Lambda/Throttles", function.clone()),
        ("AWS/Lambda/Duration", function),
        ("AWS/ApiGateway/5xx", gateway.clone()),
        ("AWS/ApiGateway/4xx", gateway),
        ("AWS/DynamoDB/WriteThrottleEvents", by_type("TableName", reference("Tickets"))),
        (
            "AWS/SQS/ApproximateNumberOfMessagesVisible",
            by_type("QueueName", attribute("NoticeDeadLetters", "QueueName")),
        ),
    ]
    .map(|(metric, dimension)| (metric.to_owned(), dimension))
    .into()
}

/// The first error raises an alarm; one slow request does not, one in a hundred does.
fn limits(template: &Template, violations: &mut Violations) {
    for name in ["ErrorsAlarm", "ServerErrorsAlarm", "ThrottlesAlarm", "TableAlarm", "DeadLettersAlarm"] {
        template.require_value(violations, name, "/Threshold", &json!(1));
        template.require_value(
            violations,
            name,
            "/ComparisonOperator",
            &json!("GreaterThanOrEqualToThreshold"),
        );
    }
    template.require_value(violations, "SlowAlarm", "/ExtendedStatistic", &json!("p99"));
    let longest = template.get("SlowAlarm", "/Threshold").as_u64().unwrap_or_default();
    let timeout = template.get("ApiFunction", "/Timeout").as_u64().unwrap_or_default() * 1_000;
    violations.require((1..timeout).contains(&longest), "SlowAlarm must fire before the function times out");
}

/// A topic under AWS's own key drops alarms silently.
fn topic(template: &Template, violations: &mut Violations) {
    template.require_value(violations, "AlarmTopic", "/KmsMasterKeyId", &reference("DataKey"));
    let statements = Template::statements(template.get("AlarmTopicPolicy", "/PolicyDocument"));
    let publishes = statements.iter().any(|one| {
        one["Effect"] == "Allow"
            && one["Principal"] == json!({"Service": "cloudwatch.amazonaws.com"})
            && one["Action"] == "sns:Publish"
            && one["Resource"] == reference("AlarmTopic")
    });
    violations.require(publishes, "alarms must be allowed to publish");
    template.require_value(violations, "AlarmSubscription", "/TopicArn", &reference("AlarmTopic"));
}

fn dashboard(template: &Template, violations: &mut Violations) {
    let body = template.get("Dashboard", "/DashboardBody/Fn::Sub").as_str().unwrap_or_default();
    let body = serde_json::from_str::<Value>(body).unwrap_or_default();
    let widgets = body["widgets"].as_array().map_or(0, Vec::len);
    violations.require(widgets == 4, format!("the dashboard must have four widgets, not {widgets}"));
}
