//! What the environment tells the function. The one room of this crate that reads it.

use std::path::PathBuf;

use chrono::TimeDelta;

use crate::guard::rate::{Limit, Limits, Window};
use crate::http::origin_proof::OriginGuard;
use crate::store::dynamodb::Connection;
use crate::ticket::token::{KeyError, KeyRing, SigningKey};

/// What the environment tells the function.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where tickets are kept: `FOLIO_TABLE`, and `FOLIO_ENDPOINT` if it is not AWS's own.
    pub store: Connection,
    /// Where rates and contacts are kept: `FOLIO_GUARD_TABLE`, beside the tickets.
    pub guard: String,
    /// How often one may ask, see [`Limits`]; the variables are `FOLIO_RATE_SECONDS`, `FOLIO_RATE_ADDRESS`, `FOLIO_RATE_REQUESTER` and
    /// `FOLIO_QUICKEST_SECONDS`.
    pub limits: Limits,
    /// What the door knows: `FOLIO_ORIGIN_PROOF`, and `FOLIO_ORIGIN_PROOF_PREVIOUS` while it is being replaced;
    /// `FOLIO_TEST_MARK`, when tests are taken; `FOLIO_PAUSE_SECONDS`, while the intake is paused.
    pub edge: OriginGuard,
    /// What signs receipts: `FOLIO_TOKEN_KEY`, and `FOLIO_TOKEN_KEY_PREVIOUS` while it is being replaced.
    pub keys: KeyRing,
    /// Where the built policy and pages are: `FOLIO_BUNDLE`, or `dist/api` beside the program.
    pub bundle: PathBuf,
}

/// What the environment tells whoever imports contacts from outside the function.
#[derive(Clone, Debug)]
pub struct GuardConfig {
    /// Where contacts are kept: `FOLIO_GUARD_TABLE`, and `FOLIO_ENDPOINT` if it is not AWS's own.
    pub table: Connection,
    /// What contacts are hashed with: the function's own `FOLIO_TOKEN_KEY`.
    pub keys: KeyRing,
}

/// Everything that is wrong with the environment, at once.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
pub struct ConfigError(pub Vec<ConfigFault>);

/// One thing that is wrong with the environment. A value is never told: it may be a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigFault {
    /// A variable is missing or empty.
    #[error("`{0}` is not set; set it in the environment")]
    Missing(&'static str),
    /// A secret cannot be used.
    #[error("`{0}` cannot be used: {1}")]
    Key(&'static str, KeyError),
    /// A limit is none.
    #[error("`{0}` is none; write {1}")]
    Unreadable(&'static str, &'static str),
    /// The program does not know where it is.
    #[error(
        "`FOLIO_BUNDLE` is not set and the program's own folder is not known; set it to the folder of `dist/api`"
    )]
    NoBundle,
}

/// What signs receipts, and what did before.
const TOKEN_KEYS: [&str; 2] = ["FOLIO_TOKEN_KEY", "FOLIO_TOKEN_KEY_PREVIOUS"];

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
        let table = required(&mut faults, "FOLIO_TABLE", variable("FOLIO_TABLE"));
        let keys = keys(&mut faults, TOKEN_KEYS, variable);
        let guard = required(&mut faults, "FOLIO_GUARD_TABLE", variable("FOLIO_GUARD_TABLE"));
        let limits = limits(&mut faults, variable);
        let edge = edge(&mut faults, variable);
        let bundle = variable("FOLIO_BUNDLE").map(PathBuf::from).or(beside);
        if bundle.is_none() {
            faults.push(ConfigFault::NoBundle);
        }
        match (table, guard, keys, edge, bundle) {
            (Some(table), Some(guard), Some(keys), Some(edge), Some(bundle)) if faults.is_empty() => {
                Ok(Self {
                    store: Connection { table, endpoint: variable("FOLIO_ENDPOINT") },
                    guard,
                    limits,
                    edge,
                    keys,
                    bundle,
                })
            }
            _ => Err(ConfigError(faults)),
        }
    }
}

impl GuardConfig {
    /// Returns what the process's environment tells.
    ///
    /// # Errors
    ///
    /// See [`ConfigError`].
    #[expect(clippy::disallowed_methods, reason = "this is the room that reads the environment")]
    pub fn from_environment() -> Result<Self, ConfigError> {
        Self::read(|name| std::env::var(name).ok())
    }

    /// Returns what the variables tell.
    ///
    /// # Errors
    ///
    /// See [`ConfigError`].
    pub fn read(variable: impl Fn(&'static str) -> Option<String>) -> Result<Self, ConfigError> {
        let mut faults = Vec::new();
        let variable = |name| variable(name).filter(|value| !value.is_empty());
        let table = required(&mut faults, "FOLIO_GUARD_TABLE", variable("FOLIO_GUARD_TABLE"));
        let keys = keys(&mut faults, TOKEN_KEYS, variable);
        match (table, keys) {
            (Some(table), Some(keys)) if faults.is_empty() => {
                Ok(Self { table: Connection { table, endpoint: variable("FOLIO_ENDPOINT") }, keys })
            }
            _ => Err(ConfigError(faults)),
        }
    }
}

/// Within ten minutes, ten requests are usual and twenty are taken, of one address or one requester; three seconds are
/// too few for any form. `FOLIO_RATE_SECONDS`, `FOLIO_RATE_ADDRESS` and `FOLIO_RATE_REQUESTER` (as `10/20`) and
/// `FOLIO_QUICKEST_SECONDS` say otherwise.
fn limits(faults: &mut Vec<ConfigFault>, variable: impl Fn(&'static str) -> Option<String>) -> Limits {
    let mut read = |name, usual: &str, expected| {
        let limit = limit(&variable(name).unwrap_or_else(|| usual.to_owned()));
        limit.unwrap_or_else(|| {
            faults.push(ConfigFault::Unreadable(name, expected));
            Limit { soft: 1, hard: 1 }
        })
    };
    let both = "two numbers as `10/20`: from how many on requests are marked, and how many are taken";
    let seconds = "a number of seconds, one at least";
    Limits {
        window: Window::new(read("FOLIO_RATE_SECONDS", "600", seconds).hard),
        address: read("FOLIO_RATE_ADDRESS", "10/20", both),
        requester: read("FOLIO_RATE_REQUESTER", "10/20", both),
        min_fill_time: TimeDelta::seconds(read("FOLIO_QUICKEST_SECONDS", "3", seconds).hard.into()),
    }
}

/// Reads `10/20`; one number is both.
fn limit(text: &str) -> Option<Limit> {
    let (soft, hard) = text.split_once('/').unwrap_or((text, text));
    let limit = Limit { soft: soft.parse().ok()?, hard: hard.parse().ok()? };
    (1..=limit.hard).contains(&limit.soft).then_some(limit)
}

fn edge(
    faults: &mut Vec<ConfigFault>,
    variable: impl Fn(&'static str) -> Option<String> + Copy,
) -> Option<OriginGuard> {
    let proof = keys(faults, ["FOLIO_ORIGIN_PROOF", "FOLIO_ORIGIN_PROOF_PREVIOUS"], variable);
    let test = optional(faults, "FOLIO_TEST_MARK", variable).map(|key| KeyRing::new(key, None));
    let pause = variable("FOLIO_PAUSE_SECONDS").map(|seconds| seconds.parse());
    if matches!(pause, Some(Err(_))) {
        faults.push(ConfigFault::Unreadable("FOLIO_PAUSE_SECONDS", "a number of seconds, or nothing"));
    }
    Some(OriginGuard { proof: proof?, test, pause: pause.and_then(Result::ok) })
}

/// Reads a secret that must be there, and the one before it, which need not.
fn keys(
    faults: &mut Vec<ConfigFault>,
    [current, previous]: [&'static str; 2],
    variable: impl Fn(&'static str) -> Option<String> + Copy,
) -> Option<KeyRing> {
    required(faults, current, variable(current));
    let current = optional(faults, current, variable);
    let previous = optional(faults, previous, variable);
    Some(KeyRing::new(current?, previous))
}

fn optional(
    faults: &mut Vec<ConfigFault>,
    name: &'static str,
    variable: impl Fn(&'static str) -> Option<String>,
) -> Option<SigningKey> {
    let key = SigningKey::new(variable(name)?.as_bytes());
    key.map_err(|error| faults.push(ConfigFault::Key(name, error))).ok()
}

fn required<T>(faults: &mut Vec<ConfigFault>, name: &'static str, value: Option<T>) -> Option<T> {
    if value.is_none() {
        faults.push(ConfigFault::Missing(name));
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "0123456789abcdef0123456789abcdef";
    const SET: [(&str, &str); 4] = [
        ("FOLIO_TABLE", "tickets"),
        ("FOLIO_GUARD_TABLE", "guard"),
        ("FOLIO_TOKEN_KEY", SECRET),
        ("FOLIO_ORIGIN_PROOF", SECRET),
    ];

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
            "`FOLIO_TABLE` is not set; set it in the environment; \
             `FOLIO_TOKEN_KEY` is not set; set it in the environment; \
             `FOLIO_TOKEN_KEY_PREVIOUS` cannot be used: the secret has 5 bytes; make one of at least 32, as with \
             `openssl rand -hex 32`; \
             `FOLIO_GUARD_TABLE` is not set; set it in the environment; \
             `FOLIO_ORIGIN_PROOF` is not set; set it in the environment"
        );
    }

    #[test]
    fn what_is_set_is_used_and_the_rest_has_its_place() {
        let config = read(&SET).unwrap();
        assert_eq!(config.store.table, "tickets");
        assert_eq!(config.store.endpoint, None);
        assert_eq!(config.bundle, PathBuf::from("/var/task/dist/api"));
        assert_eq!(config.guard, "guard");
        assert!(config.edge.proof.contains_secret(SECRET.as_bytes()));
        assert!(config.edge.test.is_none());
        assert_eq!(config.edge.pause, None);
        let limit = Limit { soft: 10, hard: 20 };
        let min_fill_time = TimeDelta::seconds(3);
        let usual = Limits { window: Window::new(600), address: limit, requester: limit, min_fill_time };
        assert_eq!(config.limits, usual);
    }

    #[test]
    fn an_import_needs_the_table_and_the_key_alone() {
        let read = |variables: &[(&str, &str)]| {
            let find = |name: &str| variables.iter().find(|(known, _)| *known == name);
            GuardConfig::read(|name| find(name).map(|(_, value)| (*value).to_owned()))
        };
        let config = read(&SET[1..3]).unwrap();
        assert_eq!((config.table.table.as_str(), config.table.endpoint), ("guard", None));
        let missing = ConfigError(vec![
            ConfigFault::Missing("FOLIO_GUARD_TABLE"),
            ConfigFault::Missing("FOLIO_TOKEN_KEY"),
        ]);
        assert_eq!(read(&[]).unwrap_err(), missing);
    }

    #[test]
    fn limits_can_be_set() {
        let limits = [
            ("FOLIO_RATE_SECONDS", "60"),
            ("FOLIO_RATE_ADDRESS", "1/2"),
            ("FOLIO_RATE_REQUESTER", "3"),
            ("FOLIO_QUICKEST_SECONDS", "5"),
            ("FOLIO_PAUSE_SECONDS", "600"),
        ];
        let config = read(&[SET.as_slice(), &limits].concat()).unwrap();
        let expected = Limits {
            window: Window::new(60),
            address: Limit { soft: 1, hard: 2 },
            requester: Limit { soft: 3, hard: 3 },
            min_fill_time: TimeDelta::seconds(5),
        };
        assert_eq!((config.limits, config.edge.pause), (expected, Some(600)));
    }

    #[test]
    fn a_limit_that_is_none_is_told() {
        for limit in ["0", "-1", "2/1", "0/5", "1/2/3", "diez", "1.5"] {
            let limits = [("FOLIO_RATE_ADDRESS", limit)];
            let error = read(&[SET.as_slice(), &limits].concat()).unwrap_err();
            assert_eq!(
                error.to_string(),
                "`FOLIO_RATE_ADDRESS` is none; write two numbers as `10/20`: from how many on requests are marked, and \
                 how many are taken",
                "{limit}"
            );
        }
        let pause = [("FOLIO_PAUSE_SECONDS", "si")];
        assert_eq!(
            read(&[SET.as_slice(), &pause].concat()).unwrap_err().to_string(),
            "`FOLIO_PAUSE_SECONDS` is none; write a number of seconds, or nothing"
        );
    }

    #[test]
    fn a_secret_is_never_shown() {
        let config = read(&SET).unwrap();
        assert!(!format!("{config:?}").contains(SECRET));
    }
}
