//! The headers of every answer, from the one definition that the cloud reads too: `infra/headers.json`.

use std::collections::BTreeMap;

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use serde::Deserialize;

const DEFINITION: &str = include_str!("../../infra/headers.json");

/// Headers by what is answered.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    all: BTreeMap<String, String>,
    assets: BTreeMap<String, String>,
    pages: BTreeMap<String, String>,
}

/// The headers that production sends.
pub(crate) struct Headers {
    /// With every answer.
    pub(crate) all: HeaderMap,
    /// With what has a hash of its content in its name.
    pub(crate) assets: HeaderMap,
    /// With everything else of the site.
    pub(crate) pages: HeaderMap,
}

impl Headers {
    /// Returns the headers of the definition.
    ///
    /// # Errors
    ///
    /// The words of what is wrong in the definition, which is compiled in.
    pub(crate) fn load() -> Result<Self, String> {
        let written: Written = serde_json::from_str(DEFINITION).map_err(|error| error.to_string())?;
        Ok(Self { all: read(written.all)?, assets: read(written.assets)?, pages: read(written.pages)? })
    }
}

fn read(written: BTreeMap<String, String>) -> Result<HeaderMap, String> {
    let mut headers = HeaderMap::new();
    for (name, value) in written {
        let name: HeaderName = name.parse().map_err(|error| format!("{name}: {error}"))?;
        let value: HeaderValue = value.parse().map_err(|error| format!("{name}: {error}"))?;
        headers.insert(name, value);
    }
    Ok(headers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_can_be_sent() {
        let headers = Headers::load().unwrap();
        let policy = headers.all["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
    }

    /// Returns what the HTTP Observatory gives for the headers; what would cost points is not even counted.
    fn points(headers: &HeaderMap) -> u32 {
        let is = |name: &str, values: &[&str]| values.iter().any(|value| headers[name] == *value);
        let policy = headers["content-security-policy"].to_str().unwrap();
        let says = |directive: &str| policy.split("; ").any(|one| one == directive);
        let age = headers["strict-transport-security"].to_str().unwrap();
        let age = age.strip_prefix("max-age=").and_then(|rest| rest.split(';').next()?.parse().ok());
        assert!(age.is_some_and(|seconds: u64| seconds >= 15_768_000), "{age:?}");
        assert!(is("x-content-type-options", &["nosniff"]));
        let strict = says("default-src 'none'") && says("form-action 'self'") && !policy.contains("unsafe");
        let earned = [
            (strict, 10),
            (says("frame-ancestors 'none'"), 5),
            (is("referrer-policy", &["no-referrer", "same-origin", "strict-origin"]), 5),
            (is("cross-origin-resource-policy", &["same-origin", "same-site"]), 10),
            (is("cross-origin-opener-policy", &["same-origin"]), 10),
            (is("cross-origin-embedder-policy", &["require-corp", "credentialless"]), 10),
        ];
        100 + earned.iter().filter(|(earns, _)| *earns).map(|(_, points)| points).sum::<u32>()
    }

    #[test]
    fn the_headers_earn_all_that_headers_can() {
        // Scripts with their integrity earn five more, which makes 155; 100 is an A+ already.
        assert_eq!(points(&Headers::load().unwrap().all), 150);
    }
}
