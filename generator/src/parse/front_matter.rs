//! The front matter of a Markdown file, between two `---` lines.

use std::ops::Range;

use serde::de::DeserializeOwned;

use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::parse::decode::decode;
use crate::parse::yaml::Node;
use crate::read::source::File;

const FENCE: &str = "---";

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

/// Returns the first byte of the body, if the file has front matter.
pub(crate) fn body_start(file: &File) -> Option<usize> {
    split(file.text()).ok().map(|(_, body)| body.start)
}

/// Returns the ranges of the front matter and of the body.
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
