//! The error of an expression in Markdown.

/// An expression cannot be rendered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ExpressionError {
    /// The diagnostic code.
    pub code: &'static str,
    /// The message, in Spanish.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// The error of the template engine.
    pub cause: Option<String>,
    /// The position, in characters from the start of the expression.
    pub column: usize,
    /// How many characters are wrong.
    pub length: usize,
}

impl ExpressionError {
    /// Returns the error of the text `wrong` at `column`.
    pub(crate) fn at(column: usize, wrong: &str, code: &'static str, message: String) -> Self {
        Self { code, message, help: None, cause: None, column, length: wrong.chars().count() }
    }

    /// Returns the error with a suggestion.
    pub(crate) fn help(self, help: String) -> Self {
        Self { help: Some(help), ..self }
    }

    /// Returns the error with the message of the template engine.
    pub(crate) fn cause(self, cause: String) -> Self {
        Self { cause: Some(cause), ..self }
    }
}
