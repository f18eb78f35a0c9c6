//! From the YAML shapes of [`crate::schema`] to a [`Form`](crate::form::model::Form).

pub(crate) mod choice;
pub(crate) mod common;
pub(crate) mod context;
pub(crate) mod field;
pub(crate) mod form;
pub(crate) mod kind;
pub(crate) mod messages;
pub(crate) mod paste;
pub(crate) mod reference;
pub(crate) mod review;
pub(crate) mod rows;
