//! End-to-end suites in one target, so that they link once. Run one suite with `cargo test --test suites http::`.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

#[path = "architecture/main.rs"]
mod architecture;
#[path = "content/main.rs"]
mod content;
#[path = "http/main.rs"]
mod http;
#[path = "site/main.rs"]
mod site;

mod support {
    #![allow(dead_code, reason = "each target uses its own part of the drivers")]

    pub(crate) mod answers;
    pub(crate) mod folio;
    pub(crate) mod http;
    pub(crate) mod mock_server;
}
