//! The result of checking an address, and its Spanish messages.

use std::collections::BTreeMap;
use std::fmt;

use url::Url;

/// How many redirects are followed.
pub(crate) const MAX_REDIRECTS: usize = 5;

/// The result of each address.
pub(crate) type LinkResults = BTreeMap<Url, Result<LinkOk, LinkError>>;

/// The address responds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LinkOk {
    /// The new address, if it redirects permanently.
    pub(crate) moved_to: Option<Url>,
}

/// The link is broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LinkError {
    pub(crate) kind: LinkErrorKind,
    /// The last redirect before the error.
    pub(crate) redirected_to: Option<String>,
}

/// Why a link is broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum LinkErrorKind {
    /// The address cannot be parsed.
    InvalidUrl,
    /// The host name cannot be resolved.
    Unresolved { host: String },
    /// There is no route to the host, or it does not accept a connection in time.
    Unreachable { host: String },
    /// The host refuses the connection.
    Refused { host: String },
    /// The host's certificate is not trusted.
    Untrusted { host: String, cause: String },
    /// The response is not HTTP, or the connection ended without one.
    Protocol { host: String, cause: String },
    /// There was no response in this many seconds.
    Timeout { seconds: u64 },
    /// The status of the response is an error.
    Status(u16),
    /// There were more than [`MAX_REDIRECTS`] redirects.
    TooManyRedirects,
    /// A redirect has no valid location.
    MissingLocation(u16),
}

impl LinkOk {
    /// Returns the address that should replace `written`, with the fragment of `written` unless the new one has a fragment.
    ///
    /// Returns `None` if the new address is not `https`.
    pub(crate) fn suggested_address(&self, written: &str) -> Option<Url> {
        let mut new = self.moved_to.clone().filter(|new| new.scheme() == "https")?;
        if let (None, Some((_, fragment))) = (new.fragment(), written.split_once('#')) {
            new.set_fragment(Some(fragment));
        }
        Some(new)
    }
}

impl LinkError {
    /// Returns an error without a redirect.
    pub(crate) fn new(kind: LinkErrorKind) -> Self {
        Self { kind, redirected_to: None }
    }

    /// Whether the cause may be the network of this machine.
    pub(crate) fn is_network_failure(&self) -> bool {
        self.redirected_to.is_none()
            && matches!(self.kind, LinkErrorKind::Unresolved { .. } | LinkErrorKind::Unreachable { .. })
    }

    /// Returns the message for a link with the address `written`.
    pub(crate) fn message(&self, written: &str) -> String {
        match &self.redirected_to {
            None => format!("`{written}`: {}", self.kind),
            Some(next) => format!("`{written}` envía a `{next}`: {}", self.kind),
        }
    }

    /// Returns the advice for the editor.
    pub(crate) fn help(&self) -> &'static str {
        match &self.kind {
            LinkErrorKind::InvalidUrl => "escríbala como `https://ejemplo.com/pagina`",
            LinkErrorKind::Unresolved { .. } => "revise cómo está escrito el nombre, y que haya internet",
            LinkErrorKind::Untrusted { .. } => {
                "un navegador tampoco confiaría: avise a quien atiende ese sitio, o quite el enlace"
            }
            LinkErrorKind::Status(status) if *status < 500 => {
                "abra la dirección en su navegador: corríjala o quite el enlace"
            }
            LinkErrorKind::TooManyRedirects | LinkErrorKind::MissingLocation(_) => {
                "ábrala en su navegador: corríjala o quite el enlace"
            }
            LinkErrorKind::Unreachable { .. }
            | LinkErrorKind::Refused { .. }
            | LinkErrorKind::Protocol { .. }
            | LinkErrorKind::Timeout { .. }
            | LinkErrorKind::Status(_) => {
                "espere y pregunte de nuevo; si sigue igual, avise a quien atiende ese sitio o quite el enlace"
            }
        }
    }

    /// Returns the message of the library that failed.
    pub(crate) fn cause(&self) -> Option<String> {
        match &self.kind {
            LinkErrorKind::Untrusted { cause, .. } | LinkErrorKind::Protocol { cause, .. } => {
                Some(cause.clone())
            }
            _ => None,
        }
    }
}

impl fmt::Display for LinkErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidUrl => f.write_str("no se entiende como dirección"),
            Self::Unresolved { host } => write!(f, "no se encuentra el sitio «{host}»"),
            Self::Unreachable { host } => write!(f, "no hay camino hasta «{host}»"),
            Self::Refused { host } => write!(f, "«{host}» no acepta la conexión"),
            Self::Untrusted { host, .. } => write!(f, "la conexión con «{host}» no es de confianza"),
            Self::Protocol { host, .. } => {
                write!(f, "«{host}» cierra la conexión o no responde como un sitio web")
            }
            Self::Timeout { seconds: 1 } => f.write_str("no responde en 1 segundo"),
            Self::Timeout { seconds } => write!(f, "no responde en {seconds} segundos"),
            Self::Status(404) => f.write_str("la página no existe (404)"),
            Self::Status(410) => f.write_str("la página se retiró (410)"),
            Self::Status(status @ 500..) => write!(f, "el sitio falla ({status})"),
            Self::Status(status) => write!(f, "el sitio la rechaza ({status})"),
            Self::TooManyRedirects => write!(f, "envía a otra dirección más de {MAX_REDIRECTS} veces"),
            Self::MissingLocation(status) => write!(f, "envía a otra dirección y no dice a cuál ({status})"),
        }
    }
}
