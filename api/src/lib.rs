//! Takes the requests that the policy promises to attend: answers become tickets.
//!
//! [`router`] serves `/api`; the function's binary runs it in the cloud and the `folio` command at home. A request
//! goes through rooms that do not know one another: [`request`] makes bytes into answers, [`intake`] makes answers
//! that satisfy their form into a ticket, a [`store`] keeps it, a [`guard`]
//! marks what is suspicious, [`token`] signs its receipt, and [`page`] or
//! [`problem`] tells the visitor. HTTP ends at the handlers, DynamoDB begins in the store; time, chance and the
//! environment are handed in.

pub mod bundle;
pub mod decode;
pub mod guard;
pub mod http;
pub mod intake;
pub mod lambda;
mod openapi;
pub mod page;
pub mod platform;
pub mod problem;
pub mod store;
pub mod telemetry;
#[cfg(test)]
mod testing;
pub mod ticket;

pub use crate::bundle::{Bundle, BundleError};
pub use crate::guard::Guard;
pub use crate::guard::client_address::ClientAddress;
pub use crate::http::request_id::RequestId;
pub use crate::http::router::router;
pub use crate::http::state::State;
pub use crate::intake::Intake;
pub use crate::platform::{BoxError, Clock, Entropy};
pub use crate::ticket::folio::Folio;
pub use crate::ticket::token::{KeyError, KeyRing, SigningKey};
