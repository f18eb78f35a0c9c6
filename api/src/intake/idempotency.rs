//! The idempotency key of a request, so that sending it again creates no second ticket.

/// An idempotency key: 1 to 255 visible ASCII characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey(String);

/// A text is not an idempotency key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "la clave debe ser una cadena entre comillas, de 1 a 255 caracteres visibles de ASCII, como \"8e03978e-40d5\""
)]
pub struct InvalidIdempotencyKey;

/// The maximum length of a key.
const MAX_LEN: usize = 255;

impl IdempotencyKey {
    /// Returns the key in a page's `token_envio`.
    ///
    /// # Errors
    ///
    /// When `text` is not a key.
    pub fn new(text: &str) -> Result<Self, InvalidIdempotencyKey> {
        let is_valid = (1..=MAX_LEN).contains(&text.len()) && text.bytes().all(|b| matches!(b, b' '..=b'~'));
        is_valid.then(|| Self(text.to_owned())).ok_or(InvalidIdempotencyKey)
    }

    /// Returns the key in an `Idempotency-Key` header: a string of structured fields (RFC 9651), or the bare text that
    /// many programs send.
    ///
    /// # Errors
    ///
    /// When `value` is neither.
    pub fn parse_header(value: &str) -> Result<Self, InvalidIdempotencyKey> {
        let value = value.trim_matches([' ', '\t']);
        match value.strip_prefix('"') {
            Some(rest) => {
                let text = rest.strip_suffix('"').and_then(unescape);
                Self::new(&text.ok_or(InvalidIdempotencyKey)?)
            }
            None if value.contains([' ', '"', '\\', ',', ';', '\t']) => Err(InvalidIdempotencyKey),
            None => Self::new(value),
        }
    }

    /// Returns the text of the key.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// In a string, quotes and backslashes must be escaped, and nothing else may be.
fn unescape(quoted: &str) -> Option<String> {
    let mut characters = quoted.chars();
    let mut text = String::new();
    while let Some(c) = characters.next() {
        text.push(match c {
            '"' => return None,
            '\\' => characters.next().filter(|c| matches!(c, '"' | '\\'))?,
            c => c,
        });
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_key(header: &str, expected: Option<&str>) {
        let key = IdempotencyKey::parse_header(header);
        assert_eq!(key.as_ref().ok().map(IdempotencyKey::as_str), expected, "{header}");
    }

    #[test]
    fn parse_header_accepts_quoted_string() {
        assert_key(r#""8e03978e-40d5""#, Some("8e03978e-40d5"));
        assert_key(r#" "a b;c" "#, Some("a b;c"));
        assert_key(r#""a\"b\\c""#, Some(r#"a"b\c"#));
    }

    #[test]
    fn parse_header_accepts_bare_text() {
        assert_key("8e03978e-40d5", Some("8e03978e-40d5"));
    }

    #[test]
    fn parse_header_returns_error_when_key_is_invalid() {
        for header in
            ["", "\"\"", "\"a", "a\"", "\"a\"b\"", r#""a\b""#, r#""a\""#, "a b", "a,b", "\"a\";p=1", "ñ"]
        {
            assert_key(header, None);
        }
        assert_key(&"k".repeat(255), Some(&"k".repeat(255)));
        assert_key(&"k".repeat(256), None);
    }
}
