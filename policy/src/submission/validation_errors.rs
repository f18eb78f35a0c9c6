//! What a visitor must mend, all of it at once.

use std::fmt;

/// Answers that do not satisfy their form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ValidationErrors {
    /// One for each answer that must be mended, in the order of the page; never empty when it is given out.
    pub refusals: Vec<FieldError>,
}

/// One answer that must be mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// Which answer.
    pub place: FieldPath,
    /// Which rule it breaks, as the messages of content name it.
    pub code: &'static str,
    /// What the visitor reads.
    pub message: String,
}

/// Where an answer stands: a field, a field of a row, or the rows as a whole.
///
/// It displays as the name that the page sends, as `cuentas.2.usuario`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FieldPath {
    /// The name of the rows and the number of the row, from 1.
    pub row: Option<(String, usize)>,
    /// The field, or the name of the rows as a whole.
    pub field: String,
}

impl FieldPath {
    /// Returns where the answer stands in a JSON body (RFC 6901), as `/cuentas/1/usuario`.
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
