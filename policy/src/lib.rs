//! The meaning of a support policy: business hours, levels, services and forms, and the validation of answers.
//!
//! The crate is pure: it knows no disk, network, clock, HTML, HTTP or store. [`schema`] has the shapes of the editors'
//! YAML, and of the JSON that is compiled from it. [`Policy::parse`] converts them to a [`Policy`] or to all the
//! [`PolicyError`]s. [`Operation::validate`] converts unvalidated [`Answers`] to a [`Submission`].

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
pub use crate::schema::{Department, Service};
pub use crate::sla::calendar::Calendar;
pub use crate::sla::level::{Level, Levels};
pub use crate::submission::answers::Answers;
pub use crate::submission::validation_errors::{FieldError, FieldPath, ValidationErrors};
pub use crate::submission::{Answer, Submission};
pub use crate::text::template::unknown_placeholders;
