//! The call of a component, taken apart: `{{ <tiempo nivel="emergencia" fuera={true} /> }}`.

/// The call of a component. Columns count characters from the start of the expression.
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
    /// Its value, when that is a text between quotes.
    pub(super) text: Option<&'a str>,
    /// Where its name begins.
    pub(super) column: usize,
}

/// Returns what stands between the braces.
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
    /// Returns the call that `source` is; `None` when it is another expression.
    ///
    /// # Errors
    ///
    /// The column at which it stops being a call.
    pub(super) fn read(source: &'a str) -> Result<Option<Self>, usize> {
        let Some(rest) = inside(source).strip_prefix('<') else {
            return Ok(None);
        };
        let mut scanner = Scanner { rest, column: start(source) + 1 };
        let column = scanner.column;
        let name = scanner.name()?;
        let mut arguments = Vec::new();
        loop {
            scanner.spaces();
            if scanner.rest == "/>" {
                return Ok(Some(Self { name, column, arguments }));
            }
            arguments.push(scanner.argument()?);
        }
    }
}

struct Scanner<'a> {
    rest: &'a str,
    column: usize,
}

impl<'a> Scanner<'a> {
    /// Takes `len` bytes, which end at the end of a character.
    fn take(&mut self, len: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(len);
        self.column += taken.chars().count();
        self.rest = rest;
        taken
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
    fn a_call_has_a_name_and_arguments() {
        let call = Call::read("{{ <tiempo nivel=\"ñu\" fuera={true} /> }}");
        let arguments = vec![
            Argument { name: "nivel", text: Some("ñu"), column: 11 },
            Argument { name: "fuera", text: None, column: 22 },
        ];
        assert_eq!(call, Ok(Some(Call { name: "tiempo", column: 4, arguments })));
    }

    #[test]
    fn another_expression_is_no_call() {
        assert_eq!(Call::read("{{ sitio.version }}"), Ok(None));
    }

    #[test]
    fn what_is_no_call_is_told_where_it_stops_being_one() {
        assert_eq!(Call::read("{{ <tiempo nivel> }}"), Err(16));
        assert_eq!(Call::read("{{ <tiempo nivel=\"x /> }}"), Err(17));
        assert_eq!(Call::read("{{ < /> }}"), Err(4));
    }
}
