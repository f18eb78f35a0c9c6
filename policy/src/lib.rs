//! What a support policy means: its hours, levels, services and forms, and whether an answer satisfies a form.
//!
//! Text and time come in, values and faults go out: no disk, network, clock, HTML, HTTP or store is known here.
//! An editor's YAML (or the JSON that was compiled from it) has the shapes of [`written`]; [`Policy::parse`] is the
//! one way from there to a [`Policy`], and tells every [`Fault`] at once. A visitor's [`Answers`] become a
//! [`Submission`] by [`Operation::accept`](form::Operation::accept) alone.

pub mod answers;
pub mod calendar;
pub mod fault;
pub mod form;
pub mod level;
mod nearest;
mod policy;
pub mod rejection;
pub mod service;
pub mod spanish;
pub mod submission;
mod table;
pub mod value;
mod wording;
pub mod written;

pub use crate::answers::Answers;
pub use crate::calendar::Calendar;
pub use crate::fault::{Fault, Path, Step};
pub use crate::form::{Field, Form, Kind, Operation, Section, TicketKind};
pub use crate::level::{Level, Levels};
pub use crate::nearest::nearest;
pub use crate::policy::Policy;
pub use crate::rejection::{Place, Refusal, Rejection};
pub use crate::service::{Department, Service};
pub use crate::submission::{Answer, Submission};
pub use crate::wording::unfilled;
