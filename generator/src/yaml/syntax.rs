//! What the YAML reader complains of, in the editor's words.

use serde_saphyr::granit_parser::ErrorKind;
use serde_saphyr::{DeserializeError, ExternalMessageSource};

use crate::diagnostic::{Diagnostic, Place};
use crate::source::File;

const CODE: &str = "yaml";

/// Returns what an editor is told of `error` at `place`, with the reader's own words as the cause.
pub(super) fn diagnostic(file: &File, place: Place, error: &DeserializeError) -> Diagnostic {
    let (message, help) = words(error);
    let cause = error.to_string();
    // The line that the reader names is that of the part that it was given, not that of the file.
    let cause = cause.split(" at line ").next().unwrap_or_default();
    Diagnostic::at(file, place, CODE, message).help(help).cause(cause)
}

/// Returns whether `error` is about a tab.
pub(super) fn is_tab(error: &DeserializeError) -> bool {
    words(error) == TAB
}

fn words(error: &DeserializeError) -> (&'static str, &'static str) {
    match error {
        DeserializeError::ExternalMessage { source, .. } => match &**source {
            ExternalMessageSource::Parser(error) => scan_words(error.kind()),
            _ => UNKNOWN,
        },
        DeserializeError::Eof { .. } => ("el archivo está vacío", "escriba sus claves"),
        DeserializeError::MultipleDocuments { .. } => {
            ("`---` empieza otro documento", "quite la línea `---`")
        }
        DeserializeError::UnknownAnchor { .. } => ANCHOR,
        DeserializeError::Budget { .. } => {
            ("el archivo es demasiado grande o profundo", "divídalo o simplifíquelo")
        }
        _ => UNKNOWN,
    }
}

const TAB: (&str, &str) = ("hay un tabulador en la sangría", "use espacios en lugar del tabulador");
const UNKNOWN: (&str, &str) = ("el YAML no se puede leer", "revise esta línea y la anterior");
const ANCHOR: (&str, &str) = ("`*` se refiere a algo que no existe", "si es texto, escríbalo entre comillas");

fn scan_words(kind: &ErrorKind) -> (&'static str, &'static str) {
    match kind {
        ErrorKind::UnclosedQuotedScalar => {
            ("las comillas no se cierran", "cierre las comillas en la misma línea")
        }
        ErrorKind::InvalidTrailingSingleQuotedScalar | ErrorKind::InvalidTrailingDoubleQuotedScalar => {
            ("hay texto después de las comillas que cierran", "ponga todo el valor entre comillas")
        }
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabAtBlockScalarStart
        | ErrorKind::TabInPlainScalar => TAB,
        ErrorKind::InvalidIndentation
        | ErrorKind::InvalidBlockScalarIndent
        | ErrorKind::InvalidQuotedScalarIndent
        | ErrorKind::InvalidFlowScalarIndent
        | ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::ExpectedBlockSequenceEntry
        | ErrorKind::BlockSequenceEntryNotAllowed => (
            "la sangría no corresponde con la de las líneas anteriores",
            "alinee esta línea con sus hermanas",
        ),
        ErrorKind::MappingValueNotAllowed
        | ErrorKind::MappingKeyNotAllowed
        | ErrorKind::InvalidColonPlacement => (
            "`:` no puede estar aquí",
            "si es parte del texto, ponga el valor entre comillas; si no, revise la sangría",
        ),
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => {
            ("falta `:` después de la clave", "escriba `clave: valor`")
        }
        ErrorKind::UnclosedFlowCollection { .. }
        | ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::ExpectedFlowMappingSeparator
        | ErrorKind::ExpectedFlowSequenceSeparator
        | ErrorKind::MismatchedFlowCollectionEnd { .. } => {
            ("una lista `[…]` o un grupo `{…}` no se cierra", "revise las comas y cierre con `]` o `}`")
        }
        ErrorKind::UnknownAnchor | ErrorKind::MissingAnchorOrAliasName => ANCHOR,
        ErrorKind::UnexpectedCharacter { .. } => {
            ("el valor empieza con un signo reservado", "ponga el valor entre comillas")
        }
        ErrorKind::UnknownQuotedScalarEscape | ErrorKind::InvalidQuotedScalarHexEscape => {
            ("`\\` no puede ir seguido de ese signo entre comillas dobles", "use comillas simples")
        }
        _ => UNKNOWN,
    }
}
