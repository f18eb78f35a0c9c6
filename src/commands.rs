//! One module for each command, except `folio serve`.

pub(crate) mod build;
pub(crate) mod check;
pub(crate) mod contacts;
pub(crate) mod new;
pub(crate) mod respond_by;
pub(crate) mod schema;
