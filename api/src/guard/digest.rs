//! Addresses as the guard's table knows them: hashes that nobody can try out without the key.

use std::fmt;

use data_encoding::BASE64URL_NOPAD;

use crate::guard::client_address::ClientAddress;
use crate::ticket::token::{KeyRing, SigningKey};

/// Makes a key of its own, so that no hash made here is a receipt's signature.
const PURPOSE: &[u8] = b"folio guard 1\0";

/// A keyed hash: HMAC-SHA256 in base64url.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Digest(String);

impl Digest {
    /// Returns the digest that a table kept.
    #[must_use]
    pub(crate) fn kept(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Makes digests.
#[derive(Clone, Debug)]
pub struct Pseudonymizer {
    current: SigningKey,
    previous: Option<SigningKey>,
}

impl Pseudonymizer {
    /// Returns what makes digests under keys derived from `keys`.
    #[must_use]
    pub fn new(keys: &KeyRing) -> Self {
        let (current, previous) = keys.derive(PURPOSE);
        Self { current, previous }
    }

    /// Returns the digest under which a viewer's requests are counted.
    #[must_use]
    pub fn viewer(&self, viewer: ClientAddress) -> Digest {
        digest(&self.current, "viewer", &viewer.network().to_string())
    }

    /// Returns the digest under which a requester's requests are counted.
    #[must_use]
    pub fn requester(&self, address: &str) -> Digest {
        digest(&self.current, "requester", address)
    }

    /// Returns the digest of a contact, and the one that it had under the key before, while that one is known: lists
    /// that were imported before a change of keys stay good until they are imported again.
    #[must_use]
    pub fn contact(&self, address: &str) -> (Digest, Option<Digest>) {
        let under = |key| digest(key, "contact", address);
        (under(&self.current), self.previous.as_ref().map(under))
    }
}

fn digest(key: &SigningKey, kind: &str, text: &str) -> Digest {
    Digest(BASE64URL_NOPAD.encode(&key.hash(&[kind.as_bytes(), b"\0", text.as_bytes()])))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digester(byte: u8, previous: Option<u8>) -> Pseudonymizer {
        let key = |byte| SigningKey::new(&[byte; 32]).unwrap();
        Pseudonymizer::new(&KeyRing::new(key(byte), previous.map(key)))
    }

    #[test]
    fn a_digest_depends_on_the_key_the_kind_and_the_text() {
        let one = digester(1, None);
        assert_eq!(one.requester("a@x.mx"), digester(1, None).requester("a@x.mx"));
        assert_ne!(one.requester("a@x.mx"), one.requester("b@x.mx"));
        assert_ne!(one.requester("a@x.mx"), one.contact("a@x.mx").0);
        assert_ne!(one.requester("a@x.mx"), digester(2, None).requester("a@x.mx"));
        assert!(!one.requester("a@x.mx").to_string().contains('@'));
    }

    #[test]
    fn neighbours_of_ipv6_are_one_viewer_and_others_are_not() {
        let viewer = |address: &str| digester(1, None).viewer(ClientAddress::new(address.parse().unwrap()));
        assert_eq!(viewer("2001:db8::1"), viewer("2001:db8::ffff:1"));
        assert_ne!(viewer("2001:db8::1"), viewer("2001:db8:0:1::1"));
        assert_ne!(viewer("192.0.2.1"), viewer("192.0.2.2"));
    }

    #[test]
    fn a_contact_is_known_under_the_key_before() {
        let old = digester(1, None).contact("a@x.mx").0;
        assert_eq!(digester(2, Some(1)).contact("a@x.mx").1, Some(old));
    }
}
