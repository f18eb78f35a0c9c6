//! The configuration of the Lambda function. No other module of this crate reads the environment.

use std::path::PathBuf;

use chrono::TimeDelta;

use crate::guard::rate::{Limit, Limits, Window};
use crate::http::origin_proof::OriginGuard;
use crate::store::client::Connection;
use crate::ticket::token::{KeyError, KeyRing, SigningKey};

/// The configuration of the function.
#[derive(Clone, Debug)]
pub struct Config {
    /// The table of tickets: `FOLIO_TABLE`, and `FOLIO_ENDPOINT` unless it is AWS.
    pub store: Connection,
    /// The table of rates and contacts at the same endpoint: `FOLIO_GUARD_TABLE`.
    pub guard: String,
    /// `FOLIO_RATE_SECONDS`, `FOLIO_RATE_ADDRESS`, `FOLIO_RATE_REQUESTER` and `FOLIO_QUICKEST_SECONDS`.
    pub limits: Limits,
    /// `FOLIO_ORIGIN_PROOF`, and `FOLIO_ORIGIN_PROOF_PREVIOUS` during a rotation; `FOLIO_TEST_MARK` if tests are
    /// accepted; `FOLIO_PAUSE_SECONDS` while the intake is paused.
    pub origin: OriginGuard,
    /// The keys that sign receipts: `FOLIO_TOKEN_KEY`, and `FOLIO_TOKEN_KEY_PREVIOUS` during a rotation.
    pub keys: KeyRing,
    /// The folder of the built policy and pages: `FOLIO_BUNDLE`, or `dist/api` beside the program.
    pub bundle: PathBuf,
}

/// The configuration for importing contacts, outside the function.
#[derive(Clone, Debug)]
pub struct GuardConfig {
    /// The table of contacts: `FOLIO_GUARD_TABLE`, and `FOLIO_ENDPOINT` unless it is AWS.
    pub table: Connection,
    /// The keys that contacts are hashed with: the function's own `FOLIO_TOKEN_KEY`.
    pub keys: KeyRing,
}

/// All errors in the environment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
pub struct ConfigError(pub Vec<ConfigErrorKind>);

/// One error in the environment. It never contains a value, which may be a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigErrorKind {
    /// A variable is missing or empty.
    #[error("`{0}` is not set; set it in the environment")]
    Missing(&'static str),
    /// A secret cannot be used.
    #[error("`{0}` cannot be used: {1}")]
    Key(&'static str, KeyError),
    /// A number or a limit cannot be parsed.
    #[error("invalid value for `{0}`; write {1}")]
    Invalid(&'static str, &'static str),
    /// The program does not know its own folder.
    #[error(
        "`FOLIO_BUNDLE` is not set and the program's own folder is not known; set it to the folder of `dist/api`"
    )]
    NoBundle,
}

impl Config {
    /// Reads the configuration from the environment of the process.
    ///
    /// # Errors
    ///
    /// See [`ConfigError`].
    pub fn from_environment() -> Result<Self, ConfigError> {
        let program = std::env::current_exe().ok();
        let default_bundle = program.and_then(|program| Some(program.parent()?.join("dist/api")));
        Self::read(process_variable, default_bundle)
    }

    /// Reads the configuration from `variable`; `default_bundle` is used without `FOLIO_BUNDLE`.
    ///
    /// # Errors
    ///
    /// See [`ConfigError`].
    pub fn read(
        variable: impl Fn(&'static str) -> Option<String>,
        default_bundle: Option<PathBuf>,
    ) -> Result<Self, ConfigError> {
        let mut environment = Environment { variable, errors: Vec::new() };
        let table = environment.required("FOLIO_TABLE");
        let keys = environment.token_keys();
        let guard = environment.required("FOLIO_GUARD_TABLE");
        let limits = environment.limits();
        let origin = environment.origin_guard();
        let bundle = environment.optional("FOLIO_BUNDLE").map(PathBuf::from).or(default_bundle);
        let bundle = environment.require(bundle, ConfigErrorKind::NoBundle);
        let endpoint = environment.optional("FOLIO_ENDPOINT");
        environment.finish(|| {
            let store = Connection { table: table?, endpoint };
            Some(Self {
                store,
                guard: guard?,
                limits: limits?,
                origin: origin?,
                keys: keys?,
                bundle: bundle?,
            })
        })
    }
}

impl GuardConfig {
    /// Reads the configuration from the environment of the process.
    ///
    /// # Errors
    ///
    /// See [`ConfigError`].
    pub fn from_environment() -> Result<Self, ConfigError> {
        Self::read(process_variable)
    }

    /// Reads the configuration from `variable`.
    ///
    /// # Errors
    ///
    /// See [`ConfigError`].
    pub fn read(variable: impl Fn(&'static str) -> Option<String>) -> Result<Self, ConfigError> {
        let mut environment = Environment { variable, errors: Vec::new() };
        let table = environment.required("FOLIO_GUARD_TABLE");
        let keys = environment.token_keys();
        let endpoint = environment.optional("FOLIO_ENDPOINT");
        environment.finish(|| Some(Self { table: Connection { table: table?, endpoint }, keys: keys? }))
    }
}

#[expect(clippy::disallowed_methods, reason = "the configuration is read here alone")]
fn process_variable(name: &'static str) -> Option<String> {
    std::env::var(name).ok()
}

/// The environment, and the errors found so far.
struct Environment<F> {
    variable: F,
    errors: Vec<ConfigErrorKind>,
}

impl<F: Fn(&'static str) -> Option<String>> Environment<F> {
    fn optional(&self, name: &'static str) -> Option<String> {
        (self.variable)(name).filter(|value| !value.is_empty())
    }

    fn required(&mut self, name: &'static str) -> Option<String> {
        self.require(self.optional(name), ConfigErrorKind::Missing(name))
    }

    /// Records `error` when there is no value.
    fn require<T>(&mut self, value: Option<T>, error: ConfigErrorKind) -> Option<T> {
        self.errors.extend(value.is_none().then_some(error));
        value
    }

    /// Returns the configuration, or all errors when there are any.
    fn finish<T>(self, config: impl FnOnce() -> Option<T>) -> Result<T, ConfigError> {
        config().filter(|_| self.errors.is_empty()).ok_or(ConfigError(self.errors))
    }

    fn token_keys(&mut self) -> Option<KeyRing> {
        self.key_ring("FOLIO_TOKEN_KEY", "FOLIO_TOKEN_KEY_PREVIOUS")
    }

    /// Reads a required secret and the optional one before it.
    fn key_ring(&mut self, current: &'static str, previous: &'static str) -> Option<KeyRing> {
        self.required(current);
        let (current, previous) = (self.key(current), self.key(previous));
        Some(KeyRing::new(current?, previous))
    }

    fn key(&mut self, name: &'static str) -> Option<SigningKey> {
        let key = SigningKey::new(self.optional(name)?.as_bytes());
        key.map_err(|error| self.errors.push(ConfigErrorKind::Key(name, error))).ok()
    }

    /// By default, more than 10 requests of one address or requester in 10 minutes are marked, more than 20 are rejected,
    /// and a form that was filled in less than 3 seconds is marked.
    fn limits(&mut self) -> Option<Limits> {
        let both = "two numbers as `10/20`: the requests after which more are marked, and after which they are rejected";
        let seconds = "a number of seconds, at least 1";
        let window = self.limit("FOLIO_RATE_SECONDS", "600", seconds);
        let address = self.limit("FOLIO_RATE_ADDRESS", "10/20", both);
        let requester = self.limit("FOLIO_RATE_REQUESTER", "10/20", both);
        let min_fill_time = self.limit("FOLIO_QUICKEST_SECONDS", "3", seconds);
        Some(Limits {
            window: Window::new(window?.hard),
            address: address?,
            requester: requester?,
            min_fill_time: TimeDelta::seconds(min_fill_time?.hard.into()),
        })
    }

    fn limit(&mut self, name: &'static str, default: &str, expected: &'static str) -> Option<Limit> {
        let limit = parse_limit(self.optional(name).as_deref().unwrap_or(default));
        self.require(limit, ConfigErrorKind::Invalid(name, expected))
    }

    fn origin_guard(&mut self) -> Option<OriginGuard> {
        let proof = self.key_ring("FOLIO_ORIGIN_PROOF", "FOLIO_ORIGIN_PROOF_PREVIOUS");
        let test = self.key("FOLIO_TEST_MARK").map(|key| KeyRing::new(key, None));
        let pause = "FOLIO_PAUSE_SECONDS";
        let invalid = ConfigErrorKind::Invalid(pause, "a number of seconds, or nothing");
        let pause = self.optional(pause).map(|seconds| seconds.parse()).transpose().ok();
        let pause = self.require(pause, invalid)?;
        Some(OriginGuard { proof: proof?, test, pause })
    }
}

/// Parses `10/20`; a single number is both.
fn parse_limit(text: &str) -> Option<Limit> {
    let (soft, hard) = text.split_once('/').unwrap_or((text, text));
    let limit = Limit { soft: soft.parse().ok()?, hard: hard.parse().ok()? };
    (1..=limit.hard).contains(&limit.soft).then_some(limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "0123456789abcdef0123456789abcdef";
    const VARIABLES: [(&str, &str); 4] = [
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
    fn read_reports_every_error_at_once() {
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
    fn read_uses_defaults_for_optional_variables() {
        let config = read(&VARIABLES).unwrap();
        assert_eq!(config.store.table, "tickets");
        assert_eq!(config.store.endpoint, None);
        assert_eq!(config.bundle, PathBuf::from("/var/task/dist/api"));
        assert_eq!(config.guard, "guard");
        assert!(config.origin.proof.contains_secret(SECRET.as_bytes()));
        assert!(config.origin.test.is_none());
        assert_eq!(config.origin.pause, None);
        let limit = Limit { soft: 10, hard: 20 };
        let min_fill_time = TimeDelta::seconds(3);
        let expected = Limits { window: Window::new(600), address: limit, requester: limit, min_fill_time };
        assert_eq!(config.limits, expected);
    }

    #[test]
    fn guard_config_requires_only_table_and_key() {
        let read = |variables: &[(&str, &str)]| {
            let find = |name: &str| variables.iter().find(|(known, _)| *known == name);
            GuardConfig::read(|name| find(name).map(|(_, value)| (*value).to_owned()))
        };
        let config = read(&VARIABLES[1..3]).unwrap();
        assert_eq!((config.table.table.as_str(), config.table.endpoint), ("guard", None));
        let missing = ConfigError(vec![
            ConfigErrorKind::Missing("FOLIO_GUARD_TABLE"),
            ConfigErrorKind::Missing("FOLIO_TOKEN_KEY"),
        ]);
        assert_eq!(read(&[]).unwrap_err(), missing);
    }

    #[test]
    fn read_uses_the_limits_of_the_environment() {
        let limits = [
            ("FOLIO_RATE_SECONDS", "60"),
            ("FOLIO_RATE_ADDRESS", "1/2"),
            ("FOLIO_RATE_REQUESTER", "3"),
            ("FOLIO_QUICKEST_SECONDS", "5"),
            ("FOLIO_PAUSE_SECONDS", "600"),
        ];
        let config = read(&[VARIABLES.as_slice(), &limits].concat()).unwrap();
        let expected = Limits {
            window: Window::new(60),
            address: Limit { soft: 1, hard: 2 },
            requester: Limit { soft: 3, hard: 3 },
            min_fill_time: TimeDelta::seconds(5),
        };
        assert_eq!((config.limits, config.origin.pause), (expected, Some(600)));
    }

    #[test]
    fn read_reports_an_invalid_limit() {
        for limit in ["0", "-1", "2/1", "0/5", "1/2/3", "diez", "1.5"] {
            let limits = [("FOLIO_RATE_ADDRESS", limit)];
            let error = read(&[VARIABLES.as_slice(), &limits].concat()).unwrap_err();
            assert_eq!(
                error.to_string(),
                "invalid value for `FOLIO_RATE_ADDRESS`; write two numbers as `10/20`: the requests after which more \
                 are marked, and after which they are rejected",
                "{limit}"
            );
        }
        let pause = [("FOLIO_PAUSE_SECONDS", "si")];
        assert_eq!(
            read(&[VARIABLES.as_slice(), &pause].concat()).unwrap_err().to_string(),
            "invalid value for `FOLIO_PAUSE_SECONDS`; write a number of seconds, or nothing"
        );
    }

    #[test]
    fn debug_output_contains_no_secret() {
        let config = read(&VARIABLES).unwrap();
        assert!(!format!("{config:?}").contains(SECRET));
    }
}
