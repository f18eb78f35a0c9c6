//! The function starts without being moved in memory: 50,000 addresses, most of them in the tables of time zones, need
//! not be written anew each time, which is a tenth of its start. Programs of Go start so, too. The places of heap, stack
//! and the system's libraries stay random.

use std::env;

#[expect(clippy::disallowed_methods, reason = "so cargo tells a build script for what it builds")]
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is = |name, value: &str| env::var(name).is_ok_and(|found| found == value);
    if is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu") {
        println!("cargo::rustc-link-arg-bin=bootstrap=-no-pie");
    }
}
