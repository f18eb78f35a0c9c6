//! The name that a sender gives a request, so that sending it again cannot make a second ticket.

/// An idempotency key: 1 to 255 visible characters of ASCII.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey(String);

/// A text that is no idempotency key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "la clave debe ser una cadena entre comillas, de 1 a 255 caracteres visibles de ASCII, como \"8e03978e-40d5\""
)]
pub struct KeyShape;

/// The greatest length of a key.
const LONGEST: usize = 255;

impl IdempotencyKey {
    /// Returns the key that a page put into its `token_envio`.
    ///
    /// # Errors
    ///
    /// When it is none.
    pub fn new(text: &str) -> Result<Self, KeyShape> {
        let fits = (1..=LONGEST).contains(&text.len()) && text.bytes().all(|b| (b' '..=b'~').contains(&b));
        if fits { Ok(Self(text.to_owned())) } else { Err(KeyShape) }
    }

    /// Returns the key in an `Idempotency-Key` header: a string of structured fields (RFC 9651), or the bare text
    /// that many programs send.
    ///
    /// # Errors
    ///
    /// When it is neither.
    pub fn parse_header(value: &str) -> Result<Self, KeyShape> {
        let value = value.trim_matches([' ', '\t']);
        match value.strip_prefix('"') {
            Some(rest) => Self::new(&unescape(rest.strip_suffix('"').ok_or(KeyShape)?)?),
            None if value.contains([' ', '"', '\\', ',', ';', '\t']) => Err(KeyShape),
            None => Self::new(value),
        }
    }

    /// Returns the key's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// In a string only quotes and backslashes are escaped, and they always are.
fn unescape(quoted: &str) -> Result<String, KeyShape> {
    let mut text = String::new();
    let mut characters = quoted.chars();
    while let Some(c) = characters.next() {
        match c {
            '"' => return Err(KeyShape),
            '\\' => text.push(characters.next().filter(|c| matches!(c, '"' | '\\')).ok_or(KeyShape)?),
            _ => text.push(c),
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn read(header: &str, expected: Option<&str>) {
        let key = IdempotencyKey::parse_header(header);
        assert_eq!(key.as_ref().ok().map(IdempotencyKey::as_str), expected, "{header}");
    }

    #[test]
    fn a_quoted_string_is_a_key() {
        read(r#""8e03978e-40d5""#, Some("8e03978e-40d5"));
        read(r#" "a b;c" "#, Some("a b;c"));
        read(r#""a\"b\\c""#, Some(r#"a"b\c"#));
    }

    #[test]
    fn a_bare_text_is_a_key() {
        read("8e03978e-40d5", Some("8e03978e-40d5"));
    }

    #[test]
    fn what_is_broken_empty_or_too_long_is_no_key() {
        for header in
            ["", "\"\"", "\"a", "a\"", "\"a\"b\"", r#""a\b""#, r#""a\""#, "a b", "a,b", "\"a\";p=1", "ñ"]
        {
            read(header, None);
        }
        read(&"k".repeat(255), Some(&"k".repeat(255)));
        read(&"k".repeat(256), None);
    }
}
