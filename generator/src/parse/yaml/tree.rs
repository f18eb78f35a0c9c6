//! Builds the tree of a YAML text from the parser's events.

use std::collections::BTreeMap;
use std::ops::Range;

use granit_parser::{Event, Parser, ScalarStyle, ScanError};

use crate::diagnostic::Span;
use crate::parse::yaml::syntax::{ANCHOR, DEEP, DOCUMENT, Explanation, UNKNOWN};
use crate::parse::yaml::{Key, Node, Value, syntax};

/// A file with more values, which only aliases can reach, is an error.
const MAX_NODES: usize = 250_000;
const MAX_DEPTH: usize = 64;

/// Why a text has no tree.
#[derive(Debug)]
pub(super) struct SyntaxError {
    pub(super) explanation: Explanation,
    /// The byte at which the parser stopped.
    pub(super) offset: usize,
    pub(super) span: Span,
    /// The parser's own message.
    pub(super) cause: Option<String>,
}

/// A tree, and the byte ranges of its scalars, except numbers and booleans.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) root: Node,
    pub(super) texts: Vec<Range<usize>>,
}

/// Returns the tree of `text`, a part of a file that begins after `lines_before` lines.
pub(super) fn parse(text: &str, lines_before: usize) -> Result<Tree, SyntaxError> {
    let parser = Parser::new_from_str(text);
    let mut builder =
        TreeBuilder { text, lines_before, parser, texts: Vec::new(), anchors: BTreeMap::new(), nodes: 0 };
    let root = builder.document()?;
    Ok(Tree { root, texts: builder.texts })
}

struct TreeBuilder<'a> {
    text: &'a str,
    lines_before: usize,
    parser: Parser<'a, granit_parser::StrInput<'a>>,
    texts: Vec<Range<usize>>,
    /// The nodes that aliases repeat, by the number of their anchor.
    anchors: BTreeMap<usize, Node>,
    nodes: usize,
}

impl<'a> TreeBuilder<'a> {
    /// Reads the whole text: one document, or none.
    fn document(&mut self) -> Result<Node, SyntaxError> {
        let mut root = None;
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamEnd => break,
                Event::DocumentStart(..) if root.is_some() => return Err(self.error(DOCUMENT, span)),
                Event::DocumentStart(..) => {
                    let (event, span) = self.next()?;
                    root = Some(self.node(event, span, 0)?);
                }
                _ => {}
            }
        }
        let place = Span { line: self.lines_before + 1, column: 1, length: 0 };
        Ok(root.unwrap_or(Node { place, value: Value::Nothing }))
    }

    fn next(&mut self) -> Result<(Event<'a>, granit_parser::Span), SyntaxError> {
        match self.parser.next() {
            Some(Ok(event)) => Ok(event),
            Some(Err(error)) => Err(self.scan_error(&error)),
            None => Ok((Event::StreamEnd, granit_parser::Span::default())),
        }
    }

    fn node(
        &mut self,
        event: Event<'a>,
        span: granit_parser::Span,
        depth: usize,
    ) -> Result<Node, SyntaxError> {
        self.nodes += 1;
        if depth > MAX_DEPTH || self.nodes > MAX_NODES {
            return Err(self.error(DEEP, span));
        }
        let place = self.place(span);
        let (value, anchor) = match event {
            Event::Scalar(text, style, anchor, _) => (self.scalar(text.into_owned(), style, span), anchor),
            Event::SequenceStart(_, anchor, _) => (Value::List(self.items(depth)?), anchor),
            Event::MappingStart(_, anchor, _) => (Value::Map(self.entries(depth)?), anchor),
            Event::Alias(anchor) => {
                let Some(node) = self.anchors.get(&anchor) else { return Err(self.error(ANCHOR, span)) };
                self.nodes += node.count();
                return Ok(Node { place, ..node.clone() });
            }
            _ => return Err(self.error(UNKNOWN, span)),
        };
        let node = Node { place, value };
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        Ok(node)
    }

    fn scalar(&mut self, text: String, style: ScalarStyle, span: granit_parser::Span) -> Value {
        let is_plain = style == ScalarStyle::Plain;
        if !(is_plain && is_number_or_bool(&text)) {
            self.texts.push(span.byte_range().unwrap_or_default());
        }
        if is_null(&text, style) { Value::Nothing } else { Value::Text(text) }
    }

    fn items(&mut self, depth: usize) -> Result<Vec<Node>, SyntaxError> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Ok(items),
                (event, span) => items.push(self.node(event, span, depth + 1)?),
            }
        }
    }

    fn entries(&mut self, depth: usize) -> Result<Vec<(Key, Node)>, SyntaxError> {
        let mut entries = Vec::new();
        loop {
            let key = match self.next()? {
                (Event::MappingEnd, _) => return Ok(entries),
                (Event::Scalar(text, style, ..), span) if !is_null(&text, style) => {
                    Key { place: self.place(span), text: text.into_owned() }
                }
                (_, span) => return Err(self.error(UNKNOWN, span)),
            };
            let (event, span) = self.next()?;
            entries.push((key, self.node(event, span, depth + 1)?));
        }
    }

    /// Returns the first line of `span` as a span of the file.
    fn place(&self, span: granit_parser::Span) -> Span {
        let written = span.slice(self.text).unwrap_or_default().trim_end().lines().next().unwrap_or_default();
        Span {
            line: span.start.line().max(1) + self.lines_before,
            column: span.start.col() + 1,
            length: written.chars().count(),
        }
    }

    fn error(&self, explanation: Explanation, span: granit_parser::Span) -> SyntaxError {
        let offset = span.start.byte_offset().unwrap_or_default();
        SyntaxError { explanation, offset, span: self.place(span), cause: None }
    }

    fn scan_error(&self, error: &ScanError) -> SyntaxError {
        let span = granit_parser::Span::empty(*error.marker());
        SyntaxError { cause: Some(error.info()), ..self.error(syntax::explain(error.kind()), span) }
    }
}

fn is_null(text: &str, style: ScalarStyle) -> bool {
    style == ScalarStyle::Plain && matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

/// Returns whether an unquoted `text` is a number or a boolean; a comment after one is deliberate.
fn is_number_or_bool(text: &str) -> bool {
    let digits = text.trim_start_matches(['-', '+']);
    let is_number =
        digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') && text.parse::<f64>().is_ok();
    is_number || digits.starts_with("0x") || matches!(text, "true" | "false")
}
