//! A ticket as it enters: what was asked, and what the policy promised about it.

use policy::Submission;

use crate::receipt::Receipt;

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
}
