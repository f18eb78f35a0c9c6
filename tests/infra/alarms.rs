//! What operations are told.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::template::{Faults, Template, attribute, reference};

pub(crate) fn check(template: &Template, faults: &mut Faults) {
    let mut watched = BTreeMap::new();
    for (name, alarm) in template.of("AWS::CloudWatch::Alarm") {
        let alarm = &alarm["Properties"];
        faults.must(
            alarm["AlarmActions"] == json!([reference("AlarmTopic")]),
            format!("{name} must tell somebody"),
        );
        faults.must(alarm["ActionsEnabled"] != false, format!("{name} must tell somebody"));
        faults.must(
            alarm["TreatMissingData"] == "notBreaching",
            format!("{name} must not ring at night, when nobody asks"),
        );
        faults.must(alarm["AlarmDescription"].is_string(), format!("{name} must say what to do"));
        let metric = format!(
            "{}/{}",
            alarm["Namespace"].as_str().unwrap_or_default(),
            alarm["MetricName"].as_str().unwrap_or_default()
        );
        watched.insert(metric, alarm["Dimensions"][0].clone());
    }
    let expected = expected();
    for (metric, dimension) in &expected {
        let found = watched.get(metric).cloned().unwrap_or_default();
        faults.must(found == *dimension, format!("{metric} of {dimension} must be watched, not of {found}"));
    }
    faults.must(watched.len() == expected.len(), "an alarm that is not known here may watch nothing");
    limits(template, faults);
    topic(template, faults);
    dashboard(template, faults);
    template.must_be(faults, "Budget", "/Budget/BudgetLimit/Amount", &reference("MonthlyBudgetUsd"));
}

fn expected() -> BTreeMap<String, Value> {
    let of = |name: &str, value: Value| json!({"Name": name, "Value": value});
    let function = of("FunctionName", reference("ApiFunction"));
    let gateway = of("ApiId", reference("Api"));
    [
        ("AWS/Lambda/Errors", function.clone()),
        ("AWS/Lambda/Throttles", function.clone()),
        ("AWS/Lambda/Duration", function),
        ("AWS/ApiGateway/5xx", gateway.clone()),
        ("AWS/ApiGateway/4xx", gateway),
        ("AWS/DynamoDB/WriteThrottleEvents", of("TableName", reference("Tickets"))),
        (
            "AWS/SQS/ApproximateNumberOfMessagesVisible",
            of("QueueName", attribute("NoticeDeadLetters", "QueueName")),
        ),
    ]
    .map(|(metric, dimension)| (metric.to_owned(), dimension))
    .into()
}

/// The first failure rings; a slow request in a hundred does, and a slow one alone does not.
fn limits(template: &Template, faults: &mut Faults) {
    for name in ["ErrorsAlarm", "ServerErrorsAlarm", "ThrottlesAlarm", "TableAlarm", "DeadLettersAlarm"] {
        template.must_be(faults, name, "/Threshold", &json!(1));
        template.must_be(faults, name, "/ComparisonOperator", &json!("GreaterThanOrEqualToThreshold"));
    }
    template.must_be(faults, "SlowAlarm", "/ExtendedStatistic", &json!("p99"));
    let longest = template.get("SlowAlarm", "/Threshold").as_u64().unwrap_or_default();
    let timeout = template.get("ApiFunction", "/Timeout").as_u64().unwrap_or_default() * 1_000;
    faults.must((1..timeout).contains(&longest), "SlowAlarm must ring before the function's time is over");
}

/// A topic under AWS's own key drops alarms without a word.
fn topic(template: &Template, faults: &mut Faults) {
    template.must_be(faults, "AlarmTopic", "/KmsMasterKeyId", &reference("DataKey"));
    let statements = Template::statements(template.get("AlarmTopicPolicy", "/PolicyDocument"));
    let publishes = statements.iter().any(|one| {
        one["Effect"] == "Allow"
            && one["Principal"] == json!({"Service": "cloudwatch.amazonaws.com"})
            && one["Action"] == "sns:Publish"
            && one["Resource"] == reference("AlarmTopic")
    });
    faults.must(publishes, "alarms must be allowed to publish");
    template.must_be(faults, "AlarmSubscription", "/TopicArn", &reference("AlarmTopic"));
}

fn dashboard(template: &Template, faults: &mut Faults) {
    let body = template.get("Dashboard", "/DashboardBody/Fn::Sub").as_str().unwrap_or_default();
    let body = serde_json::from_str::<Value>(body).unwrap_or_default();
    let widgets = body["widgets"].as_array().map_or(0, Vec::len);
    faults.must(widgets == 4, format!("the dashboard must have four pictures, not {widgets}"));
}
