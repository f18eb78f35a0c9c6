//! Service levels: business hours, response targets, and the services that they cover.

pub mod calendar;
pub mod level;
pub(crate) mod service;
