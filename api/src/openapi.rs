//! The `OpenAPI` 3.1 description of the API, generated from the forms of the policy.
//!
//! `openapi/skeleton.json` and `openapi/submit.json` are the parts that are the same for every policy. [`body`] and
//! [`field`] describe requests, and [`sample`] generates example requests that the
//! API accepts. The description is generated when it is first requested, to keep the start of the function fast.

pub(crate) mod body;
pub(crate) mod condition;
pub(crate) mod field;
pub(crate) mod sample;

use std::collections::{BTreeMap, BTreeSet};

use policy::{Form, Operation, Policy, TicketKind};
use serde_json::{Map, Value, json};

use crate::openapi::sample::{ExampleSize, example};
use crate::problem::{ProblemCode, ProblemTexts};

/// The description without what depends on the policy.
const SKELETON: &str = include_str!("openapi/skeleton.json");

/// The parameters of an operation that creates a ticket, and its responses when it succeeds.
const SUBMIT: &str = include_str!("openapi/submit.json");

/// The error statuses of the addresses in [`SKELETON`]; 405 is for methods that are not described.
const ERROR_STATUSES: [(&str, &[u16]); 3] = [
    ("/api/health", &[405, 500]),
    ("/api/openapi.json", &[405, 500]),
    ("/api/tickets/{folio}", &[404, 405, 500]),
];

/// The error statuses of an operation that creates a ticket.
const SUBMIT_ERROR_STATUSES: [u16; 10] = [400, 405, 409, 413, 415, 421, 422, 429, 500, 503];

/// Returns the description of the API.
///
/// # Errors
///
/// None is known: the constant parts are valid JSON.
pub(crate) fn describe(policy: &Policy, texts: &ProblemTexts) -> Result<Value, serde_json::Error> {
    let mut api: Value = serde_json::from_str(SKELETON)?;
    let submit: Value = serde_json::from_str(SUBMIT)?;
    api["info"]["version"] = json!(&policy.version);
    api["servers"] = json!([{"url": texts.base}]);
    api["tags"] = policy.forms.iter().map(|form| json!({"name": form.title})).collect();
    describe_ticket(&mut api["components"]["schemas"]["Ticket"]["properties"], policy);
    let paths = &mut api["paths"];
    for (path, statuses) in ERROR_STATUSES {
        add_problems(&mut paths[path]["get"]["responses"], texts, statuses);
    }
    for form in &policy.forms {
        for operation in &form.operations {
            let path = format!("/api/tickets/{}/{}", form.id, operation.id);
            paths[path]["post"] = describe_operation(submit.clone(), form, operation, texts);
        }
    }
    Ok(api)
}

fn describe_ticket(properties: &mut Value, policy: &Policy) {
    let operations = policy.forms.iter().flat_map(|form| &form.operations);
    let operations: BTreeSet<&str> = operations.map(|operation| operation.id.as_str()).collect();
    let forms: Vec<&str> = policy.forms.iter().map(|form| form.id.as_str()).collect();
    properties["form"] = json!({"enum": forms});
    properties["operation"] = json!({"enum": operations});
    properties["kind"] = json!({"enum": TicketKind::ALL.map(TicketKind::name)});
}

fn describe_operation(mut submit: Value, form: &Form, operation: &Operation, texts: &ProblemTexts) -> Value {
    let examples = json!({
        "minima": {"summary": "Lo indispensable", "value": example(operation, ExampleSize::Minimal)},
        "completa": {"summary": "Con todo lo que se puede contestar a la vez", "value": example(operation, ExampleSize::Full)},
    });
    let content = json!({"schema": body::schema(operation), "examples": examples});
    submit["operationId"] = json!(format!("{}-{}", form.id, operation.id));
    submit["tags"] = json!([form.title]);
    submit["summary"] = json!(operation.title);
    submit["description"] = json!(operation.summary);
    submit["requestBody"] = json!({"required": true, "content": {"application/json": content}});
    add_problems(&mut submit["responses"], texts, &SUBMIT_ERROR_STATUSES);
    submit
}

/// Adds the responses for the problems of [`ProblemCode::all()`] with `statuses`.
fn add_problems(responses: &mut Value, texts: &ProblemTexts, statuses: &[u16]) {
    let mut codes: BTreeMap<u16, Vec<ProblemCode>> = BTreeMap::new();
    for code in ProblemCode::all().into_iter().filter(|code| statuses.contains(&code.status())) {
        codes.entry(code.status()).or_default().push(code);
    }
    for (status, codes) in codes {
        responses[status.to_string()] = problem_response(texts, status, &codes);
    }
}

fn problem_response(texts: &ProblemTexts, status: u16, codes: &[ProblemCode]) -> Value {
    let titles = codes.iter().map(|code| format!("`{}`: {}.", code.name(), texts.text(*code).title));
    let types: Vec<String> = codes.iter().map(|code| texts.type_uri(*code)).collect();
    let schema = json!({
        "allOf": [{"$ref": "#/components/schemas/Problem"}],
        "properties": {"type": {"enum": types}, "status": {"const": status}},
    });
    let headers: &[&str] = match status {
        405 => &["X-Request-Id", "Allow"],
        429 => &["X-Request-Id", "Retry-After", "RateLimit", "RateLimit-Policy"],
        503 => &["X-Request-Id", "Retry-After"],
        _ => &["X-Request-Id"],
    };
    let headers = headers
        .iter()
        .map(|name| ((*name).to_owned(), json!({"$ref": format!("#/components/headers/{name}")})));
    json!({
        "description": titles.collect::<Vec<_>>().join(" "),
        "headers": headers.collect::<Map<_, _>>(),
        "content": {"application/problem+json": {"schema": schema}, "text/html": {"schema": {"type": "string"}}},
    })
}
