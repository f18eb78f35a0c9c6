//! A ticket as it enters: what was asked, and what the policy promised about it.

pub mod folio;
pub mod receipt;
pub mod review;
pub mod token;

use policy::Submission;

use crate::ticket::receipt::Receipt;

/// A ticket as it enters. Its state is open.
#[derive(Clone, Debug, PartialEq)]
pub struct Ticket {
    /// What the client is told of it.
    pub receipt: Receipt,
    /// The answers, which satisfied their form.
    pub submission: Submission,
    /// What the policy calls the level's priority: «Bajo».
    pub priority: String,
    /// The `id` of the service that the form asks for, when it is one.
    pub service: Option<String>,
    /// The digest of the form's definition that the visitor had before them, when the page told it.
    pub form_version: Option<String>,
    /// What sets it apart; most tickets, nothing.
    pub marks: Vec<Mark>,
    /// Whether one of the client's authorised contacts sent it.
    pub verification: Verification,
}

/// What sets a ticket apart: a reason why its request was suspicious, or that it is a test. It is stored all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// The field that only a program fills was filled.
    Trap,
    /// The form was sent sooner after it was opened than a person can fill it.
    Quick,
    /// More requests than is usual came from its network address.
    Viewer,
    /// More requests than is usual gave this address of their requester.
    Requester,
    /// A domain in the answers looks like another.
    Lookalike,
    /// Operations try the whole way: nobody waits for an answer.
    Test,
}

impl Mark {
    /// Returns the mark as tickets and logs spell it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Trap => "trampa",
            Self::Quick => "prisa",
            Self::Viewer => "direccion",
            Self::Requester => "solicitante",
            Self::Lookalike => "imitacion",
            Self::Test => "prueba",
        }
    }
}

/// Whether one of the clients' authorised contacts sent a request, as far as its requester's address tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Verification {
    /// The address is an authorised contact's.
    Authorized,
    /// It is not: support verifies who asks before it acts.
    Pending,
    /// Nobody can tell: no contacts were ever imported, the form asks for no address, or the guard did not answer.
    #[default]
    Unknown,
}

impl Verification {
    /// Returns the verification as tickets spell it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Authorized => "AUTHORIZED",
            Self::Pending => "PENDING",
            Self::Unknown => "UNKNOWN",
        }
    }
}
