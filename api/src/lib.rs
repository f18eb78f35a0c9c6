//! The ticket API: validated answers become tickets.
//!
//! [`router`] serves `/api`, in the Lambda function and in the `folio` command. A request passes through layers that do
//! not know those above them: [`http`] handles the protocol, [`decode`] parses bytes into answers, [`intake`] validates
//! them and builds a ticket, a [`guard`] flags suspicious requests, a [`store`] keeps the ticket, and [`ticket::token`]
//! signs its receipt. [`page`] and [`problem`] render the answer. Clock, random source and environment are injected.

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
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod ticket;

pub use crate::bundle::{Bundle, BundleError};
pub use crate::guard::Guard;
pub use crate::guard::client_address::ClientAddress;
pub use crate::http::State;
pub use crate::http::request_id::RequestId;
pub use crate::http::router::router;
pub use crate::intake::Intake;
pub use crate::platform::{BoxError, Clock, Entropy};
pub use crate::ticket::folio::Folio;
pub use crate::ticket::token::{KeyError, KeyRing, SigningKey};
