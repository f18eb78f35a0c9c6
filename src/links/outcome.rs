//! What came of asking an address, and what an editor is told of it.

use std::fmt;

use url::Url;

/// How often one address may send to another.
pub(crate) const REDIRECTIONS: usize = 5;

/// Somebody answers there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Good {
    /// Where it says that it is from now on.
    pub(crate) moved: Option<Url>,
}

/// Nobody answers there, or not with a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Broken {
    pub(crate) reason: Reason,
    /// To where the address had sent when it broke.
    pub(crate) sent_to: Option<String>,
}

/// Why an address is broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    /// It is no address.
    Unreadable,
    /// Nobody knows the host.
    Unresolved { host: String },
    /// No way leads to the host.
    Unreachable { host: String },
    /// The host takes no connection.
    IntakeError { host: String },
    /// The host cannot prove who it is.
    Untrusted { host: String, cause: String },
    /// The host says something else than HTTP, or nothing.
    Garbled { host: String, cause: String },
    /// It took longer than this many seconds.
    Silent { seconds: u64 },
    /// It answers with a status that is no page.
    Status(u16),
    /// It sends from one address to another without end.
    Circles,
    /// It sends elsewhere, and not to where.
    Nowhere(u16),
}

impl Good {
    /// Returns what is to be written in place of `written`, whose `#` stays unless the new address has its own.
    ///
    /// An address that is not secure is never proposed.
    pub(crate) fn moved_from(&self, written: &str) -> Option<Url> {
        let mut new = self.moved.clone().filter(|new| new.scheme() == "https")?;
        if let (None, Some((_, fragment))) = (new.fragment(), written.split_once('#')) {
            new.set_fragment(Some(fragment));
        }
        Some(new)
    }
}

impl Broken {
    /// Breaks before it sends anywhere.
    pub(crate) fn at_once(reason: Reason) -> Self {
        Self { reason, sent_to: None }
    }

    /// Returns whether it may be this machine's network that fails.
    pub(crate) fn is_of_network(&self) -> bool {
        self.sent_to.is_none()
            && matches!(self.reason, Reason::Unresolved { .. } | Reason::Unreachable { .. })
    }

    /// Returns what is wrong with the address, as it is written.
    pub(crate) fn message(&self, written: &str) -> String {
        match &self.sent_to {
            None => format!("`{written}`: {}", self.reason),
            Some(next) => format!("`{written}` envía a `{next}`: {}", self.reason),
        }
    }

    /// Returns what to do.
    pub(crate) fn help(&self) -> &'static str {
        match &self.reason {
            Reason::Unreadable => "escríbala como `https://ejemplo.com/pagina`",
            Reason::Unresolved { .. } => "revise cómo está escrito el nombre, y que haya internet",
            Reason::Untrusted { .. } => {
                "un navegador tampoco confiaría: avise a quien atiende ese sitio, o quite el enlace"
            }
            Reason::Status(status) if *status < 500 => {
                "abra la dirección en su navegador: corríjala o quite el enlace"
            }
            Reason::Circles | Reason::Nowhere(_) => "ábrala en su navegador: corríjala o quite el enlace",
            Reason::Unreachable { .. }
            | Reason::IntakeError { .. }
            | Reason::Garbled { .. }
            | Reason::Silent { .. }
            | Reason::Status(_) => {
                "espere y pregunte de nuevo; si sigue igual, avise a quien atiende ese sitio o quite el enlace"
            }
        }
    }

    /// Returns what a library said, in its own words.
    pub(crate) fn cause(&self) -> Option<String> {
        match &self.reason {
            Reason::Untrusted { cause, .. } | Reason::Garbled { cause, .. } => Some(cause.clone()),
            _ => None,
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable => f.write_str("no se entiende como dirección"),
            Self::Unresolved { host } => write!(f, "no se encuentra el sitio «{host}»"),
            Self::Unreachable { host } => write!(f, "no hay camino hasta «{host}»"),
            Self::IntakeError { host } => write!(f, "«{host}» no acepta la conexión"),
            Self::Untrusted { host, .. } => write!(f, "la conexión con «{host}» no es de confianza"),
            Self::Garbled { host, .. } => {
                write!(f, "«{host}» cierra la conexión o no responde como un sitio web")
            }
            Self::Silent { seconds: 1 } => f.write_str("no responde en 1 segundo"),
            Self::Silent { seconds } => write!(f, "no responde en {seconds} segundos"),
            Self::Status(404) => f.write_str("la página no existe (404)"),
            Self::Status(410) => f.write_str("la página se retiró (410)"),
            Self::Status(status @ 500..) => write!(f, "el sitio falla ({status})"),
            Self::Status(status) => write!(f, "el sitio la rechaza ({status})"),
            Self::Circles => write!(f, "envía a otra dirección más de {REDIRECTIONS} veces"),
            Self::Nowhere(status) => write!(f, "envía a otra dirección y no dice a cuál ({status})"),
        }
    }
}
