//! The codes of error messages, and the placeholders that depend on the answer.

/// The codes of the rules of fields.
pub(crate) const CODES: [&str; 21] = [
    "falta",
    "corto",
    "largo",
    "caracteres",
    "formato",
    "acentos",
    "punto",
    "reservado",
    "otro_dominio",
    "igual",
    "repetido",
    "prefijo",
    "rango",
    "opcion",
    "excluye",
    "anio",
    "antes",
    "despues",
    "cuantos",
    "externos",
    "niveles",
];

/// The placeholders that depend on the answer: the code of the message, the kinds of field (empty for all), and the name.
const ANSWER_PLACEHOLDERS: [(&str, &[&str], &str); 8] = [
    ("formato", &["correos", "usuarios"], "linea"),
    ("largo", &["lineas"], "linea"),
    ("acentos", &[], "sugerencia"),
    ("reservado", &[], "valor"),
    ("excluye", &[], "opcion"),
    ("excluye", &[], "otra"),
    ("otro_dominio", &[], "dominio"),
    ("repetido", &[], "renglon"),
];

/// Returns the placeholders that depend on the answer in the message for `code` of a field of `kind`, or of any kind.
pub(crate) fn answer_placeholders(code: &str, kind: Option<&str>) -> impl Iterator<Item = &'static str> {
    let has_kind = move |kinds: &[&str]| kinds.is_empty() || kind.is_none_or(|kind| kinds.contains(&kind));
    let placeholders = ANSWER_PLACEHOLDERS.iter();
    placeholders.filter(move |(own, kinds, _)| *own == code && has_kind(kinds)).map(|(_, _, name)| *name)
}
