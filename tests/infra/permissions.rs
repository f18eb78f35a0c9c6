//! Permissions: all of them are in `permissions.txt`, so that a change is visible in a review.

use serde_json::Value;

use crate::template::{Template, Violations, texts};

pub(crate) fn check(template: &Template, violations: &mut Violations) {
    let granted = list_permissions(template);
    let known: Vec<&str> = include_str!("permissions.txt").lines().collect();
    for line in granted.iter().filter(|line| !known.contains(&line.as_str())) {
        violations.require(false, format!("not in permissions.txt: {line}"));
    }
    for line in known.iter().filter(|line| !granted.iter().any(|granted| granted == *line)) {
        violations.require(false, format!("in permissions.txt, but not granted: {line}"));
    }
    for (name, policy, statement) in
        statements(template).filter(|(_, _, statement)| statement["Effect"] == "Allow")
    {
        least_privilege(&format!("{name} {policy}"), statement, violations);
    }
    tickets_stay(template, violations);
}

/// Checks that a statement allows one named action on one named resource. The account's key is the exception.
fn least_privilege(whose: &str, statement: &Value, violations: &mut Violations) {
    let whose = format!("{whose} {}", statement["Sid"].as_str().unwrap_or("?"));
    if whose == "DataKey KeyPolicy AccountAdministersTheKey" {
        return;
    }
    let actions = texts(&statement["Action"]);
    violations.require(statement["Sid"].is_string(), format!("{whose} must have a name"));
    violations
        .require(actions.iter().all(|action| !action.contains('*')), format!("{whose} must name its action"));
    violations.require(
        statement["Principal"] != "*" && statement["Principal"]["AWS"] != "*",
        format!("{whose} must name its principal"),
    );
    let unnamed = whose.starts_with("DataKey ") || whose.starts_with("ApiTracing ");
    violations.require(unnamed || statement["Resource"] != "*", format!("{whose} must name its resource"));
    violations
        .require(whose.starts_with("DataKey ") || actions.len() == 1, format!("{whose} must be one action"));
}

/// The API function may only put tickets; only the pipe reads new ones.
fn tickets_stay(template: &Template, violations: &mut Violations) {
    for (name, _, statement) in statements(template) {
        let on = statement["Resource"].to_string();
        for action in texts(&statement["Action"]).into_iter().filter(|_| on.contains("\"Tickets\"")) {
            let is_known = match name {
                "ApiRole" => action == "dynamodb:PutItem",
                "NoticeRole" => on.contains("StreamArn"),
                _ => false,
            };
            violations.require(is_known, format!("{name} must not be allowed {action} on tickets"));
        }
    }
}

/// Returns every statement with its resource and policy.
fn statements(template: &Template) -> impl Iterator<Item = (&str, String, &Value)> {
    template.resources().iter().flat_map(|(name, resource)| {
        let properties = &resource["Properties"];
        let own = ["PolicyDocument", "KeyPolicy", "AssumeRolePolicyDocument"];
        let own = own.map(|kind| (kind.to_owned(), &properties[kind]));
        let inner = properties["Policies"].as_array().into_iter().flatten();
        let inner = inner.map(|policy| {
            (policy["PolicyName"].as_str().unwrap_or("?").to_owned(), &policy["PolicyDocument"])
        });
        own.into_iter().chain(inner).flat_map(move |(policy, document)| {
            Template::statements(document).into_iter().map(move |one| (name.as_str(), policy.clone(), one))
        })
    })
}

/// Returns every permission as a line, sorted.
fn list_permissions(template: &Template) -> Vec<String> {
    let mut lines: Vec<String> = statements(template)
        .map(|(name, policy, one)| {
            let whom = if one["Principal"].is_null() {
                String::new()
            } else {
                format!(" to {}", short(&one["Principal"]))
            };
            let on = if one["Resource"].is_null() {
                String::new()
            } else {
                format!(" on {}", short(&one["Resource"]))
            };
            let when =
                if one["Condition"].is_null() { String::new() } else { format!(" if {}", one["Condition"]) };
            let (sid, effect) = (one["Sid"].as_str().unwrap_or("?"), one["Effect"].as_str().unwrap_or("?"));
            format!("{name} {policy} {sid}: {effect} {}{whom}{on}{when}", texts(&one["Action"]).join(" "))
        })
        .collect();
    for (name, resource) in template.resources() {
        let managed = resource["Properties"]["ManagedPolicyArns"].as_array().into_iter().flatten();
        lines.extend(managed.map(|policy| format!("{name} managed: {}", short(policy))));
    }
    for (name, one) in template.by_type("AWS::Lambda::Permission") {
        let one = &one["Properties"];
        lines.push(format!(
            "{name}: {} to {} from {}",
            short(&one["Action"]),
            short(&one["Principal"]),
            short(&one["SourceArn"])
        ));
    }
    lines.sort();
    lines
}

fn short(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// `FOLIO_WRITE_PERMISSIONS=1 cargo test --test infra permissions` rewrites the file.
#[test]
fn permissions_file_can_be_rewritten() {
    if std::env::var_os("FOLIO_WRITE_PERMISSIONS").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/infra/permissions.txt");
        std::fs::write(path, list_permissions(&Template::read()).join("\n") + "\n").unwrap();
    }
}
