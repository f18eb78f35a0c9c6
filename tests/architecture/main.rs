//! Who may depend on whom: the rooms of the house and the doors between them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The names of the packages that each package of the workspace uses, tests aside.
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

/// Every Rust file below `folder`, with its text.
fn rust(folder: &str) -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    let mut paths = vec![root().join(folder)];
    while let Some(path) = paths.pop() {
        if path.is_dir() {
            paths.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            files.push((path, text));
        }
    }
    assert!(!files.is_empty(), "{folder} has no code");
    files
}

/// Every Rust file below `folder` but those of tests alone, with its text up to its tests.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let is_test = |path: &Path| {
        ["tests.rs", "fixture.rs", "example.rs"].iter().any(|name| path.ends_with(name))
            || path.parent().is_some_and(|folder| folder.ends_with("tests"))
    };
    let files = rust(folder).into_iter().filter(|(path, _)| !is_test(path));
    files.map(|(path, text)| (path, text.split("#[cfg(test)]").next().unwrap().to_owned())).collect()
}

#[track_caller]
fn never(folder: &str, words: &[&str], but: &[&str]) {
    for (path, text) in sources(folder) {
        let path = path.strip_prefix(root()).unwrap();
        if but.iter().any(|room| path.starts_with(room)) {
            continue;
        }
        for word in words {
            assert!(!text.contains(word), "{} speaks of `{word}`", path.display());
        }
    }
}

#[test]
fn the_two_wings_never_know_each_other() {
    let uses = dependencies();
    let house = ["api", "folio", "generator", "policy"];
    let within = |name: &str| {
        uses[name].iter().filter(|used| house.contains(&used.as_str())).cloned().collect::<Vec<_>>()
    };
    assert!(within("policy").is_empty());
    assert_eq!(within("generator"), ["policy"]);
    assert_eq!(within("api"), ["policy"]);
    assert_eq!(within("folio"), ["api", "generator", "policy"]);
}

#[test]
fn policy_knows_only_text_and_time() {
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
    never("policy/src", &["std::fs", "std::net", "std::env", "std::io", "SystemTime", "Utc::now"], &[]);
}

#[test]
fn the_function_carries_no_schemas() {
    let tree = ["tree", "--offline", "--package", "api", "--edges", "normal", "--prefix", "none"];
    let output = Command::new(env!("CARGO")).args(tree).current_dir(root()).output().unwrap();
    let tree = String::from_utf8(output.stdout).unwrap();
    assert!(tree.contains("policy v"), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(!tree.contains("schemars"), "policy's feature `schema` is the generator's alone");
}

#[test]
fn one_room_asks_other_hosts_and_a_check_alone_calls_it() {
    let uses = dependencies();
    for wing in ["policy", "generator", "api"] {
        let clients = ["hyper-rustls", "hyper-util", "ureq", "reqwest"];
        assert!(clients.iter().all(|client| !uses[wing].contains(*client)), "{wing} asks other hosts");
    }
    never("src", &["hyper_rustls", "client::legacy", "rustls::"], &["src/links/client.rs"]);
    never("src", &["links::"], &["src/check.rs"]);
}

#[test]
fn one_room_reads_the_disk_one_writes_it_and_one_knows_tera() {
    let disk = ["generator/src/source.rs", "generator/src/write.rs"];
    never("generator/src", &["std::fs", "fs::"], &disk);
    never("generator/src", &["tera::", "use tera"], &["generator/src/render.rs", "generator/src/render"]);
}

#[test]
fn handlers_know_no_store_and_the_store_knows_no_http() {
    let store = [
        "api/src/store.rs",
        "api/src/store",
        "api/src/main.rs",
        "api/src/config.rs",
        "api/src/guard/dynamodb.rs",
    ];
    never("api/src", &["aws_sdk_dynamodb", "aws_config", "dynamodb::"], &store);
    never("api/src/store", &["axum", "http::", "StatusCode"], &[]);
    never("api/src/guard", &["axum", "http::", "StatusCode"], &[]);
    never("api/src/guard.rs", &["axum", "http::", "StatusCode", "dynamodb::"], &[]);
    never("api/src/intake.rs", &["axum", "StatusCode"], &[]);
}

#[test]
fn no_code_holds_content() {
    for folder in ["policy/src", "generator/src", "api/src", "src"] {
        for (path, text) in sources(folder) {
            let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
            let code = code.join("\n").to_lowercase();
            for name in ["ipaxes", "1522", "helpdesk"] {
                assert!(!code.contains(name), "{} holds «{name}»", path.display());
            }
        }
    }
}

#[test]
fn content_holds_no_code() {
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
            assert!(is_content, "{} is no content", path.display());
        }
    }
}

#[test]
fn every_proof_that_is_named_exists() {
    let text = std::fs::read_to_string(root().join("docs/security.md")).unwrap();
    let names = text.split('`').skip(1).step_by(2).filter(|name| name.contains('_') && !name.contains("__"));
    let names: BTreeSet<&str> =
        names.filter(|name| name.chars().all(|c| c == '_' || c.is_ascii_alphanumeric())).collect();
    assert!(names.len() > 60, "{names:?}");
    let folders = ["policy/src", "generator/src", "api/src", "src", "tests"];
    let code: String = folders.iter().flat_map(|folder| rust(folder)).map(|(_, text)| text).collect();
    for name in names {
        assert!(code.contains(&format!("fn {name}(")), "no test is called `{name}`");
    }
}

#[test]
fn rooms_are_small() {
    for folder in ["policy/src", "generator/src", "api/src", "src"] {
        for (path, text) in sources(folder) {
            let lines = text.lines().count();
            let is_room = lines <= 270;
            assert!(is_room, "{} has {lines} lines: cut it by subject", Path::new(&path).display());
        }
    }
}
