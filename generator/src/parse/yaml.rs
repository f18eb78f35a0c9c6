//! Parses YAML into a tree in which every key and value has a span.
//!
//! Scalars keep the text that the editor wrote: `08:30`, `2024-05-27`, `no` and `4` are text until a type requires
//! something else.

pub(crate) mod dropped_text;
pub(crate) mod origin;
pub(crate) mod syntax;
pub(crate) mod tree;

use std::collections::BTreeMap;

use policy::PathSegment;

use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::read::source::File;

pub(crate) use crate::parse::yaml::origin::{misread_key, misread_list};
pub(crate) use crate::parse::yaml::syntax::braces;

/// A value and its span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) span: Span,
    pub(crate) value: Value,
}

/// The value of a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// An empty value, or `null`.
    Nothing,
    /// The text of a scalar.
    Text(String),
    /// `- …`
    List(Vec<Node>),
    /// `key: …`, in the order of the file.
    Map(Vec<(Key, Node)>),
}

/// A key and its span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) span: Span,
    pub(crate) text: String,
}

/// A function that receives a scalar with its key and its span.
type TextVisitor<'a, 'v> = dyn FnMut(Option<&'a Key>, &'a str, Span) + 'v;

impl Node {
    /// Returns the tree of `text`, a part of `file` that begins after `lines_before` lines, or `None` if it is not
    /// YAML.
    ///
    /// Reports syntax errors, repeated keys, and text that YAML drops.
    pub(crate) fn parse(
        file: &File,
        text: &str,
        lines_before: usize,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let span_of = |range| {
            let span = Span::new(text, range);
            Span { line: span.line + lines_before, ..span }
        };
        match tree::parse(text, lines_before) {
            Ok(tree) => {
                let dropped = tree.texts.iter().flat_map(|range| dropped_text::find(text, range));
                diagnostics.extend(dropped.map(|(why, range)| syntax::diagnostic(file, span_of(range), why)));
                tree.root.check_repeated_keys(file, diagnostics);
                Some(tree.root)
            }
            Err(error) => {
                let (explanation, range) = origin::locate(text, error.offset, error.explanation);
                let span = range.map_or(error.span, span_of);
                diagnostics.push(syntax::diagnostic_with_cause(file, span, explanation, error.cause));
                None
            }
        }
    }

    /// Returns the entry of `key`, if this is a map that has it.
    pub(crate) fn entry(&self, key: &str) -> Option<&(Key, Node)> {
        self.entries().iter().find(|(found, _)| found.text == key)
    }

    /// Returns its entries; an empty slice if it is not a map.
    pub(crate) fn entries(&self) -> &[(Key, Node)] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// Returns its elements; an empty slice if it is not a list.
    pub(crate) fn elements(&self) -> &[Self] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    fn children(&self) -> impl Iterator<Item = &Self> {
        self.elements().iter().chain(self.entries().iter().map(|(_, value)| value))
    }

    /// Returns the value of `key`, if this is a map that has it.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        self.entry(key).map(|(_, value)| value)
    }

    /// Returns its text, if it is a scalar.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the text of the value of `key`.
    pub(crate) fn text_of(&self, key: &str) -> Option<&str> {
        self.get(key).and_then(Self::text)
    }

    /// Returns the elements of the list that is the value of `key`; an empty slice without one.
    pub(crate) fn items(&self, key: &str) -> &[Self] {
        self.get(key).map_or(&[], Self::elements)
    }

    /// Returns the span at the end of `steps`; if a key is missing, the span of what lacks it.
    pub(crate) fn span_of_path(&self, steps: &[PathSegment]) -> Span {
        let mut node = self;
        let mut span = self.first_span();
        for step in steps {
            let next = match step {
                PathSegment::Key(key) => node.entry(key).map(|(key, value)| (value, value.span_or(key.span))),
                PathSegment::Index(index) => {
                    node.elements().get(*index).map(|value| (value, value.first_span()))
                }
            };
            let Some(found) = next else { break };
            (node, span) = found;
        }
        span
    }

    /// Returns the same for a path of keys.
    pub(crate) fn span_at(&self, keys: &[&str]) -> Span {
        let steps: Vec<_> = keys.iter().map(|key| PathSegment::Key((*key).to_owned())).collect();
        self.span_of_path(&steps)
    }

    /// Returns the span of the key at the end of `steps`, or of the last step that exists.
    pub(crate) fn span_of_key(&self, steps: &[PathSegment]) -> Span {
        let Some((PathSegment::Key(last), before)) = steps.split_last() else {
            return self.span_of_path(steps);
        };
        let map = before.iter().try_fold(self, |node, step| match step {
            PathSegment::Key(key) => node.get(key),
            PathSegment::Index(index) => node.elements().get(*index),
        });
        let key = map.and_then(|map| map.entry(last));
        key.map_or_else(|| self.span_of_path(steps), |(key, _)| key.span)
    }

    /// Returns the span of a text, or the key of a map or a list.
    fn span_or(&self, key: Span) -> Span {
        if matches!(self.value, Value::Text(_)) { self.span } else { key }
    }

    fn first_span(&self) -> Span {
        self.entries().first().map_or(self.span, |(key, _)| key.span)
    }

    /// Returns the number of nodes in it.
    pub(crate) fn count(&self) -> usize {
        1 + self.children().map(Self::count).sum::<usize>()
    }

    /// Calls `visit` with every scalar, its key and its span; `owner` is the key of this node.
    pub(crate) fn for_each_text<'a>(&'a self, owner: Option<&'a Key>, visit: &mut TextVisitor<'a, '_>) {
        if let Some(text) = self.text() {
            visit(owner, text, self.span);
        }
        self.elements().iter().for_each(|item| item.for_each_text(None, visit));
        self.entries().iter().for_each(|(key, value)| value.for_each_text(Some(key), visit));
    }

    /// Reports blank texts of the keys for which `needs_text` holds.
    pub(crate) fn check_texts(
        &self,
        file: &File,
        needs_text: impl Fn(&str) -> bool,
        diagnostics: &mut Diagnostics,
    ) {
        self.for_each_text(None, &mut |key, text, span| {
            if let Some(key) = key.filter(|key| text.trim().is_empty() && needs_text(&key.text)) {
                let message = format!("`{}` está vacío", key.text);
                let diagnostic = Diagnostic::at(file, span, "falta-clave", message);
                diagnostics.push(diagnostic.help("escriba el texto que se lee"));
            }
        });
    }

    fn check_repeated_keys(&self, file: &File, diagnostics: &mut Diagnostics) {
        let mut seen = BTreeMap::new();
        for (key, _) in self.entries() {
            if let Some(first) = seen.insert(&key.text, key.span.line) {
                let message = format!("`{}`: la clave ya está en la línea {first}", key.text);
                let diagnostic = Diagnostic::at(file, key.span, "clave-repetida", message);
                diagnostics.push(diagnostic.help("quite una de las dos"));
            }
        }
        self.children().for_each(|child| child.check_repeated_keys(file, diagnostics));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::source::FileContent;

    /// Returns the tree of `text` in one line, each scalar with its span.
    fn describe(text: &str) -> String {
        let file = File { path: "a.yaml".to_owned(), content: FileContent::Text(text.to_owned()) };
        let mut diagnostics = Diagnostics::default();
        let node = Node::parse(&file, text, 0, &mut diagnostics);
        node.filter(|_| diagnostics.is_empty()).map_or_else(|| diagnostics.to_string(), |node| picture(&node))
    }

    fn at(span: Span) -> String {
        format!("@{}:{}+{}", span.line, span.column, span.length)
    }

    fn picture(node: &Node) -> String {
        match &node.value {
            Value::Nothing => format!("nothing{}", at(node.span)),
            Value::Text(text) => format!("{text:?}{}", at(node.span)),
            Value::List(items) => format!("[{}]", items.iter().map(picture).collect::<Vec<_>>().join(" ")),
            Value::Map(entries) => {
                let entry =
                    |(key, value): &(Key, Node)| format!("{}{}: {}", key.text, at(key.span), picture(value));
                format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(" "))
            }
        }
    }

    #[test]
    fn scalar_stays_text_when_it_looks_like_other_types() {
        for written in ["08:30", "2024-05-27", "no", "true", "4", "007", "1_000", "0x1F", "1e3", "-5", "4.50"]
        {
            assert_eq!(describe(written), format!("{written:?}@1:1+{}", written.len()));
        }
    }

    #[test]
    fn parse_gives_every_key_and_value_a_span() {
        assert_eq!(
            describe("año:\n  - de: 08:30\n    a: \"17:30\"\n"),
            r#"{año@1:1+3: [{de@2:5+2: "08:30"@2:9+5 a@3:5+1: "17:30"@3:8+7}]}"#
        );
    }

    #[test]
    fn parse_returns_nothing_when_value_is_missing() {
        assert_eq!(describe("a:\nb: ~\n"), "{a@1:1+1: nothing@1:2+0 b@2:1+1: nothing@2:4+1}");
    }

    #[test]
    fn block_scalar_span_is_its_first_line() {
        assert_eq!(describe("a: |\n  uno\n  dos\n"), r#"{a@1:1+1: "uno\ndos\n"@2:3+3}"#);
        assert_eq!(describe("a: >-\n  uno\n  dos\nb: 1"), r#"{a@1:1+1: "uno dos"@2:3+3 b@4:1+1: "1"@4:4+1}"#);
    }

    #[test]
    fn repeated_key_is_reported_with_first_line() {
        assert_eq!(
            describe("a: 1\na: 2\nb: {c: 1, c: 2}\n"),
            "a.yaml:2:1: `a`: la clave ya está en la línea 1\na.yaml:3:11: `c`: la clave ya está en la línea 3\n"
        );
    }

    #[test]
    fn span_of_path_returns_last_existing_span() {
        let text = "abierto:\n  - dias: [lunes, martez]\n    de: 08:30\n";
        let file = File { path: "a.yaml".to_owned(), content: FileContent::Text(text.to_owned()) };
        let root = Node::parse(&file, text, 0, &mut Diagnostics::default()).expect("it is YAML");
        let key = |key: &str| PathSegment::Key(key.to_owned());
        let path = [key("abierto"), PathSegment::Index(0), key("dias"), PathSegment::Index(1)];
        let places: Vec<_> = (0..=4).map(|steps| at(root.span_of_path(&path[..steps]))).collect();
        assert_eq!(places, ["@1:1+7", "@1:1+7", "@2:5+4", "@2:5+4", "@2:19+6"]);
        assert_eq!(at(root.span_of_path(&[key("abierto"), PathSegment::Index(0), key("a")])), "@2:5+4");
    }

    #[test]
    fn parse_reports_syntax_errors_at_their_position() {
        for (written, expected) in [
            ("a: 1\nb: \"dos\nc: 3\n", "2:4: las comillas que empiezan aquí no se cierran"),
            ("a: 1\n\tb: 2\n", "2:1: hay un tabulador en la sangría"),
            ("a: 1\n   b: 2\n", "2:4: la sangría no corresponde con la de las líneas anteriores"),
            ("a: uno: dos\n", "1:7: `:` no puede estar aquí"),
            ("a: *b\n", "1:4: un valor que empieza con `*` significa otra cosa para YAML"),
            ("- a\nb: 1\n", "2:1: la sangría no corresponde con la de las líneas anteriores"),
            ("a: 'x' y\n", "1:8: hay texto después de las comillas que cierran"),
            ("a: 1\n---\nb: 1\n", "2:1: `---` empieza otro documento, y un archivo YAML es uno solo"),
            ("a: @x\n", "1:4: el valor empieza con un signo que YAML se reserva"),
            ("a: \"b\nc: \"d\"\n", "1:4: las comillas que empiezan aquí no se cierran"),
            ("a: [b, c\nd: \"e\"\n", "1:4: la lista `[…]` o el grupo `{…}` que empieza aquí no se cierra"),
            ("a: x\nb c\nd: y\n", "2:1: falta `:` después de la clave"),
            ("a: \"\\d\"\n", "1:5: `\\` no puede ir seguido de ese signo entre comillas dobles"),
        ] {
            assert_eq!(describe(written), format!("a.yaml:{expected}\n"), "{written}");
        }
    }
}
