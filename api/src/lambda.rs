//! The Lambda function: its configuration and its events. Nothing else in this crate knows Lambda.
pub mod config;
pub mod event;
