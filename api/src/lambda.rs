//! The Lambda function: its configuration and its events. No other module of this crate knows Lambda.

pub mod config;
pub mod event;
