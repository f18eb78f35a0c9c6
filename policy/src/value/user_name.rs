//! What each mail system takes before the `@`.
//!
//! - cPanel and the corporate mail: `a-z 0-9 . _ -`, 64 at most; it starts and ends with a letter or digit (ours).
//! - Google (support.google.com/a/answer/9193374): `a-z 0-9 - _ ' .`, 64 at most, no point first, last or doubled.
//! - Microsoft (entra-docs, concept-sspr-policy): `a-z 0-9 ' . - _ ! # ^ ~`, no point before the `@`; 50 at most, 48
//!   for the domain, which is what its bulk import takes.
//!
//! All three take capitals and make them lower case.

use crate::text::normalize;

/// The mail system for which a user name is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailSystem {
    /// The corporate mail and cPanel hosting.
    Cpanel,
    /// Google Workspace.
    Google,
    /// Microsoft 365.
    Microsoft,
}

/// Why a text is no user name of a mail system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParseUserNameError {
    /// It has accents or an ñ; without them it would read so.
    Accents(String),
    /// It has characters that the system does not take.
    Characters,
    /// A point stands first, last or twice in a row, where the system takes none.
    Point,
    /// The system keeps this name for itself.
    Reserved(String),
    /// It is longer than this.
    Long(usize),
}

impl MailSystem {
    /// The names by which content calls the systems.
    pub const NAMES: [&'static str; 3] = ["cpanel", "google", "microsoft"];

    /// Returns the system that content calls `name`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "cpanel" => Some(Self::Cpanel),
            "google" => Some(Self::Google),
            "microsoft" => Some(Self::Microsoft),
            _ => None,
        }
    }

    /// Returns how many characters a user name may have.
    #[must_use]
    pub fn max_len(self) -> usize {
        match self {
            Self::Cpanel | Self::Google => 64,
            Self::Microsoft => 50,
        }
    }

    /// Returns how many characters a domain may have.
    #[must_use]
    pub fn longest_domain(self) -> usize {
        match self {
            Self::Cpanel | Self::Google => 253,
            Self::Microsoft => 48,
        }
    }

    /// Returns the user name that `typed` is, in lower case.
    ///
    /// # Errors
    ///
    /// [`ParseUserNameError`] tells the rule that it breaks; accents first, since they have a remedy to propose.
    pub fn user_name(self, typed: &str) -> Result<String, ParseUserNameError> {
        let name = typed.trim().to_lowercase();
        let plain = normalize::fold(&name);
        if plain != name && plain.chars().all(|c| self.takes(c)) {
            return Err(ParseUserNameError::Accents(plain));
        }
        if name.is_empty() || !name.chars().all(|c| self.takes(c)) || !self.edges_fit(&name) {
            return Err(ParseUserNameError::Characters);
        }
        if !self.points_fit(&name) {
            return Err(ParseUserNameError::Point);
        }
        if normalize::length(&name) > self.max_len() {
            return Err(ParseUserNameError::Long(self.max_len()));
        }
        if self.reserved().contains(&name.as_str()) {
            return Err(ParseUserNameError::Reserved(name));
        }
        Ok(name)
    }

    fn takes(self, c: char) -> bool {
        let others = match self {
            Self::Cpanel => "._-",
            Self::Google => "._-'",
            Self::Microsoft => "._-'!#^~",
        };
        c.is_ascii_lowercase() || c.is_ascii_digit() || others.contains(c)
    }

    fn edges_fit(self, name: &str) -> bool {
        let is_sign = |c: char| matches!(c, '_' | '-');
        self != Self::Cpanel || !(name.starts_with(is_sign) || name.ends_with(is_sign))
    }

    /// The local part of an address never holds two points in a row, whatever the system.
    fn points_fit(self, name: &str) -> bool {
        let first_fits = self == Self::Microsoft || !name.starts_with('.');
        first_fits && !name.ends_with('.') && !name.contains("..")
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
    fn refused(system: MailSystem, name: &str, why: ParseUserNameError) {
        assert_eq!(system.user_name(name), Err(why), "{name}");
    }

    #[test]
    fn capitals_are_made_small() {
        for system in [MailSystem::Cpanel, MailSystem::Google, MailSystem::Microsoft] {
            assert_eq!(system.user_name("Ana.Lopez").unwrap(), "ana.lopez");
        }
    }

    #[test]
    fn accents_have_a_remedy() {
        refused(MailSystem::Google, "José.Muñoz", ParseUserNameError::Accents("jose.munoz".to_owned()));
        refused(MailSystem::Google, "josé+x", ParseUserNameError::Characters);
    }

    #[test]
    fn each_system_takes_its_own_signs() {
        assert!(MailSystem::Microsoft.user_name("a!b#c^d~e'f").is_ok());
        assert!(MailSystem::Google.user_name("o'brien").is_ok());
        refused(MailSystem::Google, "a!b", ParseUserNameError::Characters);
        refused(MailSystem::Cpanel, "o'brien", ParseUserNameError::Characters);
        refused(MailSystem::Cpanel, "-a", ParseUserNameError::Characters);
        assert!(MailSystem::Google.user_name("-a_").is_ok());
        for sign in ["a+b", "a=b", "a&b", "a<b", "a,b", "a b", ""] {
            refused(MailSystem::Google, sign, ParseUserNameError::Characters);
        }
    }

    #[test]
    fn points_stand_between_other_characters() {
        for name in [".a", "a.", "a..b"] {
            refused(MailSystem::Google, name, ParseUserNameError::Point);
            refused(MailSystem::Cpanel, name, ParseUserNameError::Point);
        }
        refused(MailSystem::Microsoft, "a.", ParseUserNameError::Point);
    }

    #[test]
    fn each_system_has_its_length() {
        for (system, longest) in
            [(MailSystem::Cpanel, 64), (MailSystem::Google, 64), (MailSystem::Microsoft, 50)]
        {
            assert!(system.user_name(&"a".repeat(longest)).is_ok());
            refused(system, &"a".repeat(longest + 1), ParseUserNameError::Long(longest));
        }
    }

    #[test]
    fn some_names_are_kept() {
        refused(MailSystem::Google, "Postmaster", ParseUserNameError::Reserved("postmaster".to_owned()));
        refused(MailSystem::Cpanel, "cpanel", ParseUserNameError::Reserved("cpanel".to_owned()));
        assert!(MailSystem::Google.user_name("cpanel").is_ok());
    }
}
