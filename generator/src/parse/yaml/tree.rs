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
            let (event, range) = self.next()?;
            match event {
                Event::StreamEnd => break,
                Event::DocumentStart(..) if root.is_some() => return Err(self.error(DOCUMENT, range)),
                Event::DocumentStart(..) => {
                    let (event, range) = self.next()?;
                    root = Some(self.node(event, range, 0)?);
                }
                _ => {}
            }
        }
        let span = Span { line: self.lines_before + 1, column: 1, length: 0 };
        Ok(root.unwrap_or(Node { span, value: Value::Nothing }))
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
        range: granit_parser::Span,
        depth: usize,
    ) -> Result<Node, SyntaxError> {
        self.nodes += 1;
        if depth > MAX_DEPTH || self.nodes > MAX_NODES {
            return Err(self.error(DEEP, range));
        }
        let span = self.span(range);
        let (value, anchor) = match event {
            Event::Scalar(text, style, anchor, _) => (self.scalar(text.into_owned(), style, range), anchor),
            Event::SequenceStart(_, anchor, _) => (Value::List(self.items(depth)?), anchor),
            Event::MappingStart(_, anchor, _) => (Value::Map(self.entries(depth)?), anchor),
            Event::Alias(anchor) => {
                let Some(node) = self.anchors.get(&anchor) else { return Err(self.error(ANCHOR, range)) };
                self.nodes += node.count();
                return Ok(Node { span, ..node.clone() });
            }
            _ => return Err(self.error(UNKNOWN, range)),
        };
        let node = Node { span, value };
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        Ok(node)
    }

    fn scalar(&mut self, text: String, style: ScalarStyle, range: granit_parser::Span) -> Value {
        let is_plain = style == ScalarStyle::Plain;
        if !(is_plain && is_number_or_bool(&text)) {
            self.texts.push(range.byte_range().unwrap_or_default());
        }
        if is_null(&text, style) { Value::Nothing } else { Value::Text(text) }
    }

    fn items(&mut self, depth: usize) -> Result<Vec<Node>, SyntaxError> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Ok(items),
                (event, range) => items.push(self.node(event, range, depth + 1)?),
            }
        }
    }

    fn entries(&mut self, depth: usize) -> Result<Vec<(Key, Node)>, SyntaxError> {
        let mut entries = Vec::new();
        loop {
            let key = match self.next()? {
                (Event::MappingEnd, _) => return Ok(entries),
                (Event::Scalar(text, style, ..), range) if !is_null(&text, style) => {
                    Key { span: self.span(range), text: text.into_owned() }
                }
                (_, range) => return Err(self.error(UNKNOWN, range)),
            };
            let (event, range) = self.next()?;
            entries.push((key, self.node(event, range, depth + 1)?));
        }
    }

    /// Returns the first line of `range` as a range of the file.
    fn span(&self, range: granit_parser::Span) -> Span {
        let written =
            range.slice(self.text).unwrap_or_default().trim_end().lines().next().unwrap_or_default();
        Span {
            line: range.start.line().max(1) + self.lines_before,
            column: range.start.col() + 1,
            length: written.chars().count(),
        }
    }

    fn error(&self, explanation: Explanation, range: granit_parser::Span) -> SyntaxError {
        let offset = range.start.byte_offset().unwrap_or_default();
        SyntaxError { explanation, offset, span: self.span(range), cause: None }
    }

    fn scan_error(&self, error: &ScanError) -> SyntaxError {
        let range = granit_parser::Span::empty(*error.marker());
        SyntaxError { cause: Some(error.info()), ..self.error(syntax::explain(error.kind()), range) }
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
