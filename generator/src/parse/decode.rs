//! Deserializes a YAML tree into a type of `schema` and reports every error in it.
//!
//! A serde deserializer normally stops at the first error. This one reports the error, returns a default value (an empty
//! text, an empty list, a struct of default values) and continues; a result with errors is discarded. Only the struct can
//! notice that a key is missing, and that ends the run: the tree is then read again with a default value for that key.

pub(crate) mod decoder;
pub(crate) mod entries;
pub(crate) mod kinds;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt;

use serde::de;
use serde::de::DeserializeOwned;

use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::parse::yaml::{Node, Value};
use crate::read::source::File;

use crate::parse::decode::decoder::Decoder;

/// Returns `node`, the root of `file` or of its front matter, as a `T`.
///
/// Returns `None` if it does not have that shape, and adds the reasons to `diagnostics`.
pub(crate) fn decode<T: DeserializeOwned>(
    file: &File,
    node: &Node,
    diagnostics: &mut Diagnostics,
) -> Option<T> {
    if node.value == Value::Nothing {
        let message = "aquí no hay nada, y se necesitan claves";
        let diagnostic = Diagnostic::at(file, Span::first_line(file.text()), "archivo-vacio", message);
        diagnostics.push(diagnostic.help("escríbalas, cada una en su línea: `clave: valor`"));
        return None;
    }
    let mut missing = BTreeSet::new();
    loop {
        let run = Run { file, missing: &missing, diagnostics: RefCell::default() };
        let outcome = T::deserialize(Decoder::new(node, &run));
        let found = run.diagnostics.into_inner();
        match outcome {
            Err(DecodeError::Missing(key)) if missing.insert(key) => {}
            Ok(value) if found.is_empty() && missing.is_empty() => return Some(value),
            _ => {
                diagnostics.extend(found);
                return None;
            }
        }
    }
}

/// Returns the default value of a shape.
#[cfg(test)]
pub(crate) fn default_value<T: DeserializeOwned>() -> T {
    let file = File { path: String::new(), content: crate::read::source::FileContent::Text(String::new()) };
    let run = Run { file: &file, missing: &BTreeSet::new(), diagnostics: RefCell::default() };
    T::deserialize(Decoder::without_node(&run)).expect("every kind has a default")
}

/// One run through the tree.
pub(crate) struct Run<'a> {
    file: &'a File,
    missing: &'a BTreeSet<MissingKey>,
    diagnostics: RefCell<Diagnostics>,
}

/// A key that a map lacks. The map is identified by its address in memory, since two maps can have the same position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct MissingKey {
    map: usize,
    key: &'static str,
}

/// Why a run ended early.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DecodeError {
    /// A key is missing, of a map that is not known yet.
    #[error("falta `{0}`")]
    MissingField(&'static str),
    /// A key is missing.
    #[error("falta `{}`", .0.key)]
    Missing(MissingKey),
    /// The type rejects the value.
    #[error("{0}")]
    Rejected(String),
    /// The error has been reported.
    #[error("ya se dijo")]
    Reported,
}

impl de::Error for DecodeError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::Rejected(message.to_string())
    }

    fn missing_field(field: &'static str) -> Self {
        Self::MissingField(field)
    }
}

impl Run<'_> {
    fn report(&self, diagnostic: Diagnostic) {
        self.diagnostics.borrow_mut().push(diagnostic);
    }

    fn diagnostic(&self, span: Span, code: &'static str, message: String) -> Diagnostic {
        Diagnostic::at(self.file, span, code, message)
    }
}

/// The kind of value that a type requires.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ExpectedKind {
    Text,
    Bool,
    Number,
    List,
    Map,
}

impl ExpectedKind {
    fn name(self) -> &'static str {
        match self {
            Self::Text => "un texto",
            Self::Bool => "`true` o `false`",
            Self::Number => "un número entero, 0 o mayor",
            Self::List => "una lista",
            Self::Map => "un grupo de claves",
        }
    }

    /// Returns what to write after `key`: a key with its colon, or the dash of an element.
    fn help(self, key: &str) -> String {
        match self {
            Self::Text => format!("escriba un texto en la misma línea: `{key}…`"),
            Self::Bool => format!("escriba `{key}true` o `{key}false`, sin comillas"),
            Self::Number => format!("escriba solo el número, sin unidades: `{key}10`"),
            Self::List => format!(
                "escriba los elementos entre corchetes, `{key}[uno, dos]`, o cada uno en su línea con `- `"
            ),
            Self::Map => "escriba sus claves debajo, cada una en su línea: `clave: valor`".to_owned(),
        }
    }
}

/// Returns the first line of `text`, at most 40 characters of it.
fn abbreviate(text: &str) -> String {
    const MAX_CHARS: usize = 40;
    let line = text.lines().next().unwrap_or_default();
    let short: String = line.chars().take(MAX_CHARS).collect();
    if short.len() < text.trim_end().len() { format!("{short}…") } else { short }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;

    use super::*;
    use crate::read::source::FileContent;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Order {
        name: String,
        #[serde(default)]
        open: bool,
        lines: Vec<Line>,
        #[serde(default)]
        words: BTreeMap<String, String>,
        colour: Option<Colour>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Line {
        id: String,
        count: u32,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Colour {
        Red,
        Green,
    }

    fn read(text: &str) -> Result<Order, String> {
        let file = File { path: "order.yaml".to_owned(), content: FileContent::Text(text.to_owned()) };
        let mut diagnostics = Diagnostics::default();
        let node = Node::parse(&file, text, 0, &mut diagnostics);
        let order = node.and_then(|node| decode(&file, &node, &mut diagnostics));
        let with_help = |diagnostic: &Diagnostic| match &diagnostic.help {
            Some(help) => format!("{diagnostic}; {help}"),
            None => diagnostic.to_string(),
        };
        order.ok_or_else(|| diagnostics.iter().map(with_help).collect::<Vec<_>>().join("\n"))
    }

    #[track_caller]
    fn assert_diagnostics(text: &str, expected: &[&str]) {
        let expected: Vec<_> = expected.iter().map(|line| format!("order.yaml:{line}")).collect();
        assert_eq!(read(text).expect_err("it is wrong"), expected.join("\n"));
    }

    #[test]
    fn decode_returns_value_when_valid() {
        let text = "name: 4\nopen: true\nlines:\n- id: no\n  count: 2\nwords: {a: 08:30}\ncolour: green\n";
        let order = Order {
            name: "4".to_owned(),
            open: true,
            lines: vec![Line { id: "no".to_owned(), count: 2 }],
            words: BTreeMap::from([("a".to_owned(), "08:30".to_owned())]),
            colour: Some(Colour::Green),
        };
        assert_eq!(read(text), Ok(order));
    }

    #[test]
    fn decode_returns_empty_list_when_value_is_missing() {
        assert_eq!(read("name: a\nlines:\n").map(|order| order.lines), Ok(vec![]));
    }

    #[test]
    fn decode_suggests_key_when_unknown() {
        assert_diagnostics(
            "name: a\nlins: []\nlines: []\n",
            &["2:1: `lins`: la clave no existe; ¿quiso decir `lines`?"],
        );
    }

    #[test]
    fn decode_reports_every_error() {
        assert_diagnostics(
            "nme: a\nopen: si\nlines:\n- count: x\n- id: [1]\n  count: -1\n- casa\ncolour: gren\n",
            &[
                "1:1: `nme`: la clave no existe; ¿quiso decir `name`?",
                "2:7: `open` debe ser `true` o `false`: se encontró «si»; escriba `open: true` o `open: false`, sin comillas",
                "4:3: falta `id`; agregue `id: …`",
                "4:10: `count` debe ser un número entero, 0 o mayor: se encontró «x»; escriba solo el número, sin unidades: `count: 10`",
                "5:3: `id` debe ser un texto: se encontró una lista; escriba un texto en la misma línea: `id: …`",
                "6:10: `count` debe ser un número entero, 0 o mayor: se encontró «-1»; escriba solo el número, sin unidades: `count: 10`",
                "7:3: debe ser un grupo de claves: se encontró «casa»; escriba sus claves debajo, cada una en su línea: `clave: valor`",
                "8:9: «gren» no existe en `colour`; ¿quiso decir `green`?",
            ],
        );
    }

    #[test]
    fn decode_explains_misread_keys_in_brackets() {
        let assert_line_diagnostics = |line: &str, expected: &[&str]| {
            assert_diagnostics(&format!("name: a\nlines:\n- {line}\n"), expected);
        };
        let space = "falta un espacio después de `:`; escriba `clave: valor`, con un espacio después de `:`";
        assert_line_diagnostics("{id:a, count: 1}", &[&format!("3:4: {space}")]);
        let hard = "hay un espacio duro aquí, y para YAML no es un espacio; bórrelo y escriba uno normal";
        assert_line_diagnostics("{id:\u{a0}a, count: 1}", &[&format!("3:7: {hard}")]);
        let comma = "la coma separa dentro de `{…}`, y esto quedó fuera del valor; si es parte del texto, ponga todo el valor entre comillas; si es una clave, escriba `clave: valor`";
        assert_line_diagnostics("{id: a, of the order, count: 1}", &[&format!("3:11: {comma}")]);
        let colon = "falta `:` después de la clave; escriba `clave: valor`, con un espacio después de `:`";
        assert_line_diagnostics("{id: a, count 1}", &[&format!("3:11: {colon}")]);
    }

    #[test]
    fn decode_explains_list_when_dash_is_invalid() {
        let space = "falta un espacio después del guion; escriba `- ` y luego el elemento";
        assert_diagnostics("name: a\nlines:\n  -a\n  - b\n", &[&format!("3:3: {space}")]);
        let hard = "hay un espacio duro aquí, y para YAML no es un espacio; bórrelo y escriba uno normal";
        assert_diagnostics("name: a\nlines:\n  -\u{a0}a\n  - b\n", &[&format!("3:4: {hard}")]);
        let dash =
            "los elementos de esta lista empiezan con un guion y un espacio; escriba `- ` antes de este";
        assert_diagnostics("name: a\nlines:\n  a\n  - b\n", &[&format!("3:3: {dash}")]);
    }

    #[test]
    fn decode_reports_every_missing_key() {
        assert_diagnostics(
            "open: true\nlines:\n- count: 1\n- id: a\n",
            &[
                "1:1: falta `name`; agregue `name: …`",
                "3:3: falta `id`; agregue `id: …`",
                "4:3: falta `count`; agregue `count: …`",
            ],
        );
    }

    #[test]
    fn decode_reports_missing_value_at_its_key() {
        assert_diagnostics(
            "name:\nlines: []\n",
            &["1:1: `name` debe ser un texto: no hay nada; escriba un texto en la misma línea: `name: …`"],
        );
    }

    #[test]
    fn decode_reports_empty_file() {
        assert_diagnostics(
            "",
            &[
                "1:1: aquí no hay nada, y se necesitan claves; escríbalas, cada una en su línea: `clave: valor`",
            ],
        );
    }
}
