//! Every mistake of an editor, as data.
//!
//! The files of `cases/NAME/` overwrite those of `minimal/`. Comments below a line state its expected diagnostics:
//!
//! ```yaml
//! zona: America/Mexico_Cty
//! #     ^^^^^^^^^^^^^^^^^^ zona-desconocida: la zona «America/Mexico_Cty» no existe
//! # ayuda: ¿quiso decir «America/Mexico_City»?
//! ```
//!
//! Carets mark the span. Where the comment sign is in their way, `# 1+4` gives column and length; `# :` means the whole
//! file. The comments are removed before the check. A file with nothing but `# :` comments is absent from the content.
//! `FOLIO_BLESS=1` writes the actual diagnostics into the cases: review the result.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::folio::{real_content, run_in, stderr, stdout, tree};

type Files = BTreeMap<PathBuf, Vec<u8>>;

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/site").join(path)
}

fn cases() -> Vec<String> {
    let folders = std::fs::read_dir(here("cases")).unwrap();
    let mut names: Vec<_> =
        folders.map(|folder| folder.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Returns how a comment starts and ends in a file.
fn comment(path: &Path) -> (&'static str, &'static str) {
    if path.extension().is_some_and(|ending| ending == "md") { ("<!--", " -->") } else { ("#", "") }
}

/// Returns the expectation in a comment line, without its signs.
fn expectation<'a>(line: &'a [u8], path: &Path) -> Option<&'a str> {
    let (open, close) = comment(path);
    let output = std::str::from_utf8(line).ok()?.strip_prefix(open)?.strip_suffix(close)?.trim_start();
    let first = output.split(' ').next().unwrap();
    let is_place = first.split_once('+').is_some_and(|(column, length)| {
        [column, length].iter().all(|number| number.parse::<usize>().is_ok())
    });
    let is_mark = !first.is_empty() && first.bytes().all(|sign| sign == b'^');
    (is_place || is_mark || matches!(first, ":" | "ayuda:" | "causa:")).then_some(output)
}

fn lines(bytes: &[u8]) -> Vec<&[u8]> {
    bytes.strip_suffix(b"\n").unwrap_or(bytes).split(|byte| *byte == b'\n').collect()
}

/// Returns the file without expectations, or `None` if it must be absent.
fn content(bytes: &[u8], path: &Path) -> Option<Vec<u8>> {
    let (output, written): (Vec<_>, Vec<_>) =
        lines(bytes).into_iter().partition(|line| expectation(line, path).is_some());
    let is_absent = written.is_empty()
        && output.iter().filter_map(|line| expectation(line, path)).any(|output| output.starts_with(':'));
    (!is_absent).then(|| written.iter().flat_map(|line| [line, b"\n".as_slice()].concat()).collect())
}

/// Writes the minimal content with the files of a case over it to a folder. Returns both.
fn prepare_case(case: &str) -> (TempDir, Files) {
    let folder = tempfile::tempdir().unwrap();
    let overlay = tree(&here("cases").join(case));
    let mut files = tree(&here("minimal"));
    // The interface texts are the real ones; no case is about them.
    files.insert("words.yaml".into(), std::fs::read(real_content().join("words.yaml")).unwrap());
    for (path, bytes) in &overlay {
        match content(bytes, path) {
            Some(bytes) => files.insert(path.clone(), bytes),
            None => files.remove(path),
        };
    }
    for (path, bytes) in files {
        let path = folder.path().join("content").join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    (folder, overlay)
}

/// Returns the files of a case and the diagnostics of `folio check`.
fn check_case(case: &str) -> (Files, Vec<Value>) {
    let (folder, overlay) = prepare_case(case);
    let output = run_in(folder.path(), &["check", "--format", "json"]);
    let reported: Vec<Value> =
        stdout(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let is_refused = reported.iter().any(|one| one["severity"] == "error");
    assert_eq!(output.status.code(), Some(i32::from(is_refused)), "{case}: {output:?}");
    (overlay, reported)
}

/// Returns the comments that state a diagnostic.
fn comments(reported: &Value, path: &Path) -> Vec<String> {
    let (open, close) = comment(path);
    let number = |key: &str| usize::try_from(reported[key].as_u64().unwrap_or_default()).unwrap();
    let (column, length) = (number("column"), number("length"));
    let place = match (column, column.checked_sub(open.len() + 2)) {
        (0, _) => " :".to_owned(),
        (_, Some(before)) if length > 0 => format!("{} {}", " ".repeat(before), "^".repeat(length)),
        _ => format!(" {column}+{length}"),
    };
    let text = |key: &str| reported[key].as_str().unwrap_or_default();
    let warning = if reported["severity"] == "aviso" { " (aviso)" } else { "" };
    let mut comments = vec![format!("{open}{place} {}{warning}: {}{close}", text("code"), text("message"))];
    for (word, key) in [("ayuda", "help"), ("causa", "cause")] {
        comments.extend(reported[key].as_str().map(|text| format!("{open} {word}: {text}{close}")));
    }
    comments
}

/// Returns the file with a comment for each of its diagnostics.
fn annotated(bytes: &[u8], path: &Path, reported: &[Value]) -> Vec<u8> {
    let written = content(bytes, path).unwrap_or_default();
    let mut lines: Vec<Vec<u8>> =
        if written.is_empty() { vec![] } else { lines(&written).into_iter().map(<[u8]>::to_vec).collect() };
    let of_file = reported
        .iter()
        .filter(|one| Path::new(one["file"].as_str().unwrap()) == Path::new("content").join(path));
    let mut output: Vec<_> = of_file.collect();
    output.sort_by_key(|one| one["line"].as_u64());
    for one in output.into_iter().rev() {
        let line = usize::try_from(one["line"].as_u64().unwrap_or_default()).unwrap().min(lines.len());
        let comments = comments(one, path).into_iter().map(String::into_bytes);
        lines.splice(line..line, comments);
    }
    lines.into_iter().flat_map(|line| [line, b"\n".to_vec()].concat()).collect()
}

#[test]
fn diagnostics_match_every_case() {
    let mut wrong = Vec::new();
    for case in cases() {
        let (overlay, reported) = check_case(&case);
        let is_expected = |one: &&Value| {
            overlay
                .keys()
                .any(|path| Path::new("content").join(path) == Path::new(one["file"].as_str().unwrap()))
        };
        wrong.extend(
            reported.iter().filter(|one| !is_expected(one)).map(|one| format!("{case}: unexpected {one}")),
        );
        for (path, bytes) in &overlay {
            let output = annotated(bytes, path, &reported);
            if output != *bytes {
                if std::env::var_os("FOLIO_BLESS").is_some() {
                    std::fs::write(here("cases").join(&case).join(path), &output).unwrap();
                }
                wrong.push(format!("{case}/{}:\n{}", path.display(), String::from_utf8_lossy(&output)));
            }
        }
    }
    assert!(wrong.is_empty(), "{} differ; this is the output:\n\n{}", wrong.len(), wrong.join("\n"));
}

/// Codes that no content causes, but a bug or a kind of value that no file has yet.
const NOT_FROM_CONTENT: [&str; 4] = ["json", "plantilla", "referencia-rota", "valor-desconocido"];

#[test]
fn every_diagnostic_code_has_a_case() {
    let listed = stdout(&run_in(&here("."), &["check", "--explain"]));
    let codes: BTreeSet<&str> = listed.lines().filter_map(|line| line.split(' ').next()).collect();
    let mut expected = BTreeSet::new();
    for case in cases() {
        for (path, bytes) in tree(&here("cases").join(&case)) {
            for output in lines(&bytes).into_iter().filter_map(|line| expectation(line, &path)) {
                let code = output.split(' ').nth(1).unwrap_or_default();
                expected.extend(codes.get(code.trim_end_matches(':')));
            }
        }
    }
    expected.extend(NOT_FROM_CONTENT);
    // These need a network; `links.rs` tests them.
    expected.extend(super::links::CODES);
    assert_eq!(codes.difference(&expected).collect::<Vec<_>>(), Vec::<&&str>::new());
    assert!(cases().len() >= 60);
}

#[test]
fn content_readme_examples_match_check_output() {
    let guide = std::fs::read_to_string(real_content().join("README.md")).unwrap();
    let shown: Vec<_> = guide.split("<!-- caso: ").skip(1).collect();
    assert!(shown.len() >= 3);
    for one in shown {
        let (case, rest) = one.split_once(" -->\n```\n").unwrap();
        let (expected, _) = rest.split_once("\n```").unwrap();
        let output = stderr(&run_in(prepare_case(case).0.path(), &["check"]));
        let lines: Vec<_> = output.trim_end().lines().map(str::trim_end).collect();
        assert_eq!(expected, lines.join("\n"), "{case}");
    }
}

#[test]
fn warning_does_not_block_build() {
    let (folder, _) = prepare_case("tiempo-prometido");
    let built = run_in(folder.path(), &["build"]);
    assert_eq!(built.status.code(), Some(0), "{}", stderr(&built));
    assert!(stderr(&built).contains("aviso[tiempo-prometido]"), "{}", stderr(&built));
}

#[test]
fn short_format_prints_one_line_per_diagnostic() {
    let (folder, _) = prepare_case("zona-desconocida");
    let output = run_in(folder.path(), &["check", "--format", "short"]);
    let line = "content/hours.yaml:1:7: error[zona-desconocida]: la zona «America/Mexico_Cty» no existe; ¿quiso decir «America/Mexico_City»?\n";
    assert_eq!((stdout(&output).as_str(), stderr(&output).as_str()), (line, ""));
}

#[test]
fn explain_describes_code_and_suggests_nearest() {
    let explained = run_in(&here("."), &["check", "--explain", "zona-desconocida"]);
    assert!(
        stdout(&explained).starts_with("zona-desconocida: La zona horaria no existe\n\n"),
        "{explained:?}"
    );
    let unknown = run_in(&here("."), &["check", "--explain", "zona-desconosida"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(stderr(&unknown).contains("¿quiso decir «zona-desconocida»?"), "{}", stderr(&unknown));
}
