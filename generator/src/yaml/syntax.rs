//! What the YAML reader complains of, in the editor's words.

use serde_saphyr::granit_parser::ErrorKind;
use serde_saphyr::{DeserializeError, ExternalMessageSource};

use crate::diagnostic::{Diagnostic, Place};
use crate::source::File;

/// A code, what is wrong, and what to do.
pub(super) type Words = (&'static str, &'static str, &'static str);

pub(super) const QUOTES_OPEN: Words = (
    "yaml-comillas",
    "las comillas que empiezan aquí no se cierran",
    "ciérrelas al final del valor, en la misma línea",
);
pub(super) const QUOTES_CLOSED: Words = (
    "yaml-comillas",
    "hay texto después de las comillas que cierran",
    "ponga todo el valor entre comillas; si lleva comillas dobles adentro, use sencillas por fuera",
);
pub(super) const TAB: Words = (
    "yaml-tabulador",
    "hay un tabulador en la sangría",
    "use espacios en lugar del tabulador, dos por nivel",
);
pub(super) const INDENTATION: Words = (
    "yaml-sangria",
    "la sangría no corresponde con la de las líneas anteriores",
    "empiece esta línea en la misma columna que sus hermanas",
);
pub(super) const COLON: Words = (
    "yaml-dos-puntos",
    "`:` no puede estar aquí",
    "si es parte del texto, ponga todo el valor entre comillas",
);
pub(super) const NO_COLON: Words = (
    "yaml-dos-puntos",
    "falta `:` después de la clave",
    "escriba `clave: valor`, con un espacio después de `:`",
);
pub(super) const BRACKET: Words = (
    "yaml-corchetes",
    "la lista `[…]` o el grupo `{…}` que empieza aquí no se cierra",
    "cierre con `]` o `}`, y separe los elementos con comas",
);
pub(super) const DOCUMENT: Words =
    ("yaml-documento", "`---` empieza otro documento, y un archivo YAML es uno solo", "quite esta línea");
pub(super) const ESCAPE: Words = (
    "yaml-signo",
    "`\\` no puede ir seguido de ese signo entre comillas dobles",
    "ponga el valor entre comillas sencillas",
);
const ANCHOR: Words = (
    "yaml-signo",
    "un valor que empieza con `*` significa otra cosa para YAML",
    "si es parte del texto, ponga el valor entre comillas",
);
const RESERVED: Words = (
    "yaml-signo",
    "el valor empieza con un signo que YAML se reserva",
    "si es parte del texto, ponga el valor entre comillas",
);
const DEEP: Words = (
    "yaml-grande",
    "el archivo es demasiado grande o está anidado de más",
    "revise si sobran corchetes; si no, divídalo",
);
const EMPTY: Words = ("archivo-vacio", "el archivo está vacío", "escriba sus claves");
const UNKNOWN: Words = ("yaml", "el YAML no se puede leer", "revise esta línea y la anterior");

/// Returns what an editor is told at `place`, with the reader's own words as the cause.
pub(super) fn diagnostic(file: &File, place: Place, words: Words, error: &DeserializeError) -> Diagnostic {
    let (code, message, help) = words;
    let cause = error.to_string();
    // The line that the reader names is that of the part that it was given, not that of the file.
    let cause = cause.split(" at line ").next().unwrap_or_default();
    Diagnostic::at(file, place, code, message).help(help).cause(cause)
}

/// Returns the words for what the reader says.
pub(super) fn words(error: &DeserializeError) -> Words {
    match error {
        DeserializeError::ExternalMessage { source, .. } => match &**source {
            ExternalMessageSource::Parser(error) => scan_words(error.kind()),
            _ => UNKNOWN,
        },
        DeserializeError::Eof { .. } => EMPTY,
        DeserializeError::MultipleDocuments { .. } => DOCUMENT,
        DeserializeError::UnknownAnchor { .. } => ANCHOR,
        DeserializeError::Budget { .. } => DEEP,
        _ => UNKNOWN,
    }
}

fn scan_words(kind: &ErrorKind) -> Words {
    match kind {
        ErrorKind::UnclosedQuotedScalar => QUOTES_OPEN,
        ErrorKind::InvalidTrailingSingleQuotedScalar | ErrorKind::InvalidTrailingDoubleQuotedScalar => {
            QUOTES_CLOSED
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
        | ErrorKind::BlockSequenceEntryNotAllowed => INDENTATION,
        ErrorKind::MappingValueNotAllowed
        | ErrorKind::MappingKeyNotAllowed
        | ErrorKind::InvalidColonPlacement => COLON,
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => NO_COLON,
        ErrorKind::UnclosedFlowCollection { .. }
        | ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::ExpectedFlowMappingSeparator
        | ErrorKind::ExpectedFlowSequenceSeparator
        | ErrorKind::MismatchedFlowCollectionEnd { .. } => BRACKET,
        ErrorKind::UnknownAnchor | ErrorKind::MissingAnchorOrAliasName => ANCHOR,
        ErrorKind::UnexpectedCharacter { .. } => RESERVED,
        ErrorKind::UnknownQuotedScalarEscape | ErrorKind::InvalidQuotedScalarHexEscape => ESCAPE,
        ErrorKind::RecursionLimitExceeded => DEEP,
        _ => UNKNOWN,
    }
}
