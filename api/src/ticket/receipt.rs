//! What a client is told of a ticket that was taken: everything that the confirmation shows, and no personal data.

use chrono::{DateTime, Utc};
use policy::TicketKind;

use crate::ticket::folio::Folio;

/// What a client is told of a ticket that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The ticket's number.
    pub folio: Folio,
    /// The form's `id`: `gsuite`.
    pub form: String,
    /// The operation's `id`: `alta`.
    pub operation: String,
    /// What was asked for.
    pub kind: TicketKind,
    /// How many rows were sent, when the form has rows.
    pub rows: Option<u16>,
    /// When it was received, to the second.
    pub received: DateTime<Utc>,
    /// The `id` of the level at which it entered.
    pub level: String,
    /// The moment by which support will have responded.
    pub due: DateTime<Utc>,
    /// The version of the policy under which it entered.
    pub policy_version: String,
}
