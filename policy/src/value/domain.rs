//! Domains of mail, in the form that the network uses.

use unicode_security::MixedScript;
use unicode_security::confusable_detection::skeleton;

/// A domain of at least two labels, in ASCII lower case; names in other scripts are punycode.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Domain(String);

impl Domain {
    /// Returns the domain that `text` names, or `None` when it names none.
    ///
    /// A pasted `https://`, `www.`, `@`, path or final point is taken off first. Labels follow RFC 1123 (letters,
    /// digits and inner hyphens, 63 at most), the whole has 253 characters at most (RFC 1035), and the last label
    /// is not a number, so that an IP address is no domain.
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

    /// Returns the domain that `text` is, with nothing taken off.
    #[must_use]
    pub fn parse_strict(text: &str) -> Option<Self> {
        let ascii = idna::domain_to_ascii_cow(text.as_bytes(), idna::AsciiDenyList::STD3).ok()?;
        let labels: Vec<&str> = ascii.split('.').collect();
        let last_is_name = labels.last()?.bytes().any(|b| b.is_ascii_alphabetic());
        let whole = labels.len() >= 2 && ascii.len() <= 253 && last_is_name;
        (whole && labels.iter().all(|label| is_label(label))).then(|| Self(ascii.into_owned()))
    }

    /// Returns the domain in ASCII.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Returns whether some label of `domain` could be read as another: it mixes scripts, or looks like ASCII and is not
/// (Unicode TS 39). `domain` is in ASCII, as [`Domain::as_str`] is.
///
/// ```
/// use policy::value::domain::{Domain, is_confusable};
/// let domain = Domain::parse_strict("\u{440}\u{430}\u{443}\u{440}\u{430}l.com").unwrap();
/// assert!(is_confusable(domain.as_str()));
/// assert!(!is_confusable("xn--pea-8ma.com.mx"));
/// ```
#[must_use]
pub fn is_confusable(domain: &str) -> bool {
    let (unicode, _) = idna::domain_to_unicode(domain);
    let mut foreign = unicode.split('.').filter(|label| !label.is_ascii());
    foreign.any(|label| !label.is_single_script() || skeleton(label).all(|c| c.is_ascii()))
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(text: &str) {
        assert_eq!(Domain::parse(text), None, "{text}");
    }

    #[track_caller]
    fn read(text: &str, domain: &str) {
        assert_eq!(Domain::parse(text).unwrap().as_str(), domain);
    }

    #[test]
    fn what_is_pasted_around_a_domain_is_taken_off() {
        read("@Empresa.MX", "empresa.mx");
        read("www.empresa.com.mx.", "empresa.com.mx");
        read("http://empresa.mx?x=1", "empresa.mx");
    }

    #[test]
    fn a_domain_has_two_labels_at_least() {
        refused("");
        refused("empresa");
        refused(".mx");
        refused("empresa..mx");
    }

    #[test]
    fn an_address_of_a_machine_is_no_domain() {
        refused("10.0.0.1");
        refused("[::1]");
    }

    #[test]
    fn labels_and_the_whole_have_their_limits() {
        read(&format!("{}.mx", "a".repeat(63)), &format!("{}.mx", "a".repeat(63)));
        refused(&format!("{}.mx", "a".repeat(64)));
        let long = format!("{0}.{0}.{0}.{1}.mx", "a".repeat(63), "b".repeat(58));
        assert_eq!(long.len(), 253);
        read(&long, &long);
        refused(&format!("c{long}"));
        refused("-empresa.mx");
        refused("emp_resa.mx");
        refused("emp resa.mx");
    }

    #[test]
    fn a_lookalike_in_another_script_is_another_domain() {
        read("ex\u{430}mple.com", "xn--exmple-4nf.com");
    }

    #[test]
    fn a_lookalike_mixes_scripts_or_is_written_wholly_in_another() {
        let looks = |text: &str| is_confusable(Domain::parse_strict(text).unwrap().as_str());
        for text in ["ex\u{430}mple.com", "mail.\u{441}\u{43e}\u{441}\u{43e}.mx", "g\u{3bf}\u{3bf}gle.com"] {
            assert!(looks(text), "{text}");
        }
        for text in ["empresa.mx", "peña.com.mx", "münchen.de", "россия.рф", "日本語.jp", "テスト漢字.jp"]
        {
            assert!(!looks(text), "{text}");
        }
    }
}
