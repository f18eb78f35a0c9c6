//! Which crate may depend on which, and which module may use which library.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

use super::sources::{CRATES, production_files, root};

/// Returns the dependencies of each package of the workspace, without those of its tests.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let arguments = ["metadata", "--format-version", "1", "--no-deps", "--offline"];
    let output = Command::new(env!("CARGO")).args(arguments).current_dir(root()).output().unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap().iter();
    packages
        .map(|package| {
            let used = package["dependencies"].as_array().unwrap().iter().filter(|one| one["kind"].is_null());
            let used = used.map(|one| one["name"].as_str().unwrap().to_owned()).collect();
            (package["name"].as_str().unwrap().to_owned(), used)
        })
        .collect()
}

/// Panics if a file below `folder`, except below one of `allowed`, contains one of `texts`.
#[track_caller]
fn assert_not_used(folder: &str, texts: &[&str], allowed: &[&str]) {
    for (path, text) in production_files(folder) {
        if allowed.iter().any(|one| path.starts_with(one)) {
            continue;
        }
        for unwanted in texts {
            assert!(!text.contains(unwanted), "{} uses `{unwanted}`", path.display());
        }
    }
}

#[test]
fn generator_and_api_do_not_depend_on_each_other() {
    let uses = dependencies();
    let crates = ["api", "folio", "generator", "policy"];
    let within = |name: &str| {
        uses[name].iter().filter(|used| crates.contains(&used.as_str())).cloned().collect::<Vec<_>>()
    };
    assert!(within("policy").is_empty());
    assert_eq!(within("generator"), ["policy"]);
    assert_eq!(within("api"), ["policy"]);
    assert_eq!(within("folio"), ["api", "generator", "policy"]);
}

#[test]
fn policy_uses_no_io_clock_html_or_http() {
    let used: Vec<String> = dependencies()["policy"].iter().cloned().collect();
    let known = [
        "chrono",
        "chrono-tz",
        "csv",
        "email_address",
        "idna",
        "schemars",
        "serde",
        "strsim",
        "unicode-normalization",
        "unicode-security",
    ];
    assert_eq!(used, known, "a new dependency of policy is a decision: no I/O, clock, HTML, HTTP or store");
    assert_not_used(
        "policy/src",
        &["std::fs", "std::net", "std::env", "std::io", "SystemTime", "Utc::now"],
        &[],
    );
}

#[test]
fn api_does_not_link_schemars() {
    let tree = ["tree", "--offline", "--package", "api", "--edges", "normal", "--prefix", "none"];
    let output = Command::new(env!("CARGO")).args(tree).current_dir(root()).output().unwrap();
    let tree = String::from_utf8(output.stdout).unwrap();
    assert!(tree.contains("policy v"), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(!tree.contains("schemars"), "only the generator may enable the feature `schema` of policy");
}

#[test]
fn only_links_client_makes_http_requests() {
    let uses = dependencies();
    let clients = ["hyper-rustls", "ureq", "reqwest"];
    for name in ["policy", "generator", "api"] {
        assert!(clients.iter().all(|client| !uses[name].contains(*client)), "{name} has an HTTP client");
    }
    let client = ["hyper_rustls", "client::legacy", "rustls::", "ureq::", "reqwest::"];
    assert_not_used("src", &client, &["src/links/client.rs"]);
    assert_not_used("src", &["links::"], &["src/commands/check.rs", "src/links.rs", "src/links"]);
}

#[test]
fn disk_access_and_tera_stay_in_their_modules() {
    let disk = ["generator/src/read", "generator/src/write.rs", "generator/src/write"];
    assert_not_used("generator/src", &["std::fs", "fs::"], &disk);
    let render = ["generator/src/render.rs", "generator/src/render"];
    assert_not_used("generator/src", &["tera::", "use tera"], &render);
}

#[test]
fn handlers_and_store_do_not_use_each_other() {
    let store = [
        "api/src/store.rs",
        "api/src/store",
        "api/src/main.rs",
        "api/src/lambda",
        "api/src/guard/dynamodb.rs",
    ];
    assert_not_used("api/src", &["aws_sdk_dynamodb", "aws_config", "dynamodb::"], &store);
    let http = ["axum", "http::", "StatusCode"];
    assert_not_used("api/src/store", &http, &[]);
    // It reads the address of the client from the headers of a request.
    assert_not_used("api/src/guard", &http, &["api/src/guard/client_address.rs"]);
    assert_not_used("api/src/guard.rs", &http, &[]);
    assert_not_used("api/src/intake.rs", &["axum", "StatusCode"], &[]);
}

#[test]
fn code_contains_no_content() {
    for (path, text) in CRATES.iter().flat_map(|folder| production_files(folder)) {
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        let code = code.collect::<Vec<_>>().join("\n").to_lowercase();
        for name in ["ipaxes", "1522", "helpdesk"] {
            assert!(!code.contains(name), "{} contains «{name}»", path.display());
        }
    }
}

#[test]
fn content_contains_no_code() {
    let mut folders = vec![root().join("content")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.ends_with(".schema") {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
            let is_content = ["md", "yaml", "svg", "png", "jpg", "webp"].contains(&ending);
            assert!(is_content, "{} is not content", path.display());
        }
    }
}
