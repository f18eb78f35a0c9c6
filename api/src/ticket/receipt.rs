//! The receipt of a ticket: everything that the confirmation shows, without personal data.

use chrono::{DateTime, Utc};
use policy::TicketKind;

use crate::ticket::folio::Folio;

/// The part of a ticket that its client sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The ticket's number.
    pub folio: Folio,
    /// The form's `id`: `gsuite`.
    pub form: String,
    /// The operation's `id`: `alta`.
    pub operation: String,
    /// The kind of request.
    pub kind: TicketKind,
    /// The number of rows, if the form has rows.
    pub rows: Option<u16>,
    /// When the request was received, to the second.
    pub received: DateTime<Utc>,
    /// The `id` of the ticket's first level.
    pub level: String,
    /// The deadline of support's first response.
    pub due: DateTime<Utc>,
    /// The version of the policy when the request was received.
    pub policy_version: String,
}
