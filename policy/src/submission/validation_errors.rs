//! The errors of invalid answers.

use std::fmt;

/// The errors of answers that do not satisfy their form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ValidationErrors {
    /// The errors in the order of the page, one for each answer; never empty in a result.
    pub errors: Vec<FieldError>,
}

/// The error of one answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The position of the answer.
    pub path: FieldPath,
    /// The code of the rule, as the messages of content name it.
    pub code: &'static str,
    /// The message for the visitor.
    pub message: String,
}

/// The position of an answer: a field, a field of a row, or the rows as a whole.
///
/// Its `Display` is the name of the form control, as `cuentas.2.usuario`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FieldPath {
    /// The name of the rows and the number of the row, from 1.
    pub row: Option<(String, usize)>,
    /// The field, or the name of the rows as a whole.
    pub field: String,
}

impl FieldPath {
    /// Returns the JSON pointer (RFC 6901) of the answer in a JSON body, as `/cuentas/1/usuario`.
    #[must_use]
    pub fn pointer(&self) -> String {
        let escape = |name: &str| name.replace('~', "~0").replace('/', "~1");
        let field = escape(&self.field);
        match &self.row {
            Some((rows, number)) => format!("/{}/{}/{field}", escape(rows), number - 1),
            None => format!("/{field}"),
        }
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.row {
            Some((rows, number)) => write!(f, "{rows}.{number}.{}", self.field),
            None => f.write_str(&self.field),
        }
    }
}
