//! References between the resources of the template: no missing targets and no cycles.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::template::{Template, Violations};

/// Names with a limit, and the longest name of a stack.
const MAX_STACK_NAME: usize = 40;
const NAMED: [(&str, &str, usize); 5] = [
    ("SiteAccess", "/OriginAccessControlConfig/Name", 64),
    ("Index", "/Name", 64),
    ("Headers", "/ResponseHeadersPolicyConfig/Name", 128),
    ("ApiRequest", "/OriginRequestPolicyConfig/Name", 128),
    ("DataKeyAlias", "/AliasName", 256),
];

pub(crate) fn check(template: &Template, violations: &mut Violations) {
    let named: BTreeMap<&String, BTreeSet<String>> =
        template.resources().iter().map(|(name, resource)| (name, references(resource))).collect();
    let parameters = template.0["Parameters"].as_object().into_iter().flatten().map(|(name, _)| name);
    let known: BTreeSet<&String> = template.resources().keys().chain(parameters).collect();
    for (name, others) in &named {
        for other in others.iter().filter(|other| !known.contains(other)) {
            violations.require(false, format!("{name} references {other}, which does not exist"));
        }
    }
    cycles(&named, violations);
    for (name, pointer, longest) in NAMED {
        let written = template.get(name, pointer)["Fn::Sub"].as_str().unwrap_or_default();
        let length = written.len() - "${AWS::StackName}".len().min(written.len()) + MAX_STACK_NAME;
        violations
            .require(written.contains("${AWS::StackName}"), format!("{name} must be named after its stack"));
        violations.require(length <= longest, format!("{name}'s name may have {longest} characters"));
    }
    let conditions = template.0["Conditions"].as_object();
    for (name, resource) in template.resources() {
        let condition = resource["Condition"].as_str();
        let is_known =
            condition.is_none_or(|condition| conditions.is_some_and(|all| all.contains_key(condition)));
        violations.require(is_known, format!("{name} must have a condition that exists"));
    }
}

/// Removes resources that reference none of those left; the rest is a cycle.
fn cycles(named: &BTreeMap<&String, BTreeSet<String>>, violations: &mut Violations) {
    let mut left: BTreeSet<&String> = named.keys().copied().collect();
    loop {
        let next: BTreeSet<&String> = left
            .iter()
            .copied()
            .filter(|name| named[*name].iter().any(|other| left.contains(other)))
            .collect();
        if next.len() == left.len() {
            break;
        }
        left = next;
    }
    violations.require(left.is_empty(), format!("these reference each other: {left:?}"));
}

/// Returns the resources and parameters that a value references.
fn references(value: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    collect(value, &mut found);
    found.retain(|name| !name.starts_with("AWS::"));
    found
}

fn collect(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(all) => all.iter().for_each(|one| collect(one, found)),
        Value::Object(parts) => {
            for (name, part) in parts {
                match (name.as_str(), part) {
                    ("Ref" | "DependsOn", Value::String(other)) => drop(found.insert(other.clone())),
                    ("Fn::GetAtt", Value::Array(path)) => {
                        found.extend(path.first().and_then(Value::as_str).map(str::to_owned));
                    }
                    ("Fn::Sub", Value::String(text)) => substituted(text, found),
                    _ => collect(part, found),
                }
            }
        }
        _ => {}
    }
}

fn substituted(text: &str, found: &mut BTreeSet<String>) {
    for part in text.split("${").skip(1) {
        let name = part.split(['}', '.']).next().unwrap_or_default();
        found.insert(name.to_owned());
    }
}
