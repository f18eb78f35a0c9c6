//! Takes the requests that the policy promises to attend: answers become tickets.
//!
//! [`router`] serves `/api`; the function's binary runs it in the cloud and the `folio` command at home. A request
//! goes through rooms that do not know one another: [`request`] makes bytes into answers, [`intake`] makes answers
//! that satisfy their form into a ticket, a [`store`] keeps it, a [`guard`]
//! marks what is suspicious, [`token`] signs its receipt, and [`page`] or
//! [`problem`] tells the visitor. HTTP ends at the handlers, DynamoDB begins in the store; time, chance and the
//! environment are handed in.

pub mod bundle;
pub mod config;
pub mod edge;
pub mod event;
pub mod folio;
pub mod guard;
mod handler;
pub mod idempotency;
pub mod intake;
pub mod metrics;
mod openapi;
mod origin;
pub mod page;
mod preference;
pub mod problem;
pub mod receipt;
pub mod request;
mod request_id;
mod response;
pub mod review;
mod router;
mod state;
pub mod store;
pub mod ticket;
pub mod token;
pub mod viewer;
pub mod world;

#[cfg(test)]
mod fixture;

pub use crate::bundle::{Bundle, BundleError};
pub use crate::folio::Folio;
pub use crate::guard::Guard;
pub use crate::intake::Intake;
pub use crate::request_id::RequestId;
pub use crate::router::router;
pub use crate::state::State;
pub use crate::token::{Key, KeyError, Keys};
pub use crate::viewer::ViewerAddress;
pub use crate::world::{Cause, Chance, Clock};
