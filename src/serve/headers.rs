//! The response headers, from the definition that production also uses: `infra/headers.json`.

use std::collections::BTreeMap;

use axum::http::{HeaderMap, HeaderName};
use serde::de::Error;
use serde::{Deserialize, Deserializer};

const DEFINITION: &str = include_str!("../../infra/headers.json");

/// The headers that production sends.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Headers {
    /// With every response.
    #[serde(deserialize_with = "deserialize")]
    pub(crate) all: HeaderMap,
    /// With files that have a hash of their content in their name.
    #[serde(deserialize_with = "deserialize")]
    pub(crate) assets: HeaderMap,
    /// With all other files of the site.
    #[serde(deserialize_with = "deserialize")]
    pub(crate) pages: HeaderMap,
}

impl Headers {
    /// Returns the headers of the definition.
    ///
    /// # Errors
    ///
    /// The message of the first error in the definition, which is compiled in.
    pub(crate) fn load() -> Result<Self, String> {
        serde_json::from_str(DEFINITION).map_err(|error| error.to_string())
    }
}

fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<HeaderMap, D::Error> {
    let parse = |(name, value): (String, String)| {
        let name: HeaderName = name.parse().map_err(D::Error::custom)?;
        Ok((name, value.parse().map_err(D::Error::custom)?))
    };
    BTreeMap::deserialize(deserializer)?.into_iter().map(parse).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_load_has_a_policy_without_unsafe() {
        let headers = Headers::load().unwrap();
        let policy = headers.all["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
    }

    /// Returns the score of the HTTP Observatory; the deductions are not counted.
    fn observatory_score(headers: &HeaderMap) -> u32 {
        let has_value = |name: &str, values: &[&str]| values.iter().any(|value| headers[name] == *value);
        let policy = headers["content-security-policy"].to_str().unwrap();
        let has_directive = |directive: &str| policy.split("; ").any(|one| one == directive);
        let age = headers["strict-transport-security"].to_str().unwrap();
        let age = age.strip_prefix("max-age=").and_then(|rest| rest.split(';').next()?.parse().ok());
        assert!(age.is_some_and(|seconds: u64| seconds >= 15_768_000), "{age:?}");
        assert!(has_value("x-content-type-options", &["nosniff"]));
        let is_strict = has_directive("default-src 'none'")
            && has_directive("form-action 'self'")
            && !policy.contains("unsafe");
        let bonuses = [
            (is_strict, 10),
            (has_directive("frame-ancestors 'none'"), 5),
            (has_value("referrer-policy", &["no-referrer", "same-origin", "strict-origin"]), 5),
            (has_value("cross-origin-resource-policy", &["same-origin", "same-site"]), 10),
            (has_value("cross-origin-opener-policy", &["same-origin"]), 10),
            (has_value("cross-origin-embedder-policy", &["require-corp", "credentialless"]), 10),
        ];
        100 + bonuses.iter().filter(|(is_earned, _)| *is_earned).map(|(_, points)| points).sum::<u32>()
    }

    #[test]
    fn headers_score_150_points_of_the_http_observatory() {
        // Subresource integrity adds five points, which makes 155; an A+ needs 100.
        assert_eq!(observatory_score(&Headers::load().unwrap().all), 150);
    }
}
