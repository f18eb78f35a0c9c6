//! The ticket that the intake stores: the answers and what the policy promises about them.

pub mod folio;
pub mod receipt;
pub mod review;
pub mod token;

use policy::Submission;

use crate::ticket::receipt::Receipt;

/// A new ticket.
#[derive(Clone, Debug, PartialEq)]
pub struct Ticket {
    /// The part that the client sees.
    pub receipt: Receipt,
    /// The validated answers.
    pub submission: Submission,
    /// The priority of the level, in the policy's words: «Bajo».
    pub priority: String,
    /// The `id` of the service that the form belongs to, if any.
    pub service: Option<String>,
    /// The digest of the form's definition when the page was built, if the page sent it.
    pub form_version: Option<String>,
    /// Why the request is suspicious, or that it is a test. Most tickets have no flags.
    pub flags: Vec<TicketFlag>,
    /// Whether an authorised contact sent the request.
    pub verification: Verification,
}

/// A reason to look at a ticket twice. A flagged ticket is stored like any other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TicketFlag {
    /// The honeypot field was filled.
    Honeypot,
    /// The form was submitted sooner after it was opened than a person can fill it.
    TooFast,
    /// Many requests came from the same network address.
    AddressRate,
    /// Many requests named the same requester.
    RequesterRate,
    /// A domain in the answers can be confused with another one.
    ConfusableDomain,
    /// Operations sent the request as a test; nobody works on it.
    Test,
}

impl TicketFlag {
    /// Returns the name in tickets and logs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Honeypot => "trampa",
            Self::TooFast => "prisa",
            Self::AddressRate => "direccion",
            Self::RequesterRate => "solicitante",
            Self::ConfusableDomain => "imitacion",
            Self::Test => "prueba",
        }
    }
}

/// Whether the requester's e-mail address is an authorised contact of a client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Verification {
    /// It is.
    Authorized,
    /// It is not: support verifies the requester before it acts.
    Pending,
    /// No contacts were imported, the form asks for no address, or the guard's table did not answer.
    #[default]
    Unknown,
}

impl Verification {
    /// Returns the name in tickets.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Authorized => "AUTHORIZED",
            Self::Pending => "PENDING",
            Self::Unknown => "UNKNOWN",
        }
    }
}
