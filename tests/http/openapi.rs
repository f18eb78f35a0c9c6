//! The `OpenAPI` description is complete and matches the policy, and its examples are valid.

use policy::form::model::Rows;
use policy::value::MailSystem;
use policy::{Field, Kind};
use serde_json::{Value, json};

use super::{operations, read_policy};
use crate::support::folio::Server;

fn fetch_openapi(server: &Server) -> Value {
    let answer = server.get_json("/api/openapi.json");
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/json"));
    answer.json()
}

#[test]
fn openapi_examples_are_accepted() {
    let server = Server::start();
    let openapi = fetch_openapi(&server);
    assert_eq!(openapi["openapi"], "3.1.0");
    let mut paths: Vec<String> =
        ["/api/health", "/api/openapi.json", "/api/tickets/{folio}"].map(str::to_owned).to_vec();
    for (address, _, _) in operations(&read_policy(&server)) {
        let content = &openapi["paths"][&address]["post"]["requestBody"]["content"]["application/json"];
        let examples = content["examples"].as_object().unwrap();
        assert_eq!(examples.len(), 2, "{address}");
        for (name, example) in examples {
            let answer = server.post_json(&address, &[], &example["value"]);
            assert_eq!(answer.status, 201, "{address} {name}: {}", answer.body);
        }
        paths.push(address);
    }
    paths.sort();
    assert_eq!(openapi["paths"].as_object().unwrap().keys().cloned().collect::<Vec<_>>(), paths);
}

#[test]
fn openapi_is_deterministic() {
    let first = Server::start().get_json("/api/openapi.json").body;
    assert_eq!(Server::start().get_json("/api/openapi.json").body, first);
}

/// Every problem that a request can cause is described with its anchor on the problem page.
#[test]
fn openapi_problems_match_problem_page() {
    let server = Server::start();
    let openapi = fetch_openapi(&server);
    let page = server.get("/problemas/").body;
    for (address, _, _) in operations(&read_policy(&server)) {
        let answers = &openapi["paths"][&address]["post"]["responses"];
        for status in ["400", "405", "413", "415", "422", "500", "503"] {
            let answer = &answers[status];
            assert!(answer["headers"]["X-Request-Id"].is_object(), "{address} {status}");
            assert_eq!(answer["headers"]["Retry-After"].is_object(), status == "503", "{address} {status}");
            let types =
                &answer["content"]["application/problem+json"]["schema"]["properties"]["type"]["enum"];
            for kind in types.as_array().unwrap() {
                let (_, anchor) = kind.as_str().unwrap().split_once("/problemas/#").unwrap();
                assert!(page.contains(&format!("id=\"{anchor}\"")), "{anchor}");
            }
        }
    }
}

#[test]
fn openapi_limits_match_policy() {
    let server = Server::start();
    let openapi = fetch_openapi(&server);
    let mut fields = 0;
    for (address, _, operation) in operations(&read_policy(&server)) {
        let body =
            &openapi["paths"][&address]["post"]["requestBody"]["content"]["application/json"]["schema"];
        for (rows, field) in operation.fields() {
            let at = format!("{address} {}", field.id);
            let whole = find(body, rows, field).unwrap_or_else(|| panic!("{at} is not described"));
            assert_eq!(whole["title"], field.label, "{at}");
            assert_eq!(whole["default"].as_str(), field.default.as_deref(), "{at}");
            let optional = field.optional || field.default.is_some();
            let limits = if optional { &whole["anyOf"][0] } else { whole };
            assert_limits(limits, &field.kind, &at);
            fields += 1;
        }
        for rows in operation.sections.iter().filter_map(|section| section.rows.as_ref()) {
            let openapi = &body["properties"][&rows.id];
            assert_eq!((&openapi["minItems"], &openapi["maxItems"]), (&json!(1), &json!(rows.max)));
            assert!(body["required"].as_array().unwrap().contains(&json!(rows.id)));
        }
    }
    assert!(fields > 150, "{fields}");
}

/// Returns the schema of the field: in `properties`, or in the rule of its condition.
fn find<'a>(body: &'a Value, rows: Option<&Rows>, field: &Field) -> Option<&'a Value> {
    let Some(rows) = rows else { return in_object(body, field) };
    // The condition of a field in a row can refer to a field outside.
    let outer = rules(body).map(|then| &then["properties"][&rows.id]["items"]);
    let outer =
        outer.filter_map(|items| items["properties"].get(&field.id).or_else(|| in_object(items, field)));
    let outer = outer.last();
    in_object(&body["properties"][&rows.id]["items"], field).or(outer)
}

fn in_object<'a>(object: &'a Value, field: &Field) -> Option<&'a Value> {
    match field.when {
        None => object["properties"].get(&field.id),
        Some(_) => rules(object).find_map(|then| then["properties"].get(&field.id)),
    }
}

fn rules(object: &Value) -> impl Iterator<Item = &Value> {
    object["allOf"].as_array().into_iter().flatten().map(|rule| &rule["then"])
}

#[track_caller]
fn assert_limits(limits: &Value, kind: &Kind, at: &str) {
    let has = |pointer: &str, expected: Value| assert_eq!(limits.pointer(pointer), Some(&expected), "{at}");
    match kind {
        Kind::Text { min, max, .. } | Kind::Paragraph { min, max } => {
            has("/minLength", json!((*min).max(1)));
            has("/maxLength", json!(max));
        }
        Kind::Verbatim { max } | Kind::Digits { max } => has("/maxLength", json!(max)),
        Kind::Email(_) => has("/maxLength", json!(254)),
        Kind::UserName(system) => has("/maxLength", json!(MailSystem::max_len(*system))),
        Kind::Domain => has("/maxLength", json!(253)),
        Kind::Integer { min, max } => {
            has("/anyOf/0/minimum", json!(min));
            has("/anyOf/0/maximum", json!(max));
        }
        Kind::Choice(choices) | Kind::Select(choices) => has("/enum", ids(choices)),
        Kind::Choices(choices) => has("/anyOf/0/items/enum", ids(choices)),
        Kind::Emails { min, max, .. } => {
            has("/anyOf/0/minItems", json!((*min).max(1)));
            has("/anyOf/0/maxItems", json!(max));
        }
        Kind::UserNames { max, .. } => has("/anyOf/0/maxItems", json!(max)),
        Kind::Lines { max } => {
            has("/anyOf/0/maxItems", json!(max));
            has("/anyOf/0/items/maxLength", json!(256));
        }
        Kind::Confirmation => has("/enum", json!([true, "si"])),
        Kind::Phone | Kind::Date { .. } | Kind::Time | Kind::OrgUnit => has("/type", json!("string")),
    }
}

fn ids(choices: &[policy::form::model::Choice]) -> Value {
    choices.iter().map(|choice| choice.id.as_str()).collect()
}
