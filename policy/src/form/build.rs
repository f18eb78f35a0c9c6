//! From the YAML shapes of [`crate::schema`] to a [`Form`](crate::form::Form).
pub(crate) mod choice;
pub(crate) mod form;
pub(crate) mod kind;
pub(crate) mod messages;
pub(crate) mod reference;
pub(crate) mod shared;
