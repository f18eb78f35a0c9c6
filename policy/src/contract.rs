//! The contract between the site's pages and the API: problem codes, field names, `data-*` attributes and limits.
//!
//! The generator writes them into pages and checks content against them; the API reads them back. Templates and scripts
//! spell them literally, and a test of the generator compares them with these constants.

/// The reasons for which the API rejects a request. A code is part of a public address, so it never changes its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemCode {
    /// Nothing has this address, or the token does not give access to it.
    NotFound,
    /// The address does not support the method.
    Method,
    /// The body, or the ticket that it would make, is too large.
    TooLarge,
    /// The media type of the body is not supported, or the body is compressed.
    ContentType,
    /// The body does not follow its media type.
    UnreadableBody,
    /// The idempotency key is invalid.
    UnreadableKey,
    /// The idempotency key belongs to another request.
    KeyReused,
    /// A page of another site sent the request.
    OtherOrigin,
    /// Too many requests; sending again later is safe.
    RateLimited,
    /// Some answers are invalid.
    Answers,
    /// The deletions that the request causes need confirmation.
    Unconfirmed,
    /// The store does not respond; sending again is safe.
    Unavailable,
    /// Operations have paused the intake: nothing was stored.
    Paused,
    /// The API failed.
    Internal,
}

/// Each code in the order of the enum, its name, and its HTTP status.
const PROBLEMS: [(ProblemCode, &str, u16); 14] = [
    (ProblemCode::NotFound, "no-encontrado", 404),
    (ProblemCode::Method, "metodo", 405),
    (ProblemCode::TooLarge, "cuerpo-grande", 413),
    (ProblemCode::ContentType, "tipo-de-contenido", 415),
    (ProblemCode::UnreadableBody, "cuerpo-ilegible", 400),
    (ProblemCode::UnreadableKey, "clave-ilegible", 400),
    (ProblemCode::KeyReused, "clave-repetida", 422),
    (ProblemCode::OtherOrigin, "otro-origen", 400),
    (ProblemCode::RateLimited, "demasiadas", 429),
    (ProblemCode::Answers, "respuestas", 422),
    (ProblemCode::Unconfirmed, "por-confirmar", 422),
    (ProblemCode::Unavailable, "no-disponible", 503),
    (ProblemCode::Paused, "en-pausa", 503),
    (ProblemCode::Internal, "interno", 500),
];

impl ProblemCode {
    /// Returns every code.
    #[must_use]
    pub fn all() -> [Self; 14] {
        PROBLEMS.map(|(code, ..)| code)
    }

    /// Returns the code as addresses, content and logs spell it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        PROBLEMS[self as usize].1
    }

    /// Returns the HTTP status; never 403, which the distribution replaces by a page of the site.
    #[must_use]
    pub const fn status(self) -> u16 {
        PROBLEMS[self as usize].2
    }
}

/// Names of the form fields that are not questions.
pub mod field {
    /// The button that was pressed, other than the one that sends.
    pub const ACTION: &str = "accion";
    /// The confirmation of a deletion.
    pub const CONFIRMATION: &str = "confirmacion";
    /// The honeypot, which only programs fill in.
    pub const HONEYPOT: &str = "trampa";
    /// The idempotency key that the page made.
    pub const TOKEN: &str = "token_envio";
    /// The digest of the form's definition.
    pub const FORM_VERSION: &str = "version_formulario";
    /// When the page was opened.
    pub const OPENED_AT: &str = "pagina_vista_en";
    /// Pasted tables; see [`PASTE_PREFIX`].
    pub const PASTE: &str = "pegado";
    /// The prefix of the name of a pasted table, before the name of its rows.
    pub const PASTE_PREFIX: &str = "pegado.";

    /// The names that no question may have.
    pub const RESERVED: [&str; 7] = [ACTION, CONFIRMATION, PASTE, TOKEN, FORM_VERSION, OPENED_AT, HONEYPOT];
}

/// Prefixes of the values of [`field::ACTION`], each before the name of the rows.
pub mod action {
    /// Adds a row.
    pub const ADD: &str = "agregar.";
    /// Removes a row; its number follows the name of the rows.
    pub const REMOVE: &str = "quitar.";
    /// Reads the pasted table.
    pub const PASTE: &str = "pegar.";
}

/// Attributes by which the API finds the parts of a page that it fills in.
pub mod attribute {
    /// An element whose content is filled in, by name.
    pub const SLOT: &str = "data-slot";
    /// The element around a question.
    pub const FIELD: &str = "data-field";
    /// The element with a question's error message.
    pub const ERROR_MESSAGE: &str = "data-fault";
    /// A question's control.
    pub const CONTROL: &str = "data-control";
    /// The questions that a `<details>` folds, separated by spaces.
    pub const FOLD: &str = "data-fold";
    /// A button that adds a row.
    pub const ADD: &str = "data-add";
    /// A button that removes a row.
    pub const REMOVE: &str = "data-remove";
    /// The text before the title of a page with errors.
    pub const ERROR_PREFIX: &str = "data-error";
    /// The list of rows.
    pub const ROWS: &str = "data-rows";
    /// The template of a row.
    pub const ROW_TEMPLATE: &str = "data-row-template";
    /// The kind of ticket for which a part of the confirmation page is.
    pub const ONLY: &str = "data-only";

    /// The rows to which a report on a pasted table belongs.
    pub const PASTE_OF: &str = "data-paste-of";

    /// The attributes that templates write.
    pub const ALL: [&str; 12] = [
        SLOT,
        FIELD,
        ERROR_MESSAGE,
        CONTROL,
        FOLD,
        ADD,
        REMOVE,
        ERROR_PREFIX,
        ROWS,
        ROW_TEMPLATE,
        ONLY,
        PASTE_OF,
    ];

    /// The attribute that the API adds to the element around a question with an error.
    pub const INVALID: &str = "data-refused";
}

/// The placeholder of a row's number in the template of a row.
pub const ROW_PLACEHOLDER: &str = "__row__";

/// The maximum length of a request's body, in bytes.
pub const MAX_BODY_BYTES: usize = 512 * 1024;

/// The maximum number of values in a body: more than fifty rows of any form need.
pub const MAX_VALUES: usize = 5_000;

/// The maximum length of a pasted table, in bytes: fifty rows of Google's template are a fifth of it.
pub const MAX_TABLE_BYTES: usize = 64 * 1024;

/// The maximum number of rows in a request, so that a ticket fits in its store.
pub const MAX_ROWS: u32 = 500;

/// The maximum length of a text answer in characters, so that a ticket fits in its store.
pub const MAX_TEXT_CHARS: u32 = 20_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn problem_table_has_the_order_of_the_enum() {
        assert!(ProblemCode::all().iter().enumerate().all(|(i, code)| *code as usize == i));
    }
}
