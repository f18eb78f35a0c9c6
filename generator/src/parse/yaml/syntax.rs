//! The Spanish explanations of YAML syntax errors.

use granit_parser::ErrorKind;

use crate::diagnostic::{Diagnostic, Span};
use crate::read::source::File;

/// A diagnostic code, a message and a help text.
pub(crate) type Explanation = (&'static str, &'static str, &'static str);

const QUOTE_ALL: &str = "si es parte del texto, ponga todo el valor entre comillas";
const QUOTE: &str = "si es parte del texto, ponga el valor entre comillas";

pub(crate) const QUOTES_OPEN: Explanation = (
    "yaml-comillas",
    "las comillas que empiezan aquí no se cierran",
    "ciérrelas al final del valor, en la misma línea",
);
pub(crate) const QUOTES_CLOSED: Explanation = (
    "yaml-comillas",
    "hay texto después de las comillas que cierran",
    "ponga todo el valor entre comillas; si lleva comillas dobles adentro, use sencillas por fuera",
);
pub(crate) const TAB: Explanation = (
    "yaml-tabulador",
    "hay un tabulador en la sangría",
    "use espacios en lugar del tabulador, dos por nivel",
);
pub(crate) const INDENTATION: Explanation = (
    "yaml-sangria",
    "la sangría no corresponde con la de las líneas anteriores",
    "empiece esta línea en la misma columna que sus hermanas",
);
pub(crate) const COLON: Explanation = ("yaml-dos-puntos", "`:` no puede estar aquí", QUOTE_ALL);
pub(crate) const NO_COLON: Explanation = (
    "yaml-dos-puntos",
    "falta `:` después de la clave",
    "escriba `clave: valor`, con un espacio después de `:`",
);
pub(crate) const BRACKET: Explanation = (
    "yaml-corchetes",
    "la lista `[…]` o el grupo `{…}` que empieza aquí no se cierra",
    "cierre con `]` o `}`, y separe los elementos con comas",
);
pub(crate) const DOCUMENT: Explanation =
    ("yaml-documento", "`---` empieza otro documento, y un archivo YAML es uno solo", "quite esta línea");
pub(crate) const ESCAPE: Explanation = (
    "yaml-signo",
    "`\\` no puede ir seguido de ese signo entre comillas dobles",
    "ponga el valor entre comillas sencillas",
);
pub(crate) const COMMENT: Explanation = (
    "yaml-signo",
    "` #` empieza un comentario para YAML, y desde ahí el valor se pierde",
    "si es parte del texto, ponga todo el valor entre comillas; si no, escriba el comentario en su propia línea",
);
pub(crate) const TAG: Explanation = (
    "yaml-signo",
    "un valor que empieza con `!` significa otra cosa para YAML, y esta palabra no se publicaría",
    QUOTE_ALL,
);
pub(crate) const NAME: Explanation = (
    "yaml-signo",
    "un valor que empieza con `&` significa otra cosa para YAML, y esta palabra no se publicaría",
    QUOTE_ALL,
);
pub(crate) const SIGN: Explanation =
    ("yaml-signo", "un valor que empieza con este signo significa otra cosa para YAML", QUOTE_ALL);
pub(crate) const CURLY: Explanation = (
    "yaml-comillas",
    "las comillas curvas no cierran las que empezaron rectas",
    "escriba comillas rectas, `\"`, al principio y al final",
);
pub(crate) const FLOW: Explanation = (
    "yaml-corchetes",
    "este signo separa dentro de `{…}` y de `[…]`",
    "si es parte del texto, ponga todo el valor entre comillas; si aquí empieza otro, escriba antes una coma",
);
pub(crate) const COMMA: Explanation = (
    "yaml-corchetes",
    "la coma separa dentro de `{…}`, y esto quedó fuera del valor",
    "si es parte del texto, ponga todo el valor entre comillas; si es una clave, escriba `clave: valor`",
);
pub(crate) const EMPTY_LIST: Explanation =
    ("yaml-corchetes", "`[]` dice que la lista está vacía, y debajo hay elementos", "quite `[]`");
pub(crate) const HARD_SPACE: Explanation = (
    "espacio-duro",
    "hay un espacio duro aquí, y para YAML no es un espacio",
    "bórrelo y escriba uno normal",
);
pub(crate) const NO_SPACE: Explanation = (
    "yaml-dos-puntos",
    "falta un espacio después de `:`",
    "escriba `clave: valor`, con un espacio después de `:`",
);
pub(crate) const NO_DASH: Explanation = (
    "yaml-guion",
    "los elementos de esta lista empiezan con un guion y un espacio",
    "escriba `- ` antes de este",
);
pub(crate) const NO_SPACE_AFTER_DASH: Explanation =
    ("yaml-guion", "falta un espacio después del guion", "escriba `- ` y luego el elemento");
pub(crate) const TEXT_INDENT: Explanation = (
    "yaml-sangria",
    "esta línea tiene menos sangría que el texto al que pertenece",
    "empiécela en la misma columna que la primera línea del texto",
);
pub(crate) const BRACES: Explanation = (
    "llaves",
    "aquí las llaves se publicarían como están escritas",
    "escriba el texto mismo: los datos y los componentes van en el texto de una página o en la `introduccion` de un \
     formulario",
);
pub(crate) const ANCHOR: Explanation =
    ("yaml-signo", "un valor que empieza con `*` significa otra cosa para YAML", QUOTE);
const RESERVED: Explanation = ("yaml-signo", "el valor empieza con un signo que YAML se reserva", QUOTE);
pub(crate) const DEEP: Explanation = (
    "yaml-grande",
    "el archivo es demasiado grande o está anidado de más",
    "revise si sobran corchetes; si no, divídalo",
);
pub(crate) const UNKNOWN: Explanation =
    ("yaml", "el YAML no se puede leer", "revise esta línea y la anterior");

/// Returns the diagnostic of `{{` or `{%` at `span`, in a text that is not rendered.
pub(crate) fn braces(file: &File, span: Span) -> Diagnostic {
    diagnostic(file, span, BRACES)
}

/// Returns the diagnostic of `explanation` at `span`.
pub(crate) fn diagnostic(file: &File, span: Span, explanation: Explanation) -> Diagnostic {
    let (code, message, help) = explanation;
    Diagnostic::at(file, span, code, message).help(help)
}

/// Returns the diagnostic at `span`, with the parser's own message as the cause.
pub(crate) fn diagnostic_with_cause(
    file: &File,
    span: Span,
    explanation: Explanation,
    cause: Option<String>,
) -> Diagnostic {
    let diagnostic = diagnostic(file, span, explanation);
    match cause {
        // Braces are valid YAML, and have the same diagnostic where they do not break the syntax.
        Some(cause) if explanation != BRACES => diagnostic.cause(cause),
        _ => diagnostic,
    }
}

/// Returns the explanation of a parser error.
pub(crate) fn explain(kind: &ErrorKind) -> Explanation {
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
        ErrorKind::UnknownAnchor => ANCHOR,
        ErrorKind::MissingAnchorOrAliasName => SIGN,
        ErrorKind::UnexpectedCharacter { .. } => RESERVED,
        ErrorKind::UnknownQuotedScalarEscape | ErrorKind::InvalidQuotedScalarHexEscape => ESCAPE,
        ErrorKind::RecursionLimitExceeded => DEEP,
        _ => UNKNOWN,
    }
}
