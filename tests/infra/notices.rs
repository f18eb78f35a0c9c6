//! Notices to support: one for every new ticket, without any text of a client.

use serde_json::{Value, json};

use crate::template::{Template, Violations, attribute, reference};

const STREAM: &str = "/SourceParameters/DynamoDBStreamParameters";

/// The fields of a notice.
const NOTICE_FIELDS: [&str; 4] = ["due", "folio", "form", "level"];

pub(crate) fn check(template: &Template, violations: &mut Violations) {
    let pipe = "NoticePipe";
    template.require_value(violations, pipe, "/Source", &attribute("Tickets", "StreamArn"));
    template.require_value(violations, pipe, "/Target", &reference("NoticeTopic"));
    template.require_value(violations, pipe, "/RoleArn", &attribute("NoticeRole", "Arn"));
    let dead = attribute("NoticeDeadLetters", "Arn");
    template.require_value(violations, pipe, &format!("{STREAM}/DeadLetterConfig/Arn"), &dead);
    template.require_value(violations, pipe, &format!("{STREAM}/BatchSize"), &json!(1));
    let number = |name: &str| template.get(pipe, &format!("{STREAM}/{name}")).as_i64().unwrap_or(-1);
    violations.require(
        (1..=100).contains(&number("MaximumRetryAttempts")),
        "a notice must have a limited number of retries",
    );
    violations.require(
        (3_600..=86_400).contains(&number("MaximumRecordAgeInSeconds")),
        "a notice must expire within a day",
    );
    filter(template, violations);
    notice_fields(template, violations);
    encryption(template, violations);
}

fn filter(template: &Template, violations: &mut Violations) {
    let filters = template.get("NoticePipe", "/SourceParameters/FilterCriteria/Filters").as_array();
    let Some([filter]) = filters.map(Vec::as_slice) else {
        return violations.require(false, "NoticePipe must have one filter");
    };
    let pattern = filter["Pattern"].as_str().unwrap_or_default();
    let Ok(pattern) = serde_json::from_str::<Value>(pattern) else {
        return violations.require(false, "the pipe's filter must be JSON");
    };
    let event = |what: &str, kind: &str, state: &str| json!({"eventName": what, "dynamodb": {"NewImage": {"sk": {"S": kind}, "state": {"S": state}}}});
    violations
        .require(passes(&pattern, &event("INSERT", "TICKET", "OPEN")), "a new ticket must cause a notice");
    for (what, kind, state) in [
        ("MODIFY", "TICKET", "OPEN"),
        ("REMOVE", "TICKET", "OPEN"),
        ("INSERT", "TICKET", "TEST"),
        ("INSERT", "KEY", "OPEN"),
        ("INSERT", "EVENT#1", "OPEN"),
    ] {
        violations.require(
            !passes(&pattern, &event(what, kind, state)),
            format!("{what} of {kind}, {state}, must not cause a notice"),
        );
    }
}

/// Returns whether the event has one of the values of each list in the pattern.
fn passes(pattern: &Value, event: &Value) -> bool {
    match pattern {
        Value::Object(parts) => {
            parts.iter().all(|(name, part)| event.get(name).is_some_and(|it| passes(part, it)))
        }
        Value::Array(values) => values.contains(event),
        _ => false,
    }
}

fn notice_fields(template: &Template, violations: &mut Violations) {
    let notice = template.get("NoticePipe", "/TargetParameters/InputTemplate").as_str().unwrap_or_default();
    let mut quoted = notice.to_owned();
    for name in NOTICE_FIELDS {
        let place = format!("<$.dynamodb.NewImage.{name}.S>");
        quoted = quoted.replace(&place, &format!("{name:?}"));
    }
    let expected = json!({"due": "due", "folio": "folio", "form": "form", "level": "level"});
    let notice = serde_json::from_str::<Value>(&quoted).unwrap_or_default();
    violations.require(
        notice == expected,
        format!("a notice must say {NOTICE_FIELDS:?} and nothing else, not {quoted}"),
    );
}

fn encryption(template: &Template, violations: &mut Violations) {
    for (kind, key) in [("AWS::SNS::Topic", "KmsMasterKeyId"), ("AWS::SQS::Queue", "KmsMasterKeyId")] {
        for (name, carrier) in template.by_type(kind) {
            violations.require(
                carrier["Properties"][key] == reference("DataKey"),
                format!("{name} must be encrypted with our key"),
            );
        }
    }
    template.require_value(violations, "NoticeDeadLetters", "/MessageRetentionPeriod", &json!(1_209_600));
}
