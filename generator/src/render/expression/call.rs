//! Parses a component call: `{{ <tiempo nivel="emergencia" fuera={true} /> }}`.

/// A component call. Columns are in characters from the start of the expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Call<'a> {
    pub(super) name: &'a str,
    pub(super) column: usize,
    pub(super) arguments: Vec<Argument<'a>>,
}

/// An argument of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Argument<'a> {
    pub(super) name: &'a str,
    /// Its value, if it is a quoted text.
    pub(super) text: Option<&'a str>,
    /// The column of its name.
    pub(super) column: usize,
}

/// Returns the text between the braces.
pub(super) fn inside(source: &str) -> &str {
    let inner = source.trim().trim_start_matches("{{").trim_end_matches("}}");
    inner.trim_start_matches('-').trim_end_matches('-').trim()
}

/// Returns the column at which [`inside`] begins.
pub(super) fn start(source: &str) -> usize {
    let inner = inside(source);
    source.split_once(inner).map_or(0, |(before, _)| before.chars().count())
}

impl<'a> Call<'a> {
    /// Parses the call `source`; `None` for another expression.
    ///
    /// # Errors
    ///
    /// The column of the syntax error.
    pub(super) fn parse(source: &'a str) -> Result<Option<Self>, usize> {
        let Some(rest) = inside(source).strip_prefix('<') else {
            return Ok(None);
        };
        let mut cursor = Cursor { rest, column: start(source) + 1 };
        let column = cursor.column;
        let name = cursor.name()?;
        let mut arguments = Vec::new();
        loop {
            cursor.spaces();
            if cursor.rest == "/>" {
                return Ok(Some(Self { name, column, arguments }));
            }
            arguments.push(cursor.argument()?);
        }
    }
}

struct Cursor<'a> {
    rest: &'a str,
    column: usize,
}

impl<'a> Cursor<'a> {
    /// Consumes `len` bytes.
    fn take(&mut self, len: usize) -> &'a str {
        let (text, rest) = self.rest.split_at(len);
        self.column += text.chars().count();
        self.rest = rest;
        text
    }

    fn spaces(&mut self) {
        self.take(self.rest.len() - self.rest.trim_start().len());
    }

    fn name(&mut self) -> Result<&'a str, usize> {
        let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
        match self.rest.find(|c| !is_part(c)).unwrap_or(self.rest.len()) {
            0 => Err(self.column),
            len => Ok(self.take(len)),
        }
    }

    fn argument(&mut self) -> Result<Argument<'a>, usize> {
        let column = self.column;
        let name = self.name()?;
        if !self.rest.starts_with('=') {
            return Err(self.column);
        }
        self.take(1);
        let close = match self.rest.chars().next() {
            Some(quote @ ('"' | '\'')) => quote,
            Some('{') => '}',
            _ => return Err(self.column),
        };
        let len = self.rest[1..].find(close).ok_or(self.column)?;
        let value = &self.take(len + 2)[1..=len];
        Ok(Argument { name, text: (close != '}').then_some(value), column })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn call_has_name_and_arguments() {
        let call = Call::parse("{{ <tiempo nivel=\"ñu\" fuera={true} /> }}");
        let arguments = vec![
            Argument { name: "nivel", text: Some("ñu"), column: 11 },
            Argument { name: "fuera", text: None, column: 22 },
        ];
        assert_eq!(call, Ok(Some(Call { name: "tiempo", column: 4, arguments })));
    }

    #[test]
    fn call_is_none_for_other_expressions() {
        assert_eq!(Call::parse("{{ sitio.version }}"), Ok(None));
    }

    #[test]
    fn call_error_has_the_column() {
        assert_eq!(Call::parse("{{ <tiempo nivel> }}"), Err(16));
        assert_eq!(Call::parse("{{ <tiempo nivel=\"x /> }}"), Err(17));
        assert_eq!(Call::parse("{{ < /> }}"), Err(4));
    }
}
