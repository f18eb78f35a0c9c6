//! E-mail addresses.

use email_address::{EmailAddress, Options};

use crate::value::domain::Domain;

/// The greatest length of an address: RFC 3696, erratum 1690.
pub const MAX_LEN: usize = 254;

/// An address to which a person can be written: in lower case, without quotes, at a domain.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Email {
    address: String,
    at: usize,
}

impl Email {
    /// Returns the address that `text` holds, or `None` when it holds none.
    ///
    /// A pasted `mailto:`, angle brackets and a final point, comma or semicolon are taken off first. Quoted local
    /// parts and addresses of machines are not taken: mail services do not either (GOV.UK Notify).
    ///
    /// ```
    /// use policy::value::Email;
    /// assert_eq!(Email::parse("<Ana@Ejemplo.com>;").unwrap().as_str(), "ana@ejemplo.com");
    /// assert!(Email::parse("ana.ejemplo.com").is_none());
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (local, domain) = split(text)?;
        let domain = Domain::parse_strict(&domain)?;
        let address = format!("{local}@{}", domain.as_str());
        let options = Options::default().with_required_tld().without_display_text().without_domain_literal();
        let is_plain = !local.contains('"') && address.is_ascii() && address.len() <= MAX_LEN;
        let is_address = is_plain && EmailAddress::parse_with_options(&address, options).is_ok();
        is_address.then_some(Self { at: local.len(), address })
    }

    /// Returns the whole address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.address
    }

    /// Returns what stands before the `@`.
    #[must_use]
    pub fn local(&self) -> &str {
        &self.address[..self.at]
    }

    /// Returns what stands after the `@`.
    #[must_use]
    pub fn domain(&self) -> &str {
        &self.address[self.at + 1..]
    }
}

/// Returns the two sides of the `@` in `text`, in lower case and without what is pasted around an address.
pub(crate) fn split(text: &str) -> Option<(String, String)> {
    let text = text.trim().to_lowercase();
    let text = text.strip_prefix("mailto:").unwrap_or(&text);
    let text = text.trim_end_matches(['.', ',', ';']);
    let text = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or(text);
    let (local, domain) = text.rsplit_once('@')?;
    Some((local.to_owned(), domain.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(text: &str) {
        assert_eq!(Email::parse(text), None, "{text}");
    }

    #[test]
    fn an_address_has_two_sides() {
        let email = Email::parse("O'Brien+x@Sub.Ejemplo.com.mx").unwrap();
        assert_eq!((email.local(), email.domain()), ("o'brien+x", "sub.ejemplo.com.mx"));
    }

    #[test]
    fn an_address_without_at_is_refused() {
        refused("");
        refused("ana.example.com");
        refused("@example.com");
        refused("ana@");
    }

    #[test]
    fn an_address_that_mail_services_do_not_take_is_refused() {
        for text in [
            "ana@localhost",
            "ana@[127.0.0.1]",
            "\"ana\"@ejemplo.com",
            "ana..m@ejemplo.com",
            ".ana@ejemplo.com",
            "ana@ejemplo..com",
            "ana m@ejemplo.com",
            "a@b@ejemplo.com",
            "josé@ejemplo.com",
            "ana@ejemplo.com\r\nBcc: x@ejemplo.com",
        ] {
            refused(text);
        }
    }

    #[test]
    fn an_address_has_254_characters_at_most() {
        let address =
            |labels: usize| format!("{0}@{1}.{1}.{2}.mx", "a".repeat(64), "d".repeat(63), "e".repeat(labels));
        assert_eq!(address(58).len(), 254);
        assert!(Email::parse(&address(58)).is_some());
        refused(&address(59));
    }
}
