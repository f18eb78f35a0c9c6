//! The responses for problems: those of [`ProblemCode::all`], grouped by status, so that a new one is included.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::problem::{ProblemCode, ProblemTexts};

/// Adds the responses for the problems with `statuses`.
pub(super) fn add(responses: &mut Value, texts: &ProblemTexts, statuses: &[u16]) {
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
