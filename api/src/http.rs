//! HTTP: routes, middleware, checks of headers, and handlers.

pub(crate) mod access_log;
pub(crate) mod csrf;
pub(crate) mod handler;
pub(crate) mod negotiate;
pub mod origin_proof;
pub(crate) mod request_id;
pub(crate) mod response;
pub(crate) mod router;
pub(crate) mod state;
