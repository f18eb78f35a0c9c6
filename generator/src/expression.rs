//! What can be wrong in an expression within Markdown.

/// What is wrong in an expression.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ExpressionFault {
    /// What, and what to do, in Spanish.
    pub message: String,
    /// Where, in characters from the start of the expression.
    pub column: usize,
}

impl ExpressionFault {
    pub(crate) fn at(column: usize, message: String) -> Self {
        Self { message, column }
    }
}
