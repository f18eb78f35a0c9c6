//! Telephone numbers.
//!
//! The rule is the policy's own: ten national digits as people dial in Mexico since August 2019, or `+` and 8 to 15
//! digits (E.164). A library that knows every numbering plan would refuse numbers newer than its tables, and a
//! request would be lost over it.

/// A number in E.164, and as the visitor wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phone {
    e164: String,
    typed: String,
}

/// Why a text is no telephone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParsePhoneError {
    /// It has something else than digits and what people write between them, or too few or too many digits.
    Format,
    /// It has a prefix (01, 044 or 045) that is no longer dialled.
    Prefix,
}

impl Phone {
    /// Returns the number that `text` holds; ten digits are a number of Mexico.
    ///
    /// # Errors
    ///
    /// [`ParsePhoneError`] tells which rule it breaks.
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
        let is_filler = |c: char| matches!(c, ' ' | '.' | '-' | '(' | ')' | '\u{2010}'..='\u{2015}');
        let digits: String = rest.chars().filter(|c| !is_filler(*c)).collect();
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(ParsePhoneError::Format);
        }
        let e164 = match (plus, digits.len()) {
            (true, 8..=15) if !digits.starts_with('0') => format!("+{digits}"),
            (false, 10) if !digits.starts_with('0') => format!("+52{digits}"),
            (false, 12 | 13) if has_old_prefix(&digits) => return Err(ParsePhoneError::Prefix),
            _ => return Err(ParsePhoneError::Format),
        };
        Ok(Self { e164, typed: typed.to_owned() })
    }

    /// Returns the number in E.164, as `+528115225000`.
    #[must_use]
    pub fn e164(&self) -> &str {
        &self.e164
    }

    /// Returns the number as it was written.
    #[must_use]
    pub fn typed(&self) -> &str {
        &self.typed
    }
}

fn has_old_prefix(digits: &str) -> bool {
    let prefixes = ["01", "044", "045"];
    prefixes.iter().any(|prefix| digits.strip_prefix(prefix).is_some_and(|rest| rest.len() == 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_digits_are_a_number_of_mexico() {
        for text in
            ["8115225000", "81 1522 5000", "(81)1522-5000", " 81.1522.5000 ", "81\u{2011}1522\u{2011}5000"]
        {
            assert_eq!(Phone::parse(text).unwrap().e164(), "+528115225000", "{text}");
        }
    }

    #[test]
    fn a_number_abroad_starts_with_plus() {
        assert_eq!(Phone::parse("+34 600 123 456").unwrap().e164(), "+34600123456");
        assert_eq!(Phone::parse("+12345678").unwrap().e164(), "+12345678");
    }

    #[test]
    fn a_prefix_that_is_no_longer_dialled_is_told_apart() {
        for text in ["01 81 1522 5000", "044 81 1522 5000", "045 81 1522 5000"] {
            assert_eq!(Phone::parse(text), Err(ParsePhoneError::Prefix), "{text}");
        }
    }

    #[test]
    fn other_texts_are_no_numbers() {
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
