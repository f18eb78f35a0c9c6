//! The front matter at the head of a Markdown file, between two `---` lines.

use std::ops::Range;

use serde::de::DeserializeOwned;

use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::parse::decode::decode;
use crate::parse::yaml::Node;
use crate::read::source::File;

const FENCE: &str = "---";

/// The head of a file, and where the rest stands.
pub(crate) struct FrontMatter<T> {
    /// What it says, unless something is wrong in it.
    pub(crate) front: Option<T>,
    /// Where each of its values stands.
    pub(crate) node: Node,
    /// Where in the file the Markdown stands.
    pub(crate) body: Range<usize>,
}

impl<T: DeserializeOwned> FrontMatter<T> {
    /// Reads the head of `file`; `keys` names, for whoever forgot it, what it must have.
    pub(crate) fn read(file: &File, keys: &str, diagnostics: &mut Diagnostics) -> Option<Self> {
        let (head, body) = match split(file.text()) {
            Ok(parts) => parts,
            Err(unfenced) => {
                diagnostics.push(unfenced.diagnostic(file, keys));
                return None;
            }
        };
        let node = Node::parse(file, &file.text()[head], 1, diagnostics)?;
        let front = decode(file, &node, diagnostics);
        Some(Self { front, node, body })
    }
}

/// Why a file has no front matter.
#[derive(Debug, PartialEq, Eq)]
enum FrontMatterError {
    NotOpened,
    NotClosed,
}

impl FrontMatterError {
    fn diagnostic(&self, file: &File, keys: &str) -> Diagnostic {
        let (message, help) = match self {
            Self::NotOpened => (
                "la página no empieza con su encabezado",
                format!("escriba `---`, las claves {keys}, y otra línea `---`"),
            ),
            Self::NotClosed => (
                "el encabezado de la página no se cierra",
                "escriba una línea `---` después de sus claves".to_owned(),
            ),
        };
        Diagnostic::at(file, Span::first_line(file.text()), "encabezado", message).help(help)
    }
}

/// Returns where the Markdown of a file begins, when it has front matter.
pub(crate) fn body(file: &File) -> Option<usize> {
    split(file.text()).ok().map(|(_, body)| body.start)
}

/// Returns where the front matter and the body of `text` stand.
fn split(text: &str) -> Result<(Range<usize>, Range<usize>), FrontMatterError> {
    let mut at = 0;
    let mut head = None;
    for line in text.split_inclusive('\n') {
        let is_fence = line.trim_end() == FENCE;
        match head {
            None if is_fence => head = Some(at + line.len()),
            None => return Err(FrontMatterError::NotOpened),
            Some(start) if is_fence => return Ok((start..at, at + line.len()..text.len())),
            Some(_) => {}
        }
        at += line.len();
    }
    Err(if head.is_some() { FrontMatterError::NotClosed } else { FrontMatterError::NotOpened })
}
