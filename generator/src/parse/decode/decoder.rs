//! One node, and the diagnostics about it.

use std::str::FromStr;

use policy::text::suggest::closest_match;

use crate::diagnostic::{Diagnostic, Span};
use crate::parse::decode::{DecodeError, ExpectedKind, MissingKey, Run, abbreviate};
use crate::parse::yaml::{Key, Node, Value, misread_key, misread_list};

/// Reads one node, or the default value of each kind.
#[derive(Clone, Copy)]
pub(crate) struct Decoder<'a> {
    /// The node; without one every kind has its default value, and nothing is reported.
    node: Option<&'a Node>,
    /// The key whose value the node is.
    owner: Option<&'a Key>,
    pub(crate) run: &'a Run<'a>,
}

impl<'a> Decoder<'a> {
    /// Returns the decoder of a whole tree.
    pub(crate) fn new(node: &'a Node, run: &'a Run<'a>) -> Self {
        Self { node: Some(node), owner: None, run }
    }

    /// Returns the decoder of an element of this list.
    pub(crate) fn element(self, node: &'a Node) -> Self {
        Self { node: Some(node), owner: None, ..self }
    }

    /// Returns the decoder of `node`, the value of `key` in this map.
    pub(crate) fn value(self, key: &'a Key, node: &'a Node) -> Self {
        Self { node: Some(node), owner: Some(key), ..self }
    }

    /// Returns the decoder of a default value.
    pub(crate) fn without_node(run: &'a Run<'a>) -> Self {
        Self { node: None, owner: None, run }
    }

    pub(crate) fn node_value(self) -> Option<&'a Value> {
        self.node.map(|node| &node.value)
    }

    /// Returns the span for an error in the whole node; a map or a list begins on the line after its key.
    pub(crate) fn span(self) -> Span {
        match (self.node, self.owner) {
            (Some(node), None) => node.span,
            (Some(node), _) if node.text().is_some() => node.span,
            (_, Some(key)) => key.span,
            (None, None) => Span { line: 1, column: 1, length: 0 },
        }
    }

    /// Reports that the node, if there is one, is not of the `expected` kind.
    pub(crate) fn report_wrong_kind(self, expected: ExpectedKind) {
        self.run.diagnostics.borrow_mut().extend(self.wrong_kind(expected));
    }

    fn wrong_kind(self, expected: ExpectedKind) -> Option<Diagnostic> {
        let node = self.node?;
        if let (ExpectedKind::List, Value::Text(text)) = (expected, &node.value)
            && let Some(diagnostic) = misread_list(self.run.file, text, node.span)
        {
            return Some(diagnostic);
        }
        let found = match &node.value {
            Value::Nothing => "no hay nada".to_owned(),
            Value::Text(text) => format!("se encontró «{}»", abbreviate(text)),
            Value::List(_) => "se encontró una lista".to_owned(),
            Value::Map(_) => "se encontró un grupo de claves".to_owned(),
        };
        let name = self.owner.map(|key| format!("`{}` ", key.text)).unwrap_or_default();
        let message = format!("{name}debe ser {}: {found}", expected.name());
        let prefix = self.owner.map_or_else(|| "- ".to_owned(), |key| format!("{}: ", key.text));
        let diagnostic = self.run.diagnostic(self.span(), "tipo-equivocado", message);
        Some(diagnostic.help(expected.help(&prefix)))
    }

    /// Returns the text of the node, and reports a node that has none.
    pub(crate) fn text(self, expected: ExpectedKind) -> Option<&'a str> {
        let text = self.node.and_then(Node::text);
        if text.is_none() {
            self.report_wrong_kind(expected);
        }
        text
    }

    /// Returns the value of the text, or the default value after a report.
    pub(crate) fn parse<T: FromStr + Default>(self, expected: ExpectedKind) -> T {
        let Some(text) = self.text(expected) else { return T::default() };
        text.parse().unwrap_or_else(|_| {
            self.report_wrong_kind(expected);
            T::default()
        })
    }

    pub(crate) fn report_unknown_key(self, entry: &(Key, Node), known: &'static [&'static str]) {
        if let Some(diagnostic) = misread_key(self.run.file, entry, known) {
            return self.run.report(diagnostic);
        }
        let (key, _) = entry;
        let message = format!("`{}`: la clave no existe", key.text);
        let diagnostic = self.run.diagnostic(key.span, "clave-desconocida", message);
        self.run.report(diagnostic.suggest(&key.text, known.iter().copied()));
    }

    /// Adds this map to a missing key, and reports a rejected value.
    pub(crate) fn locate(self, error: DecodeError) -> DecodeError {
        match error {
            DecodeError::MissingField(key) => DecodeError::Missing(self.missing_key(key)),
            DecodeError::Rejected(reason) => {
                self.run.report(self.run.diagnostic(self.span(), "valor-equivocado", reason));
                DecodeError::Reported
            }
            DecodeError::Missing(_) | DecodeError::Reported => error,
        }
    }

    fn missing_key(self, key: &'static str) -> MissingKey {
        MissingKey { map: self.node.map_or(0, |node| std::ptr::from_ref(node).addr()), key }
    }

    /// Reports the keys that earlier runs did not find in this map, and returns them.
    ///
    /// Without a node, every key is missing.
    pub(crate) fn report_missing(self, fields: &'static [&'static str]) -> Vec<&'static str> {
        if self.node.is_none() {
            return fields.to_vec();
        }
        let is_missing = |key: &&'static str| self.run.missing.contains(&self.missing_key(key));
        let missing: Vec<_> = fields.iter().copied().filter(is_missing).collect();
        for key in missing.iter().filter(|key| !self.is_misspelt(key, fields)) {
            let span = self.entries().first().map_or(self.span(), |(first, _)| first.span);
            let message = format!("falta `{key}`{}", self.in_owner());
            let diagnostic = self.run.diagnostic(span, "falta-clave", message);
            self.run.report(diagnostic.help(format!("agregue `{key}: …`")));
        }
        missing
    }

    /// Returns whether an unknown key, which is reported, was probably meant to be `key`.
    fn is_misspelt(self, key: &str, fields: &'static [&'static str]) -> bool {
        let mut unknown = self.entries().iter().filter(|(found, _)| !fields.contains(&found.text.as_str()));
        unknown.any(|(found, _)| closest_match(&found.text, fields.iter().copied()) == Some(key))
    }

    pub(crate) fn in_owner(self) -> String {
        self.owner.map(|key| format!(" en `{}`", key.text)).unwrap_or_default()
    }

    /// Returns the entries of the map, and reports a node of another kind.
    pub(crate) fn map_entries(self) -> &'a [(Key, Node)] {
        if !self.is_map() {
            self.report_wrong_kind(ExpectedKind::Map);
        }
        self.entries()
    }

    pub(crate) fn is_map(self) -> bool {
        matches!(self.node_value(), Some(Value::Map(_)))
    }

    fn entries(self) -> &'a [(Key, Node)] {
        self.node.map_or(&[], Node::entries)
    }
}
