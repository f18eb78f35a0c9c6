//! What can be wrong in an expression within Markdown.

/// What is wrong in an expression.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ExpressionFault {
    /// The kind of fault, of the table of codes.
    pub code: &'static str,
    /// What, in Spanish.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// What the template engine said, in its own words.
    pub cause: Option<String>,
    /// Where, in characters from the start of the expression.
    pub column: usize,
    /// How many characters of it are wrong.
    pub length: usize,
}

impl ExpressionFault {
    /// Returns the fault of the word `wrong`, which begins at `column`.
    pub(crate) fn at(column: usize, wrong: &str, code: &'static str, message: String) -> Self {
        Self { code, message, help: None, cause: None, column, length: wrong.chars().count() }
    }

    /// Says what to do.
    pub(crate) fn help(self, help: String) -> Self {
        Self { help: Some(help), ..self }
    }

    /// Adds what the template engine said.
    pub(crate) fn cause(self, cause: String) -> Self {
        Self { cause: Some(cause), ..self }
    }
}
