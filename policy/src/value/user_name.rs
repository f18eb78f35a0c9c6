//! The user names that each mail system allows before the `@`.
//!
//! - cPanel and the corporate mail: `a-z 0-9 . _ -`, 64 at most; it starts and ends with a letter or digit (ours).
//! - Google (support.google.com/a/answer/9193374): `a-z 0-9 - _ ' .`, 64 at most, no point at the start, at the end or doubled.
//! - Microsoft (entra-docs, concept-sspr-policy): `a-z 0-9 ' . - _ ! # ^ ~`, no point before the `@`; 50 at most, 48
//!   for the domain, the limits of its bulk import.
//!
//! All three convert capitals to lower case.

use crate::text::normalize;
use crate::value::Email;

/// A mail system with its own rules for user names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailSystem {
    /// The corporate mail and cPanel hosting.
    Cpanel,
    /// Google Workspace.
    Google,
    /// Microsoft 365.
    Microsoft,
}

/// An account of a mail system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Account {
    /// A user name; the domain is known elsewhere.
    UserName(String),
    /// A whole address.
    Email(Email),
}

impl Account {
    /// Returns the user name or the address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::UserName(name) => name,
            Self::Email(email) => email.as_str(),
        }
    }

    /// Returns the address, if the account has one.
    #[must_use]
    pub fn email(&self) -> Option<&Email> {
        if let Self::Email(email) = self { Some(email) } else { None }
    }
}

/// The reason why a text is not a user name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParseUserNameError {
    /// It has accents or an ñ; the field is the name without them.
    Accents(String),
    /// It has characters that the system does not allow.
    Characters,
    /// It has a point at the start, at the end or doubled.
    Point,
    /// The system reserves this name.
    Reserved(String),
    /// It is too long.
    Long,
}

impl MailSystem {
    /// The names of the systems in content.
    pub const NAMES: [&'static str; 3] = ["cpanel", "google", "microsoft"];

    /// Returns the system with this name in content.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let index = Self::NAMES.iter().position(|known| *known == name)?;
        Some([Self::Cpanel, Self::Google, Self::Microsoft][index])
    }

    /// Returns the maximum length of a user name.
    #[must_use]
    pub fn max_len(self) -> usize {
        match self {
            Self::Cpanel | Self::Google => 64,
            Self::Microsoft => 50,
        }
    }

    /// Returns the maximum length of a domain.
    #[must_use]
    pub fn max_domain_len(self) -> usize {
        match self {
            Self::Cpanel | Self::Google => 253,
            Self::Microsoft => 48,
        }
    }

    /// Returns the user name in lower case.
    ///
    /// # Errors
    ///
    /// See [`ParseUserNameError`]. Accents are reported first, because there is a suggestion.
    pub fn parse_user_name(self, typed: &str) -> Result<String, ParseUserNameError> {
        let name = typed.trim().to_lowercase();
        let folded = normalize::fold_accents(&name);
        if folded != name && folded.chars().all(|c| self.allows_char(c)) {
            return Err(ParseUserNameError::Accents(folded));
        }
        if name.is_empty() || !name.chars().all(|c| self.allows_char(c)) || !self.has_valid_edges(&name) {
            return Err(ParseUserNameError::Characters);
        }
        match name {
            name if !self.has_valid_points(&name) => Err(ParseUserNameError::Point),
            name if normalize::char_count(&name) > self.max_len() => Err(ParseUserNameError::Long),
            name if self.reserved().contains(&&*name) => Err(ParseUserNameError::Reserved(name)),
            name => Ok(name),
        }
    }

    fn allows_char(self, c: char) -> bool {
        let signs = match self {
            Self::Cpanel => "._-",
            Self::Google => "._-'",
            Self::Microsoft => "._-'!#^~",
        };
        c.is_ascii_lowercase() || c.is_ascii_digit() || signs.contains(c)
    }

    fn has_valid_edges(self, name: &str) -> bool {
        let is_sign = |c: char| matches!(c, '_' | '-');
        self != Self::Cpanel || !(name.starts_with(is_sign) || name.ends_with(is_sign))
    }

    /// No system allows two points in a row.
    fn has_valid_points(self, name: &str) -> bool {
        let is_valid_start = self == Self::Microsoft || !name.starts_with('.');
        is_valid_start && !name.ends_with('.') && !name.contains("..")
    }

    fn reserved(self) -> &'static [&'static str] {
        match self {
            Self::Cpanel => &["cpanel", "abuse", "postmaster"],
            Self::Google => &["abuse", "postmaster"],
            Self::Microsoft => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_error(system: MailSystem, name: &str, error: ParseUserNameError) {
        assert_eq!(system.parse_user_name(name), Err(error), "{name}");
    }

    #[test]
    fn parse_user_name_converts_to_lower_case() {
        for system in [MailSystem::Cpanel, MailSystem::Google, MailSystem::Microsoft] {
            assert_eq!(system.parse_user_name("Ana.Lopez").unwrap(), "ana.lopez");
        }
    }

    #[test]
    fn parse_user_name_suggests_a_name_without_accents() {
        assert_error(MailSystem::Google, "José.Muñoz", ParseUserNameError::Accents("jose.munoz".to_owned()));
        assert_error(MailSystem::Google, "josé+x", ParseUserNameError::Characters);
    }

    #[test]
    fn parse_user_name_allows_signs_by_system() {
        assert!(MailSystem::Microsoft.parse_user_name("a!b#c^d~e'f").is_ok());
        assert!(MailSystem::Google.parse_user_name("o'brien").is_ok());
        assert_error(MailSystem::Google, "a!b", ParseUserNameError::Characters);
        assert_error(MailSystem::Cpanel, "o'brien", ParseUserNameError::Characters);
        assert_error(MailSystem::Cpanel, "-a", ParseUserNameError::Characters);
        assert!(MailSystem::Google.parse_user_name("-a_").is_ok());
        for sign in ["a+b", "a=b", "a&b", "a<b", "a,b", "a b", ""] {
            assert_error(MailSystem::Google, sign, ParseUserNameError::Characters);
        }
    }

    #[test]
    fn parse_user_name_rejects_points_at_edges_and_doubled() {
        for name in [".a", "a.", "a..b"] {
            assert_error(MailSystem::Google, name, ParseUserNameError::Point);
            assert_error(MailSystem::Cpanel, name, ParseUserNameError::Point);
        }
        assert_error(MailSystem::Microsoft, "a.", ParseUserNameError::Point);
    }

    #[test]
    fn parse_user_name_limits_length_by_system() {
        for (system, longest) in
            [(MailSystem::Cpanel, 64), (MailSystem::Google, 64), (MailSystem::Microsoft, 50)]
        {
            assert!(system.parse_user_name(&"a".repeat(longest)).is_ok());
            assert_error(system, &"a".repeat(longest + 1), ParseUserNameError::Long);
        }
    }

    #[test]
    fn parse_user_name_rejects_reserved_names() {
        assert_error(MailSystem::Google, "Postmaster", ParseUserNameError::Reserved("postmaster".to_owned()));
        assert_error(MailSystem::Cpanel, "cpanel", ParseUserNameError::Reserved("cpanel".to_owned()));
        assert!(MailSystem::Google.parse_user_name("cpanel").is_ok());
    }
}
