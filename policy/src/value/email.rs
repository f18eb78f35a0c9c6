//! E-mail addresses.

use email_address::{EmailAddress, Options};

use crate::value::domain::Domain;

/// The maximum length of an address: RFC 3696, erratum 1690.
pub const MAX_LEN: usize = 254;

/// An e-mail address in lower case, without quotes, at a domain.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Email {
    local: String,
    domain: Domain,
    address: String,
}

impl Email {
    /// Returns the address in `text`, or `None` if there is no valid address.
    ///
    /// A pasted `mailto:`, angle brackets and a final point, comma or semicolon are removed first. Quoted local parts
    /// and IP addresses are rejected, as mail services do (GOV.UK Notify).
    ///
    /// ```
    /// use policy::value::Email;
    /// assert_eq!(Email::parse("<Ana@Ejemplo.com>;").unwrap().as_str(), "ana@ejemplo.com");
    /// assert!(Email::parse("ana.ejemplo.com").is_none());
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (local, domain) = split(text)?;
        Self::from_parts(local, &domain)
    }

    pub(crate) fn from_parts(local: String, domain: &str) -> Option<Self> {
        let domain = Domain::parse_strict(domain)?;
        let address = format!("{local}@{}", domain.as_str());
        let options = Options::default().with_required_tld().without_display_text().without_domain_literal();
        let is_plain = !local.contains('"') && address.is_ascii() && address.len() <= MAX_LEN;
        let is_address = is_plain && EmailAddress::parse_with_options(&address, options).is_ok();
        is_address.then_some(Self { local, domain, address })
    }

    /// Returns the whole address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.address
    }

    /// Returns the part before the `@`.
    #[must_use]
    pub fn local(&self) -> &str {
        &self.local
    }

    /// Returns the domain.
    #[must_use]
    pub fn domain(&self) -> &Domain {
        &self.domain
    }
}

/// Returns the local part and the domain in `text`, unchecked and in lower case.
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
    fn assert_rejected(text: &str) {
        assert_eq!(Email::parse(text), None, "{text}");
    }

    #[test]
    fn parse_splits_local_part_and_domain() {
        let email = Email::parse("O'Brien+x@Sub.Ejemplo.com.mx").unwrap();
        assert_eq!((email.local(), email.domain().as_str()), ("o'brien+x", "sub.ejemplo.com.mx"));
    }

    #[test]
    fn parse_requires_both_parts() {
        assert_rejected("");
        assert_rejected("ana.example.com");
        assert_rejected("@example.com");
        assert_rejected("ana@");
    }

    #[test]
    fn parse_rejects_addresses_that_services_reject() {
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
            assert_rejected(text);
        }
    }

    #[test]
    fn parse_rejects_more_than_254_characters() {
        let address =
            |labels: usize| format!("{0}@{1}.{1}.{2}.mx", "a".repeat(64), "d".repeat(63), "e".repeat(labels));
        assert_eq!(address(58).len(), 254);
        assert!(Email::parse(&address(58)).is_some());
        assert_rejected(&address(59));
    }
}
