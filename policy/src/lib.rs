//! What a support policy means: its hours, levels, services and forms, and whether an answer satisfies a form.
//!
//! Text and time come in, values and faults go out: no disk, network, clock, HTML, HTTP or store is known here.
//! An editor's YAML (or the JSON that was compiled from it) has the shapes of [`written`]; [`Policy::parse`] is the
//! one way from there to a [`Policy`], and tells every [`Fault`] at once. A visitor's [`Answers`] become a
//! [`Submission`] by [`Operation::accept`](crate::form::model::Operation::accept) alone.

pub mod error;
pub mod form;
mod policy;
pub mod schema;
pub mod sla;
pub mod submission;
pub mod text;
pub mod value;

pub use crate::error::{Fault, Path, Step};
pub use crate::form::model::{Field, Form, Kind, Operation, Section, TicketKind};
pub use crate::policy::Policy;
pub use crate::sla::calendar::Calendar;
pub use crate::sla::level::{Level, Levels};
pub use crate::sla::service::{Department, Service};
pub use crate::submission::answers::Answers;
pub use crate::submission::validation_errors::{Place, Refusal, Rejection};
pub use crate::submission::{Answer, Submission};
pub use crate::text::suggest::nearest;
pub use crate::text::template::unfilled;
