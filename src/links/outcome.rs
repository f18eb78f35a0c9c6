//! The result of checking an address, and its Spanish messages.

use std::collections::BTreeMap;

use url::Url;

use self::LinkErrorKind as Kind;

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
    /// The host that failed; empty when the kind does not name it.
    pub(crate) host: String,
    /// The last redirect before the error.
    pub(crate) redirected_to: Option<String>,
}

/// Why a link is broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum LinkErrorKind {
    /// The address cannot be parsed.
    InvalidUrl,
    /// The host name cannot be resolved.
    Unresolved,
    /// There is no route to the host, or it does not accept a connection in time.
    Unreachable,
    /// The host refuses the connection.
    Refused,
    /// The host's certificate is not trusted.
    Untrusted { cause: String },
    /// The response is not HTTP, or the connection ended without one.
    Protocol { cause: String },
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
    /// Returns an error that names neither a host nor a redirect.
    pub(crate) fn new(kind: LinkErrorKind) -> Self {
        Self { kind, host: String::new(), redirected_to: None }
    }

    /// Whether the cause may be the network of this machine.
    pub(crate) fn is_network_failure(&self) -> bool {
        let is_network_kind = matches!(self.kind, Kind::Unresolved | Kind::Unreachable);
        is_network_kind && self.redirected_to.is_none()
    }

    /// Returns the message for a link with the address `written`.
    pub(crate) fn message(&self, written: &str) -> String {
        match &self.redirected_to {
            None => format!("`{written}`: {}", self.reason()),
            Some(next) => format!("`{written}` envía a `{next}`: {}", self.reason()),
        }
    }

    /// Returns the advice for the editor.
    pub(crate) fn help(&self) -> &'static str {
        match &self.kind {
            Kind::InvalidUrl => "escríbala como `https://ejemplo.com/pagina`",
            Kind::Unresolved => "revise cómo está escrito el nombre, y que haya internet",
            Kind::Untrusted { .. } => {
                "un navegador tampoco confiaría: avise a quien atiende ese sitio, o quite el enlace"
            }
            Kind::Status(status) if *status < 500 => {
                "abra la dirección en su navegador: corríjala o quite el enlace"
            }
            Kind::TooManyRedirects | Kind::MissingLocation(_) => {
                "ábrala en su navegador: corríjala o quite el enlace"
            }
            _ => {
                "espere y pregunte de nuevo; si sigue igual, avise a quien atiende ese sitio o quite el enlace"
            }
        }
    }

    /// Returns the message of the library that failed.
    pub(crate) fn cause(&self) -> Option<String> {
        match &self.kind {
            Kind::Untrusted { cause } | Kind::Protocol { cause } => Some(cause.clone()),
            _ => None,
        }
    }

    fn reason(&self) -> String {
        let host = &self.host;
        match &self.kind {
            Kind::InvalidUrl => "no se entiende como dirección".to_owned(),
            Kind::Unresolved => format!("no se encuentra el sitio «{host}»"),
            Kind::Unreachable => format!("no hay camino hasta «{host}»"),
            Kind::Refused => format!("«{host}» no acepta la conexión"),
            Kind::Untrusted { .. } => format!("la conexión con «{host}» no es de confianza"),
            Kind::Protocol { .. } => format!("«{host}» cierra la conexión o no responde como un sitio web"),
            Kind::Timeout { seconds: 1 } => "no responde en 1 segundo".to_owned(),
            Kind::Timeout { seconds } => format!("no responde en {seconds} segundos"),
            Kind::Status(404) => "la página no existe (404)".to_owned(),
            Kind::Status(410) => "la página se retiró (410)".to_owned(),
            Kind::Status(status @ 500..) => format!("el sitio falla ({status})"),
            Kind::Status(status) => format!("el sitio la rechaza ({status})"),
            Kind::TooManyRedirects => format!("envía a otra dirección más de {MAX_REDIRECTS} veces"),
            Kind::MissingLocation(status) => format!("envía a otra dirección y no dice a cuál ({status})"),
        }
    }
}
