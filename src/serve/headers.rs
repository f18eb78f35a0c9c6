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
}
