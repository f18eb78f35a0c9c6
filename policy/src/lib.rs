//! What a support policy means: its hours, levels, services and forms, and whether an answer satisfies a form.
//!
//! Text and time come in, values and faults go out: no disk, network, clock, HTML, HTTP or store is known here.
//! An editor's YAML (or the JSON that was compiled from it) has the shapes of [`written`]; [`Policy::parse`] is the
//! one way from there to a [`Policy`], and tells every [`PolicyError`] at once. A visitor's [`Answers`] become a
//! [`Submission`] by [`Operation::accept`](crate::form::model::Operation::accept) alone.

pub mod contract;
pub mod error;
pub mod form;
mod policy;
pub mod schema;
pub mod sla;
pub mod submission;
pub mod text;
pub mod value;

pub use crate::error::{Path, PathSegment, PolicyError};
pub use crate::form::model::{Field, Form, Kind, Operation, Section, TicketKind};
pub use crate::policy::Policy;
pub use crate::sla::calendar::Calendar;
pub use crate::sla::level::{Level, Levels};
pub use crate::sla::service::{Department, Service};
pub use crate::submission::answers::Answers;
pub use crate::submission::validation_errors::{FieldError, FieldPath, ValidationErrors};
pub use crate::submission::{Answer, Submission};
pub use crate::text::suggest::closest_match;
pub use crate::text::template::unknown_placeholders;
