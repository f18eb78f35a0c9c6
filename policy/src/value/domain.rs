//! E-mail domains in ASCII.

use unicode_security::MixedScript;
use unicode_security::confusable_detection::skeleton;

/// A domain of at least two labels, in lower case ASCII; other scripts are in punycode.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Domain(String);

impl Domain {
    /// Returns the domain in `text`, or `None` if there is no valid domain.
    ///
    /// A pasted `https://`, `www.`, `@`, path or final point is removed first. Labels follow RFC 1123 (letters, digits
    /// and inner hyphens, at most 63), the domain has at most 253 characters (RFC 1035), and the last label is not a
    /// number, which excludes IP addresses.
    ///
    /// ```
    /// use policy::value::Domain;
    /// let domain = Domain::parse("https://www.Peña.com.mx/contacto").unwrap();
    /// assert_eq!(domain.as_str(), "xn--pea-8ma.com.mx");
    /// assert!(Domain::parse("localhost").is_none());
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase();
        let text = text.split_once("://").map_or(text.as_str(), |(_, rest)| rest);
        let text = text.split(['/', '?', '#']).next()?;
        let text = text.strip_prefix("www.").unwrap_or(text);
        let text = text.strip_prefix('@').unwrap_or(text);
        Self::parse_strict(text.strip_suffix('.').unwrap_or(text))
    }

    /// Returns the domain `text`, or `None` if it is not exactly a valid domain.
    #[must_use]
    pub fn parse_strict(text: &str) -> Option<Self> {
        let ascii = idna::domain_to_ascii_cow(text.as_bytes(), idna::AsciiDenyList::STD3).ok()?;
        let labels: Vec<&str> = ascii.split('.').collect();
        let last_is_name = labels.last()?.bytes().any(|b| b.is_ascii_alphabetic());
        let is_valid = labels.len() >= 2 && ascii.len() <= 253 && last_is_name;
        (is_valid && labels.iter().all(|label| is_label(label))).then(|| Self(ascii.into_owned()))
    }

    /// Returns the domain in ASCII.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns whether a label can be confused with another one: it mixes scripts, or all of it looks like ASCII
    /// (Unicode TS 39).
    ///
    /// ```
    /// use policy::value::Domain;
    /// let is_confusable = |text| Domain::parse_strict(text).unwrap().is_confusable();
    /// assert!(is_confusable("\u{440}\u{430}\u{443}\u{440}\u{430}l.com"));
    /// assert!(!is_confusable("xn--pea-8ma.com.mx"));
    /// ```
    #[must_use]
    pub fn is_confusable(&self) -> bool {
        let (unicode, _) = idna::domain_to_unicode(&self.0);
        let mut labels = unicode.split('.').filter(|label| !label.is_ascii());
        labels.any(|label| !label.is_single_script() || skeleton(label).all(|c| c.is_ascii()))
    }
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_rejected(text: &str) {
        assert_eq!(Domain::parse(text), None, "{text}");
    }

    #[track_caller]
    fn assert_parsed(text: &str, domain: &str) {
        assert_eq!(Domain::parse(text).unwrap().as_str(), domain);
    }

    #[test]
    fn parse_removes_scheme_prefix_path_and_final_point() {
        assert_parsed("@Empresa.MX", "empresa.mx");
        assert_parsed("www.empresa.com.mx.", "empresa.com.mx");
        assert_parsed("http://empresa.mx?x=1", "empresa.mx");
    }

    #[test]
    fn parse_requires_two_labels() {
        assert_rejected("");
        assert_rejected("empresa");
        assert_rejected(".mx");
        assert_rejected("empresa..mx");
    }

    #[test]
    fn parse_rejects_ip_addresses() {
        assert_rejected("10.0.0.1");
        assert_rejected("[::1]");
    }

    #[test]
    fn parse_limits_length_of_labels_and_domain() {
        assert_parsed(&format!("{}.mx", "a".repeat(63)), &format!("{}.mx", "a".repeat(63)));
        assert_rejected(&format!("{}.mx", "a".repeat(64)));
        let long = format!("{0}.{0}.{0}.{1}.mx", "a".repeat(63), "b".repeat(58));
        assert_eq!(long.len(), 253);
        assert_parsed(&long, &long);
        assert_rejected(&format!("c{long}"));
        assert_rejected("-empresa.mx");
        assert_rejected("emp_resa.mx");
        assert_rejected("emp resa.mx");
    }

    #[test]
    fn parse_encodes_other_scripts_as_punycode() {
        assert_parsed("ex\u{430}mple.com", "xn--exmple-4nf.com");
    }

    #[test]
    fn is_confusable_detects_mixed_scripts_and_lookalikes() {
        let is_confusable = |text: &str| Domain::parse_strict(text).unwrap().is_confusable();
        for text in ["ex\u{430}mple.com", "mail.\u{441}\u{43e}\u{441}\u{43e}.mx", "g\u{3bf}\u{3bf}gle.com"] {
            assert!(is_confusable(text), "{text}");
        }
        for text in ["empresa.mx", "peña.com.mx", "münchen.de", "россия.рф", "日本語.jp", "テスト漢字.jp"]
        {
            assert!(!is_confusable(text), "{text}");
        }
    }
}
