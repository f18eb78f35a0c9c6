//! What the environment tells the function. The one room of this crate that reads it.

use std::path::PathBuf;

use crate::store::dynamodb::Connection;
use crate::token::{Key, KeyError, Keys};

/// What the environment tells the function.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where tickets are kept: `FOLIO_TABLE`, and `FOLIO_ENDPOINT` if it is not AWS's own.
    pub store: Connection,
    /// What signs receipts: `FOLIO_TOKEN_KEY`, and `FOLIO_TOKEN_KEY_PREVIOUS` while it is being replaced.
    pub keys: Keys,
    /// Where the built policy and pages are: `FOLIO_BUNDLE`, or `dist/api` beside the program.
    pub bundle: PathBuf,
}

/// Everything that is wrong with the environment, at once.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
pub struct ConfigError(pub Vec<ConfigFault>);

/// One thing that is wrong with the environment. A value is never told: it may be a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigFault {
    /// A variable is missing or empty.
    #[error("`{0}` is not set; set it in the function's environment")]
    Missing(&'static str),
    /// A secret cannot be used.
    #[error("`{0}` cannot be used: {1}")]
    Key(&'static str, KeyError),
    /// The program does not know where it is.
    #[error(
        "`FOLIO_BUNDLE` is not set and the program's own folder is not known; set it to the folder of `dist/api`"
    )]
    NoBundle,
}

impl Config {
    /// Returns what the process's environment tells.
    ///
    /// # Errors
    ///
    /// See [`ConfigError`].
    #[expect(clippy::disallowed_methods, reason = "this is the room that reads the environment")]
    pub fn from_environment() -> Result<Self, ConfigError> {
        let beside =
            std::env::current_exe().ok().and_then(|program| Some(program.parent()?.join("dist/api")));
        Self::read(|name| std::env::var(name).ok(), beside)
    }

    /// Returns what the variables tell; without `FOLIO_BUNDLE` the bundle is `beside` the program.
    ///
    /// # Errors
    ///
    /// See [`ConfigError`].
    pub fn read(
        variable: impl Fn(&'static str) -> Option<String>,
        beside: Option<PathBuf>,
    ) -> Result<Self, ConfigError> {
        let mut faults = Vec::new();
        let variable = |name| variable(name).filter(|value| !value.is_empty());
        let key = |name| variable(name).map(|secret| (name, Key::new(secret.as_bytes())));
        let table = required(&mut faults, "FOLIO_TABLE", variable("FOLIO_TABLE"));
        let current = required(&mut faults, "FOLIO_TOKEN_KEY", key("FOLIO_TOKEN_KEY"));
        let current = current.and_then(|key| usable(&mut faults, key));
        let previous = key("FOLIO_TOKEN_KEY_PREVIOUS").map(|key| usable(&mut faults, key));
        let bundle = variable("FOLIO_BUNDLE").map(PathBuf::from).or(beside);
        if bundle.is_none() {
            faults.push(ConfigFault::NoBundle);
        }
        match (table, current, bundle) {
            (Some(table), Some(current), Some(bundle)) if faults.is_empty() => Ok(Self {
                store: Connection { table, endpoint: variable("FOLIO_ENDPOINT") },
                keys: Keys::new(current, previous.flatten()),
                bundle,
            }),
            _ => Err(ConfigError(faults)),
        }
    }
}

fn required<T>(faults: &mut Vec<ConfigFault>, name: &'static str, value: Option<T>) -> Option<T> {
    if value.is_none() {
        faults.push(ConfigFault::Missing(name));
    }
    value
}

fn usable(faults: &mut Vec<ConfigFault>, (name, key): (&'static str, Result<Key, KeyError>)) -> Option<Key> {
    key.map_err(|error| faults.push(ConfigFault::Key(name, error))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "0123456789abcdef0123456789abcdef";

    #[track_caller]
    fn read(variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let find = |name: &str| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        };
        Config::read(find, Some(PathBuf::from("/var/task/dist/api")))
    }

    #[test]
    fn everything_that_is_missing_is_named_at_once() {
        let error = read(&[("FOLIO_TABLE", ""), ("FOLIO_TOKEN_KEY_PREVIOUS", "short")]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`FOLIO_TABLE` is not set; set it in the function's environment; \
             `FOLIO_TOKEN_KEY` is not set; set it in the function's environment; \
             `FOLIO_TOKEN_KEY_PREVIOUS` cannot be used: the secret has 5 bytes; make one of at least 32, as with \
             `openssl rand -hex 32`"
        );
    }

    #[test]
    fn what_is_set_is_used_and_the_rest_has_its_place() {
        let config = read(&[("FOLIO_TABLE", "tickets"), ("FOLIO_TOKEN_KEY", SECRET)]).unwrap();
        assert_eq!(config.store.table, "tickets");
        assert_eq!(config.store.endpoint, None);
        assert_eq!(config.bundle, PathBuf::from("/var/task/dist/api"));
    }

    #[test]
    fn a_secret_is_never_shown() {
        let config = read(&[("FOLIO_TABLE", "tickets"), ("FOLIO_TOKEN_KEY", SECRET)]).unwrap();
        assert!(!format!("{config:?}").contains(SECRET));
    }
}
