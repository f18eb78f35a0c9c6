//! HTTP: routes, middleware, extractors and handlers.
pub(crate) mod csrf;
pub(crate) mod handler;
pub(crate) mod negotiate;
pub mod origin_proof;
pub(crate) mod request_id;
pub(crate) mod response;
pub(crate) mod router;
pub(crate) mod state;
