//! Phrases that comments and English documents must not contain, each with the plain words to write instead.

use std::path::Path;

use super::sources::files;

const PHRASES: [(&str, &str); 26] = [
    ("is told", "is reported, is shown"),
    ("are told", "are reported, are shown"),
    ("was told", "was reported"),
    ("stands in", "is in, is defined in"),
    ("stand in", "are in"),
    ("whoever", "the caller, the client, the editor"),
    ("whatever comes", "any input"),
    ("of its own", "separate"),
    ("of their own", "separate"),
    ("by itself", "automatically, separately"),
    ("is none", "is missing, is invalid, is `None`"),
    ("mould", "skeleton"),
    ("moulds", "skeletons"),
    ("workshop", "builder"),
    ("the house", "the workspace"),
    ("room", "module"),
    ("rooms", "modules"),
    ("taken back", "rolled back"),
    ("gives itself back", "returns `Err(self)`"),
    ("what may not be", "the warnings"),
    ("reckons", "computes"),
    ("reckoned", "computed"),
    ("mended", "fixed"),
    ("hostile hands", "an attacker"),
    ("by chance", "at random"),
    ("at the door", "at the entry point"),
];

/// Folders whose text is Spanish, generated or written by others, and this table.
const SKIPPED: [&str; 8] = [
    "content",
    "examples",
    "dist",
    "target",
    "fuzz/target",
    "tests/node_modules",
    "tests/site/cases",
    "tests/architecture/phrases.rs",
];

fn is_skipped(path: &Path) -> bool {
    let is_hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
    SKIPPED.iter().any(|skipped| path == Path::new(skipped)) || (is_hidden && path != Path::new(".github"))
}

/// Returns `text` without the code of a Python file, where `is None` is an operator: only comments and docstrings.
fn python_prose(text: &str) -> String {
    let mut is_docstring = false;
    let prose = text.lines().map(|line| {
        let quotes = line.matches("\"\"\"").count();
        let is_prose = is_docstring || quotes > 0;
        is_docstring ^= quotes % 2 == 1;
        if is_prose { line } else { line.split_once('#').map_or("", |(_, comment)| comment) }
    });
    prose.collect::<Vec<_>>().join("\n")
}

/// Returns each phrase of the table in `text`, with its line. Lines with Spanish quotes are not read.
fn mannered_phrases(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (n, line) in text.lines().enumerate().filter(|(_, line)| !line.contains(['«', '»'])) {
        let line = line.to_lowercase();
        for (phrase, plain) in PHRASES {
            let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
            let mut places = line.match_indices(phrase);
            let is_whole = |at: usize| {
                !is_word(line[..at].chars().last()) && !is_word(line[at + phrase.len()..].chars().next())
            };
            if places.any(|(at, _)| is_whole(at)) {
                found.push(format!("{}: «{phrase}»: write {plain}", n + 1));
            }
        }
    }
    found
}

#[test]
fn comments_and_documents_have_no_mannered_phrases() {
    let texts = files("", &["rs", "md", "py", "js", "mjs", "yaml", "yml", "toml"], is_skipped);
    assert!(texts.len() > 300, "{} files", texts.len());
    let found = texts.iter().flat_map(|(path, text)| {
        let is_python = path.extension().is_some_and(|extension| extension == "py");
        let text = if is_python { &python_prose(text) } else { text };
        mannered_phrases(text).into_iter().map(move |phrase| format!("{}:{phrase}", path.display()))
    });
    let found: Vec<String> = found.collect();
    assert!(found.is_empty(), "{} phrases:\n{}", found.len(), found.join("\n"));
}

#[test]
fn mannered_phrases_reports_planted_phrase() {
    let text = "// Whoever asks, «whoever».\n/// The client is told.\nlet rooms_left = 1;\n// Two ROOMS; a bedroom.\n";
    let expected = ["2: «is told»: write is reported, is shown", "4: «rooms»: write modules"];
    assert_eq!(mannered_phrases(text), expected);
}

#[test]
fn python_prose_omits_code_and_keeps_lines() {
    let text = "if x is None:  # is none\n\"\"\"It is none.\nStill.\"\"\"\nreturn x is None\n";
    assert_eq!(python_prose(text), " is none\n\"\"\"It is none.\nStill.\"\"\"\n");
    assert_eq!(mannered_phrases(&python_prose(text)).len(), 2);
}
