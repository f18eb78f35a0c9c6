//! Links the function without PIE, which avoids 50,000 load-time relocations (most of them in chrono-tz's tables) and a
//! tenth of its start-up time. Go links its programs in the same way. The addresses of heap, stack and shared libraries
//! stay random.

use std::env;

#[expect(clippy::disallowed_methods, reason = "cargo passes the target to a build script in the environment")]
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is = |name, value: &str| env::var(name).is_ok_and(|found| found == value);
    if is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu") {
        println!("cargo::rustc-link-arg-bin=bootstrap=-no-pie");
    }
}
