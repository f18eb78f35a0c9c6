//! Pseudonyms of addresses in the guard's table: keyed hashes, which cannot be guessed without the key.

use data_encoding::BASE64URL_NOPAD;

use crate::guard::client_address::ClientAddress;
use crate::ticket::token::{KeyRing, SigningKey};

/// Derives separate keys, so that no digest is a valid signature of a receipt.
const DOMAIN_SEPARATOR: &[u8] = b"folio guard 1\0";

/// A keyed hash: HMAC-SHA256 in base64url.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Digest(pub(super) String);

/// Makes the digests of addresses.
#[derive(Clone, Debug)]
pub struct Pseudonymizer(KeyRing);

impl Pseudonymizer {
    /// Returns a pseudonymizer under keys derived from `keys`.
    #[must_use]
    pub fn new(keys: &KeyRing) -> Self {
        Self(keys.derive(DOMAIN_SEPARATOR))
    }

    /// Returns the digest that counts the requests of a network address.
    #[must_use]
    pub fn client(&self, client: ClientAddress) -> Digest {
        digest(&self.0.current, "viewer", &client.network().to_string())
    }

    /// Returns the digest that counts the requests of a requester.
    #[must_use]
    pub fn requester(&self, address: &str) -> Digest {
        digest(&self.0.current, "requester", address)
    }

    /// Returns the digest of a contact under the current key and under the previous one: lists that were imported
    /// before a change of keys stay valid until the next import.
    #[must_use]
    pub fn contact(&self, address: &str) -> (Digest, Option<Digest>) {
        let digest_with = |key| digest(key, "contact", address);
        (digest_with(&self.0.current), self.0.previous.as_ref().map(digest_with))
    }
}

fn digest(key: &SigningKey, kind: &str, text: &str) -> Digest {
    Digest(BASE64URL_NOPAD.encode(&key.hash(&[kind.as_bytes(), b"\0", text.as_bytes()])))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pseudonymizer(byte: u8, previous: Option<u8>) -> Pseudonymizer {
        let key = |byte| SigningKey::new(&[byte; 32]).unwrap();
        Pseudonymizer::new(&KeyRing::new(key(byte), previous.map(key)))
    }

    #[test]
    fn digest_depends_on_key_kind_and_text() {
        let one = pseudonymizer(1, None);
        assert_eq!(one.requester("a@x.mx"), pseudonymizer(1, None).requester("a@x.mx"));
        assert_ne!(one.requester("a@x.mx"), one.requester("b@x.mx"));
        assert_ne!(one.requester("a@x.mx"), one.contact("a@x.mx").0);
        assert_ne!(one.requester("a@x.mx"), pseudonymizer(2, None).requester("a@x.mx"));
        assert!(!one.requester("a@x.mx").0.contains('@'));
    }

    #[test]
    fn client_digest_is_shared_within_an_ipv6_network() {
        let client =
            |address: &str| pseudonymizer(1, None).client(ClientAddress::new(address.parse().unwrap()));
        assert_eq!(client("2001:db8::1"), client("2001:db8::ffff:1"));
        assert_ne!(client("2001:db8::1"), client("2001:db8:0:1::1"));
        assert_ne!(client("192.0.2.1"), client("192.0.2.2"));
    }

    #[test]
    fn contact_digest_exists_under_previous_key() {
        let old = pseudonymizer(1, None).contact("a@x.mx").0;
        assert_eq!(pseudonymizer(2, Some(1)).contact("a@x.mx").1, Some(old));
    }
}
