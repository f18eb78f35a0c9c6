//! The front matter of a Markdown file, between two `---` lines.

use std::ops::Range;

use serde::de::DeserializeOwned;

use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::parse::decode::decode;
use crate::parse::yaml::Node;
use crate::read::source::File;

/// The front matter of a file, and the range of its body.
pub(crate) struct FrontMatter<T> {
    /// Its value, if it has no errors.
    pub(crate) front: Option<T>,
    /// Its YAML tree.
    pub(crate) node: Node,
    /// The bytes of the Markdown body.
    pub(crate) body: Range<usize>,
}

impl<T: DeserializeOwned> FrontMatter<T> {
    /// Parses the front matter of `file`; `keys` names the required keys for the diagnostic.
    pub(crate) fn parse(file: &File, keys: &str, diagnostics: &mut Diagnostics) -> Option<Self> {
        let Some((head, body)) = split(file.text()) else {
            diagnostics.push(missing(file, keys));
            return None;
        };
        let node = Node::parse(file, &file.text()[head], 1, diagnostics)?;
        let front = decode(file, &node, diagnostics);
        Some(Self { front, node, body })
    }
}

/// Returns the diagnostic of a file without front matter, or whose front matter does not end.
fn missing(file: &File, keys: &str) -> Diagnostic {
    let span = Span::first_line(file.text());
    if file.text().lines().next().is_some_and(is_fence) {
        return Diagnostic::at(file, span, "encabezado", "el encabezado de la página no se cierra")
            .help("escriba una línea `---` después de sus claves");
    }
    Diagnostic::at(file, span, "encabezado", "la página no empieza con su encabezado")
        .help(format!("escriba `---`, las claves {keys}, y otra línea `---`"))
}

fn is_fence(line: &str) -> bool {
    line.trim_end() == "---"
}

/// Returns the first byte of the body, if the file has front matter.
pub(crate) fn body_start(file: &File) -> Option<usize> {
    split(file.text()).map(|(_, body)| body.start)
}

/// Returns the ranges of the front matter and of the body.
fn split(text: &str) -> Option<(Range<usize>, Range<usize>)> {
    let mut lines = text.split_inclusive('\n');
    let start = lines.next().filter(|line| is_fence(line))?.len();
    let mut at = start;
    for line in lines {
        if is_fence(line) {
            return Some((start..at, at + line.len()..text.len()));
        }
        at += line.len();
    }
    None
}
