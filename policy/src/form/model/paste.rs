//! How rows are pasted as a table.

use std::collections::BTreeMap;

use crate::text::normalize;
use crate::text::template::interpolate;

/// How a table is converted to rows, and the texts about it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Paste {
    /// The text that opens the box.
    pub title: String,
    /// The label of the box.
    pub label: String,
    /// The hint about tables that can be pasted.
    pub hint: String,
    /// The text of the button that reads the table.
    pub button: String,
    /// The fields of a table without headings.
    pub(crate) order: Vec<String>,
    /// The choices for rows whose table has no column for the field.
    pub(crate) assumed: BTreeMap<String, String>,
    /// The words in the heading of a column of passwords.
    pub(crate) passwords: Vec<String>,
    pub(crate) messages: BTreeMap<&'static str, String>,
}

/// The codes of the messages about a pasted table, each with its placeholders, beside [`MANY`].
pub(crate) const MESSAGES: [(&str, &[&str]); 11] = [
    ("vacio", &[]),
    ("grande", &["maximo"]),
    ("agregadas", &["cuantas"]),
    ("encabezados", &["columnas"]),
    ("columna", &["columna", "etiqueta"]),
    ("contrasena", &["columna"]),
    ("sin_uso", &["columnas"]),
    ("supuesto", &["etiqueta", "opcion"]),
    ("faltan", &["preguntas"]),
    ("sobran", &["cuantas", "maximo"]),
    ("pendiente", &[]),
];

/// The placeholder of the noun of the rows, as «cuentas».
pub(crate) const MANY: &str = "varios";

impl Paste {
    /// Returns the message for `code` with the values of its placeholders.
    pub(crate) fn message(&self, code: &str, values: &[(&str, &str)]) -> String {
        let known = message_placeholders(code);
        let value = |name: &str| {
            let value = values.iter().find(|(other, _)| *other == name && known.contains(other));
            value.map(|(_, value)| (*value).to_owned())
        };
        interpolate(self.messages.get(code).map_or("", String::as_str), value)
    }
}

/// Returns the placeholders of the message for `code`.
pub(crate) fn message_placeholders(code: &str) -> &'static [&'static str] {
    MESSAGES.iter().find(|(known, _)| *known == code).map_or(&[], |(_, names)| names)
}

/// Returns the letters and digits of a heading without accents, and without text in brackets, where vendors' templates
/// state their requirements.
pub(crate) fn heading_key(heading: &str) -> String {
    let name = heading.split('[').next().unwrap_or_default();
    normalize::fold_accents(name).chars().filter(|c| c.is_alphanumeric()).collect()
}
