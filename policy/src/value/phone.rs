//! Telephone numbers.
//!
//! The rule is the policy's own: ten national digits as dialled in Mexico since August 2019, or `+` and 8 to 15 digits
//! (E.164). A library with numbering plans would reject numbers that are newer than its tables.

/// A telephone number in E.164, and as the visitor wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phone {
    e164: String,
    typed: String,
}

/// The reason why a text is not a telephone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParsePhoneError {
    /// It has characters other than digits and separators, or too few or too many digits.
    Format,
    /// It has an obsolete prefix: 01, 044 or 045.
    Prefix,
}

impl Phone {
    /// Returns the number in `text`; ten digits are a number in Mexico.
    ///
    /// # Errors
    ///
    /// See [`ParsePhoneError`].
    ///
    /// ```
    /// use policy::value::Phone;
    /// assert_eq!(Phone::parse("(81) 1522-5000").unwrap().e164(), "+528115225000");
    /// ```
    pub fn parse(text: &str) -> Result<Self, ParsePhoneError> {
        let typed = text.trim();
        let (plus, rest) = match typed.strip_prefix('+') {
            Some(rest) => (true, rest),
            None => (false, typed),
        };
        let is_separator = |c: char| matches!(c, ' ' | '.' | '-' | '(' | ')' | '\u{2010}'..='\u{2015}');
        let digits: String = rest.chars().filter(|c| !is_separator(*c)).collect();
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(ParsePhoneError::Format);
        }
        let e164 = match (plus, digits.len()) {
            (true, 8..=15) if !digits.starts_with('0') => format!("+{digits}"),
            (false, 10) if !digits.starts_with('0') => format!("+52{digits}"),
            (false, 12 | 13) if has_obsolete_prefix(&digits) => return Err(ParsePhoneError::Prefix),
            _ => return Err(ParsePhoneError::Format),
        };
        Ok(Self { e164, typed: typed.to_owned() })
    }

    /// Returns the number in E.164, as `+528115225000`.
    #[must_use]
    pub fn e164(&self) -> &str {
        &self.e164
    }

    /// Returns the number as the visitor wrote it.
    #[must_use]
    pub fn typed(&self) -> &str {
        &self.typed
    }
}

fn has_obsolete_prefix(digits: &str) -> bool {
    let prefixes = ["01", "044", "045"];
    prefixes.iter().any(|prefix| digits.strip_prefix(prefix).is_some_and(|rest| rest.len() == 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parse_adds_the_mexican_prefix_to_ten_digits() {
        for text in
            ["8115225000", "81 1522 5000", "(81)1522-5000", " 81.1522.5000 ", "81\u{2011}1522\u{2011}5000"]
        {
            assert_eq!(Phone::parse(text).unwrap().e164(), "+528115225000", "{text}");
        }
    }

    #[test]
    fn parse_accepts_international_numbers_with_plus() {
        assert_eq!(Phone::parse("+34 600 123 456").unwrap().e164(), "+34600123456");
        assert_eq!(Phone::parse("+12345678").unwrap().e164(), "+12345678");
    }

    #[test]
    fn parse_reports_obsolete_prefixes() {
        for text in ["01 81 1522 5000", "044 81 1522 5000", "045 81 1522 5000"] {
            assert_eq!(Phone::parse(text), Err(ParsePhoneError::Prefix), "{text}");
        }
    }

    #[test]
    fn parse_rejects_other_texts() {
        let long = "+1234567890123456";
        for text in [
            "",
            "+",
            "811522500",
            "81152250000",
            "+1234567",
            long,
            "8115225000 ext 5",
            "0115225000",
            "+0115225000",
        ] {
            assert_eq!(Phone::parse(text), Err(ParsePhoneError::Format), "{text}");
        }
    }
}
