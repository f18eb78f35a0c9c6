//! What support is told of a new ticket: of every one, of nothing else, and nothing that a client wrote.

use serde_json::{Value, json};

use crate::template::{Faults, Template, attribute, reference};

const STREAM: &str = "/SourceParameters/DynamoDBStreamParameters";

/// What a notice says.
const TOLD: [&str; 4] = ["due", "folio", "form", "level"];

pub(crate) fn check(template: &Template, faults: &mut Faults) {
    let pipe = "NoticePipe";
    template.must_be(faults, pipe, "/Source", &attribute("Tickets", "StreamArn"));
    template.must_be(faults, pipe, "/Target", &reference("NoticeTopic"));
    template.must_be(faults, pipe, "/RoleArn", &attribute("NoticeRole", "Arn"));
    let dead = attribute("NoticeDeadLetters", "Arn");
    template.must_be(faults, pipe, &format!("{STREAM}/DeadLetterConfig/Arn"), &dead);
    template.must_be(faults, pipe, &format!("{STREAM}/BatchSize"), &json!(1));
    let number = |name: &str| template.get(pipe, &format!("{STREAM}/{name}")).as_i64().unwrap_or(-1);
    faults.must(
        (1..=100).contains(&number("MaximumRetryAttempts")),
        "a notice must be tried again, and not for ever",
    );
    faults.must(
        (3_600..=86_400).contains(&number("MaximumRecordAgeInSeconds")),
        "a notice must be given up within a day",
    );
    filter(template, faults);
    told(template, faults);
    carriers(template, faults);
}

fn filter(template: &Template, faults: &mut Faults) {
    let filters = template.get("NoticePipe", "/SourceParameters/FilterCriteria/Filters").as_array();
    let Some([filter]) = filters.map(Vec::as_slice) else {
        return faults.must(false, "NoticePipe must have one filter");
    };
    let pattern = filter["Pattern"].as_str().unwrap_or_default();
    let Ok(pattern) = serde_json::from_str::<Value>(pattern) else {
        return faults.must(false, "the pipe's filter must be JSON");
    };
    let event = |what: &str, kind: &str, state: &str| json!({"eventName": what, "dynamodb": {"NewImage": {"sk": {"S": kind}, "state": {"S": state}}}});
    faults.must(passes(&pattern, &event("INSERT", "TICKET", "OPEN")), "a new ticket must be told");
    for (what, kind, state) in [
        ("MODIFY", "TICKET", "OPEN"),
        ("REMOVE", "TICKET", "OPEN"),
        ("INSERT", "TICKET", "TEST"),
        ("INSERT", "KEY", "OPEN"),
        ("INSERT", "EVENT#1", "OPEN"),
    ] {
        faults.must(
            !passes(&pattern, &event(what, kind, state)),
            format!("{what} of {kind}, {state}, must not be told"),
        );
    }
}

/// Whether an event has, wherever the pattern has a list, one of its values.
fn passes(pattern: &Value, event: &Value) -> bool {
    match pattern {
        Value::Object(parts) => {
            parts.iter().all(|(name, part)| event.get(name).is_some_and(|it| passes(part, it)))
        }
        Value::Array(values) => values.contains(event),
        _ => false,
    }
}

fn told(template: &Template, faults: &mut Faults) {
    let notice = template.get("NoticePipe", "/TargetParameters/InputTemplate").as_str().unwrap_or_default();
    let mut quoted = notice.to_owned();
    for name in TOLD {
        let place = format!("<$.dynamodb.NewImage.{name}.S>");
        quoted = quoted.replace(&place, &format!("{name:?}"));
    }
    let expected = json!({"due": "due", "folio": "folio", "form": "form", "level": "level"});
    let notice = serde_json::from_str::<Value>(&quoted).unwrap_or_default();
    faults.must(notice == expected, format!("a notice must say {TOLD:?} and nothing else, not {quoted}"));
}

fn carriers(template: &Template, faults: &mut Faults) {
    for (kind, key) in [("AWS::SNS::Topic", "KmsMasterKeyId"), ("AWS::SQS::Queue", "KmsMasterKeyId")] {
        for (name, carrier) in template.of(kind) {
            faults.must(
                carrier["Properties"][key] == reference("DataKey"),
                format!("{name} must be encrypted with our key"),
            );
        }
    }
    template.must_be(faults, "NoticeDeadLetters", "/MessageRetentionPeriod", &json!(1_209_600));
}
