//! The scripts, without what only their authors read.

/// Returns `script` without its comments, indentation and empty lines.
///
/// It knows as much of JavaScript as our own scripts need: a comment has a line of its own, and no text goes on in the
/// next line.
///
/// ```
/// let script = "// Why.\nif (a) {\n  b(\"//\");\n}\n";
/// assert_eq!(generator::asset::script::minify(script), "if (a) {\nb(\"//\");\n}\n");
/// ```
#[must_use]
pub fn minify(script: &str) -> String {
    let lines = script.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.flat_map(|line| [line, "\n"]).collect()
}
